import { texTokens } from './tex-tokens.ts'

/** Words whose point ends no sentence. `etc.` does, where a capital follows. */
const ABBREVIATIONS = new Set(
  `e.g i.e cf vs viz et.al al fig figs eq eqs eqn eqns sec secs sect ref refs tab tabs thm lem prop cor def alg app ch chap
   vol no nos pp p ca approx resp incl excl w.r.t a.k.a s.t i.i.d dr prof mr mrs ms st jr sr dept univ inc ltd co corp`.split(
    /\s+/,
  ),
)

/** @param before what stands before a point */
export function isAbbreviation(before: string): boolean {
  const word = /[A-Za-z.]+$/.exec(before)?.[0] ?? ''
  // An initial: J. Smith, U.S.
  return /^(?:[A-Z]\.)*[A-Z]$/.test(word) || ABBREVIATIONS.has(word.toLowerCase().replace(/^\.+/, ''))
}

/** A mark of Han text ends a sentence at once; others where a blank and no small letter follow. */
const END = /[。！？]+[”’」』）)]*|[.!?؟۔।]+["'”’»)\]]*(?=\s+["'“‘«([]*(?!\p{Ll})\S)|\n\n/gu

/**
 * How far the first sentences of a title or an abstract reach, in a text of arXiv's or a translation of one: the offset
 * behind the mark that ends the last of them, or the length of the text where there are no more. Never inside a formula
 * or a group of TeX; abbreviations ("e.g.", "et al.", "Fig. 2"), initials and decimals end no sentence.
 */
export function endOfSentences(source: string, count: number): number {
  const text = masked(source)
  let left = count
  for (const { 0: mark, index } of text.matchAll(END)) {
    if (mark === '.' && isAbbreviation(text.slice(Math.max(0, index - 20), index))) continue
    left--
    if (left === 0) return mark === '\n\n' ? index : index + mark.length
  }
  return source.length
}

/** Formulas and groups as digits, character by character, so that nothing in them looks like an end. */
function masked(source: string): string {
  const tokens = texTokens(source)
  const pieces: string[] = []
  let until = 0
  for (const token of tokens) {
    if (token.start < until) continue
    const closed = token.kind === 'open' ? tokens[token.partner] : undefined
    until = closed?.end ?? token.end
    const isWhole = closed !== undefined || token.kind === 'formula'
    pieces.push(isWhole ? '0'.repeat(until - token.start) : source.slice(token.start, until))
  }
  return pieces.join('')
}
