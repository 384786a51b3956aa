import type { Span } from '../domain/match.ts'
import { TexReader } from './tex-reader.ts'
import { type PlainText, PlainTextWriter } from './tex-writer.ts'

export type { PlainText }

export interface PlainTextOptions {
  /** `source` leaves formulas as they are written, for showing; `letters` reduces them to their letters, for matching. */
  mathematics: 'source' | 'letters'
}

/**
 * The text that a reader sees in a TeX source: accents, escapes and text commands resolved, formulas as asked for.
 * What is not understood stays as it is. Takes any text, in linear time.
 */
export function plainText(source: string, options: PlainTextOptions): PlainText {
  const writer = new PlainTextWriter(source)
  if (/[\\{}$~`]|--|''/.test(source)) new TexReader(source, options.mathematics === 'letters', writer).read()
  else writer.copy(0, source.length)
  return writer.finish()
}

/**
 * Where source spans stand in the plain text: each widened to whole units, those that touch the same unit joined.
 * @param spans ascending
 */
export function toPlainSpans(plain: PlainText, spans: readonly Span[]): Span[] {
  const found: [number, number][] = []
  let unit = 0
  for (const [start, end] of spans) {
    while (unit < plain.text.length && (plain.to[unit] as number) <= start) unit++
    let last = unit
    while (last < plain.text.length && (plain.from[last] as number) < end) last++
    if (last === unit) continue
    const previous = found.at(-1)
    if (previous && unit < previous[1]) previous[1] = Math.max(previous[1], last)
    else found.push([unit, last])
  }
  return found
}
