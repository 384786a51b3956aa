import type { HeldKind } from './passage.ts'

type Pattern = readonly [kind: HeldKind, pattern: RegExp]

const TOP_LEVEL = 'com|org|net|io|ai|edu|gov|dev|app|site|page|science|info|cn|de|uk|fr|ch|eu|jp|kr|xyz|cc'
const FILE_TYPES =
  'py|md|json|jsonl|txt|yaml|yml|toml|cpp|hpp|js|ts|sh|ipynb|csv|tsv|pdf|html|xml|tex|bib|zip|gz|rs|java|ini|cfg|onnx|safetensors|gguf'

/** Ends of URLs are trimmed afterwards: see `trimmedAddress`. */
export const ADDRESSES: readonly Pattern[] = [
  ['address', /\b(?:https?|ftp):\/\/[!-~]+/gi],
  ['address', /\bwww\.[A-Za-z0-9-]+\.[!-~]+/gi],
  ['address', new RegExp(String.raw`(?<![\w.@/-])(?:[A-Za-z0-9-]+\.)+(?:${TOP_LEVEL})(?:/[!-~]*|(?![\w-]|\.\w))`, 'g')],
  ['address', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b/g],
  ['address', /(?:\bdoi:\s?)?\b10\.\d{4,9}\/[!-~]+/gi],
]

/** https://info.arxiv.org/help/arxiv_identifier.html */
const IDS: readonly Pattern[] = [
  ['id', /\barXiv:\s?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?(?:\s?\[[A-Za-z.-]+\])?/gi],
  ['id', /(?<![\d.,$])\d{4}\.\d{4,5}(?:v\d+)?(?![\d,]|\.\d)/g],
  [
    'id',
    /\b(?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph|cs|math|physics)(?:\.[A-Z]{2})?\/\d{7}(?:v\d+)?\b/g,
  ],
  ['id', /\b(?:cs|stat|eess|math|econ|q-bio|q-fin|physics)\.[A-Z]{2}\b/g],
]

const CODE: readonly Pattern[] = [
  ['code', /`[^`\s'][^`'\n]{0,60}`/g],
  ['code', /<\/?[A-Za-z|][^<>\n]{0,60}>/g],
  // a_b, L_2, x^2, 10^{-3}
  ['code', /(?<![A-Za-z0-9.])[A-Za-z0-9.]+(?:[_^](?:\{[^{}\n]{1,60}\}|[+-]?[A-Za-z0-9]+))+/g],
  ['code', /(?<![\w-])--[a-z][a-z0-9-]*(?:=[^\s,;)]+)?/g],
  ['code', new RegExp(String.raw`(?<![\w/.-])[\w./-]*\w\.(?:${FILE_TYPES})\b(?!\.\w)`, 'g')],
  // owner/repository, where it does not look like two words of prose
  ['code', /(?<![\w/.-])(?=[\w/.-]*[\d_.A-Z])[A-Za-z][\w.-]{0,60}[\d_-][\w.-]{0,60}\/[A-Za-z][\w.-]*\w/g],
  ['code', /\b[A-Za-z]+@[A-Za-z0-9.]*[A-Za-z0-9]/g],
  ['code', /\b[A-Z](?:\+\+|#|\*)(?!\w)/g],
  // f(), O(1), SO(3), train(x, y)
  ['code', /\b[A-Za-z][\w.]{0,60}\(\)/g],
  ['code', /\b[A-Za-z]{1,3}\((?!s\)|es\)|ies\))[^()\s]{1,20}\)/g],
  // GPT-4, ResNet-50, 7B, Qwen2.5-7B-Instruct; not 1st, 1990s, 5-fold
  [
    'code',
    /\b(?!\d+(?:st|nd|rd|th|s)\b)(?:[A-Z][A-Za-z]*-){0,5}(?:[A-Za-z]+\d|\d+(?:[.,]\d+){0,4}[A-Za-z])[A-Za-z0-9]*(?:[.-](?:\d[A-Za-z0-9]*|[A-Z][A-Za-z0-9]*))*\b/g,
  ],
  ['code', /\b[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*){0,5}-\d[\d.]*[A-Za-z]*(?:-[A-Z0-9][A-Za-z0-9]*)*\b/g],
]

const MATHEMATICS: readonly Pattern[] = [
  // Greek, and what is mathematics in Unicode; ASCII's own signs are in every prose.
  ['formula', /(?:(?![!-~])[\p{Script=Greek}\p{Sm}\u2032\u2070-\u209f\u2100-\u214f\u{1d400}-\u{1d7ff}])+/gu],
]

const NAMES: readonly Pattern[] = [
  ['name', /(?<![\p{L}\p{M}])(?!Naïve)(?=[A-Za-z'’]*[^\P{L}A-Za-z])\p{Lu}[\p{L}\p{M}'’]*(?<!['’])/gu],
]

export const SURE: readonly Pattern[] = [...IDS, ...CODE, ...MATHEMATICS, ...NAMES]

/** What any language has its own word for. */
const TRANSLATED_ACRONYMS = 'AI|US|USA|UK|EU|UN|AND|OR|NOT'

export const ACRONYMS: readonly Pattern[] = [
  ['acronym', /\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b/g],
  ['acronym', /\b[A-Z]{2,}[a-z]+(?:[A-Z][A-Za-z]*)?\b/g],
  ['acronym', new RegExp(String.raw`\b(?!(?:${TRANSLATED_ACRONYMS})\b)[A-Z]{2,}\b`, 'g')],
]

/** Where an address ends: not with the sentence's punctuation, a bracket that it did not open, or markup. */
export function trimmedAddress(text: string): string {
  let address = text.replace(/[{}$<>"`|].*$/, '').replace(/''?$/, '')
  for (;;) {
    const last = address.at(-1) ?? ''
    const open = last === ')' ? '(' : last === ']' ? '[' : ''
    const unopened = open !== '' && address.split(open).length < address.split(last).length
    if (!unopened && !/[.,;:!?'\\]/.test(last)) return address
    address = address.slice(0, -1)
  }
}
