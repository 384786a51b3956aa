import type { GlossaryEntry } from './glossary.ts'
import { HIDDEN } from './hidden.ts'
import { isSetApart, scriptCode } from './languages.ts'
import { numberFault } from './numbers.ts'
import { type Held, heldOf, type Passage, type Reply, targetOf, textOf } from './passage.ts'
import { addressFault, formulaFault } from './pieces.ts'
import { scriptFault } from './scripts.ts'
import { sentencesOf } from './sentences.ts'

export interface Checked {
  passage: Passage
  reply: Reply
  /** The reply with everything put back. */
  text: string
  /** BCP 47. */
  target: string
  /** What is left of a broken placeholder. */
  remains: RegExp
  /** Whether it is one sentence of a text: a short one may well be the same in both languages. */
  partial?: boolean
  /** Terms of the source that the provider itself was asked to translate so. */
  terms?: readonly GlossaryEntry[]
}

/**
 * Why a translation must not be shown, or null where nothing speaks against it: each piece that was held stands in it once,
 * it adds no markup, no number and no bracket and loses none, and it is a text of the target language of a plausible
 * length, not the source. What it says can't be checked.
 */
export function verify(checked: Checked): string | null {
  const { passage, reply, target } = checked
  const source = textOf(passage)
  const answer = textOf(reply)
  if (reply.length === 0 || (answer.trim() === '' && source.trim() !== '')) return 'it is empty'
  return (
    heldFault(passage, reply) ??
    markupFault(source, answer, checked.remains) ??
    touchFault(passage, reply, target) ??
    bracketFault(source, answer) ??
    numberFault(source, answer, target) ??
    englishFault(passage, answer, checked.partial ?? false) ??
    lengthFault(source, answer, target) ??
    scriptFault(source, answer, target) ??
    nameFault(source, answer) ??
    termFault(checked) ??
    formulaFault(targetOf(passage), checked.text) ??
    addressFault(targetOf(passage), checked.text)
  )
}

function heldFault(passage: Passage, reply: Reply): string | null {
  const held = heldOf(passage)
  const counts = new Map<number, number>()
  for (const part of reply) if (typeof part === 'number') counts.set(part, (counts.get(part) ?? 0) + 1)
  for (const [index, { source }] of held.entries()) {
    const count = counts.get(index + 1) ?? 0
    if (count === 0) return `"${brief(source)}" is missing`
    if (count > 1) return `"${brief(source)}" stands in it ${count} times`
  }
  return null
}

/** What the source's text does not have: TeX, tags, entities, code fences, pieces of placeholders. */
const MARKUP: readonly (readonly [string, RegExp])[] = [
  ['a dollar sign or backslash', /[$\\]/],
  ['HTML', /<\/?[A-Za-z][^<>]*>|<!|&(?:[A-Za-z]{2,8}|#x?[0-9A-Fa-f]+);/],
  ['Markdown', /`|\*\*|^#+ |\]\(/m],
  ['an address', /https?:|\/\/|www\.|\w@\w+\.\w|[A-Za-z0-9]\.[A-Za-z]{2,}\//],
  // All signs of the source are held; what follows ^{ or _{ is read as a script. Full-width signs are Han punctuation.
  ['mathematics', /[\^_]\{|(?![!-~\uff00-\uffef])\p{Sm}|[\u2070-\u209f\u{1d400}-\u{1d7ff}]/u],
  ['a character that shows nothing', HIDDEN],
]

function markupFault(source: string, answer: string, remains: RegExp): string | null {
  if (remains.test(answer)) return 'a piece of a placeholder is left in it'
  for (const [name, pattern] of MARKUP)
    if (pattern.test(answer) && !pattern.test(source)) return `it holds ${name} that the source has not`
  return null
}

/** Where words are set apart by blanks, a piece that was held does not grow together with one. */
function touchFault(passage: Passage, reply: Reply, target: string): string | null {
  if (!isSetApart(target)) return null
  const held = heldOf(passage)
  for (const [index, part] of reply.entries()) {
    if (typeof part !== 'number') continue
    const [before, after] = [reply[index - 1], reply[index + 1]]
    const touches =
      typeof before === 'number' ||
      /[\p{L}\p{N}]$/u.test(before ?? '') ||
      (typeof after === 'string' && /^[\p{L}\p{N}]/u.test(after))
    if (touches) return `"${brief((held[part - 1] as Held).source)}" has grown together with what stands beside it`
  }
  return null
}

const BRACKETS: readonly (readonly [open: RegExp, close: RegExp, shown: string])[] = [
  [/[(（]/g, /[)）]/g, '( )'],
  [/[[［]/g, /[\]］]/g, '[ ]'],
  [/[{｛]/g, /[}｝]/g, '{ }'],
]

function bracketFault(source: string, answer: string): string | null {
  for (const [open, close, shown] of BRACKETS) {
    // Translators may add a pair, say for a term in the original; none may be lost or stand alone.
    const opened = count(answer, open) - count(source, open)
    const closed = count(answer, close) - count(source, close)
    if (opened < 0 || opened !== closed) return `its brackets ${shown} are not those of the source`
    if (isNested(source, open, close) && !isNested(answer, open, close)) return `its brackets ${shown} are not balanced`
  }
  if (hasPairs(source) && !hasPairs(answer)) return 'its quotation marks are not balanced'
  return null
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function isNested(text: string, open: RegExp, close: RegExp): boolean {
  let depth = 0
  for (const [sign] of text.matchAll(new RegExp(`${open.source}|${close.source}`, 'g'))) {
    depth += sign.search(open) === 0 ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
}

/** Languages write quotes in many ways („a“, «a», »a«, 「a」): all that counts is that none stands alone. */
function hasPairs(text: string): boolean {
  return count(text, /["“”„‟«»＂「」『』]/g) % 2 === 0
}

/** The whole, or a sentence of some length, stands in the answer as it was. */
function englishFault(passage: Passage, answer: string, partial: boolean): string | null {
  const folded = fold(answer)
  const source = textOf(passage)
  const words = source.match(/[a-z]{3,}/g)?.length ?? 0
  if (fold(source) === folded && words > (partial ? 2 : 0)) return 'it is the source'
  const sentences = sentencesOf(passage).map((sentence) => fold(textOf(sentence)))
  const left = sentences.some((text) => (text.match(/[a-z]{2,}/g)?.length ?? 0) >= 6 && folded.includes(text))
  return left ? 'a sentence is left in English' : null
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Characters of the answer for one of the source, from short terms of the field to a cautious translator's prose. */
const LENGTHS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  Hans: [0.15, 0.8],
  Hant: [0.15, 0.8],
  Jpan: [0.2, 1.2],
  Kore: [0.25, 1.3],
  Arab: [0.45, 1.8],
  Hebr: [0.45, 1.6],
}
const OTHER_LENGTHS = [0.55, 2.2] as const
/** A title of a few words may be any length. */
const LENGTH_SLACK = 15

function lengthFault(source: string, answer: string, target: string): string | null {
  const [least, most] = LENGTHS[scriptCode(target)] ?? OTHER_LENGTHS
  const [from, to] = [fold(source).length, fold(answer).length]
  if (to < from * least - LENGTH_SLACK * least) return `it is too short: ${to} characters for ${from}`
  return to > from * most + LENGTH_SLACK ? `it is too long: ${to} characters for ${from}` : null
}

/** Names that are given to engines which leave them alone: ResNet, LoRA, TextVQA. */
function nameFault(source: string, answer: string): string | null {
  for (const [name] of source.matchAll(/\b[A-Z]?[a-z]+[A-Z][A-Za-z]+\b/g))
    if (!answer.includes(name)) return `the name "${brief(name)}" is missing`
  return null
}

function termFault({ terms = [], reply }: Checked): string | null {
  const answer = fold(textOf(reply)).replace(/\s/g, '')
  const missing = terms.find(({ target }) => !answer.includes(fold(target).replace(/\s/g, '')))
  return missing ? `"${missing.source}" is not "${missing.target}" in it` : null
}

function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
