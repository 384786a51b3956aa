import { heldOf, type Passage, type Reply } from './passage.ts'

/** How a provider's engine is told that something is to stay: the form that survives it. */
export interface PlaceholderForm {
  /** Whether acronyms are hidden from the engine, too: one that translates word by word makes a rag of RAG. */
  hidesAcronyms: boolean
  /** Names to choose from; the first whose placeholders stand nowhere in the text is taken. */
  names: readonly string[]
  write(name: string, number: number): string
  /** Global; its first group is the number. Finds placeholders as engines respell them: case, blanks. */
  pattern(name: string): RegExp
  /** What is left of a placeholder that an engine has broken. */
  remains(name: string): RegExp
  encode(text: string): string
  decode(text: string): string
}

const same = (text: string) => text

/**
 * `QX1Z`: a word that no dictionary knows and that splits nowhere, so Apertium passes it on as an unknown noun and
 * neural engines copy it.
 */
export const WORDS: PlaceholderForm = {
  hidesAcronyms: true,
  names: ['QX', 'ZQ', 'XJ', 'QW', 'JQ', 'VQX', 'ZXQ', 'QJXV'],
  write: (name, number) => `${name}${number}Z`,
  pattern: (name) => new RegExp(`(?<![A-Za-z0-9])${name}(\\d+)Z(?![A-Za-z0-9])`, 'gi'),
  remains: (name) => new RegExp(`${name}\\s?\\d`, 'i'),
  encode: same,
  decode: same,
}

/** `<x1/>`: what language models copy without a thought, and JSON need not escape. */
export const TAGS: PlaceholderForm = {
  hidesAcronyms: false,
  names: ['x', 'k', 'hold', 'keep', 'stay'],
  write: (name, number) => `<${name}${number}/>`,
  pattern: (name) => new RegExp(`<\\s?${name}\\s?(\\d+)\\s?/\\s?>`, 'gi'),
  remains: (name) => new RegExp(`</?\\s?${name}\\s?\\d|${name}\\d+\\s?/?>`, 'i'),
  encode: same,
  decode: same,
}

/** `<x>1</x>` in XML: https://developers.deepl.com/docs/xml-and-html-handling/xml, with `ignore_tags=x`. */
export const IGNORED_XML: PlaceholderForm = {
  hidesAcronyms: false,
  names: ['x'],
  write: (name, number) => `<${name}>${number}</${name}>`,
  pattern: (name) => new RegExp(`<${name}>\\s*(\\d+)\\s*</${name}>`, 'g'),
  remains: (name) => new RegExp(`</?${name}>`, 'i'),
  encode: (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  decode: (text) =>
    text
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&amp;/g, '&'),
}

/** A passage in a provider's form. */
export interface Offer {
  text: string
  /** Takes the answer apart; anything may stand in it. */
  read(answer: string): Reply
  /** What is left of a broken placeholder in a piece of the answer's text. */
  remains: RegExp
}

export function offer(passage: Passage, form: PlaceholderForm): Offer {
  const plain = passage.filter((part) => typeof part === 'string').map(form.encode)
  const count = heldOf(passage).length
  const name = form.names.find((one) => !plain.some((text) => form.remains(one).test(text))) ?? unused(plain, form)
  let number = 0
  const text = passage
    .map((part) => (typeof part === 'string' ? form.encode(part) : form.write(name, ++number)))
    .join('')
  return { text, read: (answer) => read(answer, form.pattern(name), form, count), remains: form.remains(name) }
}

/** For a text that holds the placeholders of every name. */
function unused(plain: readonly string[], form: PlaceholderForm): string {
  const [first = 'x'] = form.names
  for (let name = first + first; ; name += first) if (!plain.some((text) => form.remains(name).test(text))) return name
}

function read(answer: string, pattern: RegExp, form: PlaceholderForm, count: number): Reply {
  const reply: (string | number)[] = []
  let at = 0
  for (const { 0: found, 1: digits, index } of answer.matchAll(pattern)) {
    if (index > at) reply.push(form.decode(answer.slice(at, index)))
    const number = Number(digits)
    // An invented one is text, which `remains` then finds.
    reply.push(number >= 1 && number <= count ? number : form.decode(found))
    at = index + found.length
  }
  if (at < answer.length) reply.push(form.decode(answer.slice(at)))
  return reply
}
