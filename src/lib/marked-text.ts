import type { Span } from '../domain/match.ts'
import { plainText, toPlainSpans } from './tex.ts'

/** A run of text to show, and whether a keyword stands in it. */
export interface Segment {
  text: string
  marked: boolean
}

/**
 * A title or abstract as a reader sees it (TeX accents and text commands resolved, mathematics as arXiv's own TeX),
 * cut where highlighting begins and ends. Joined, the segments are the whole text; none is empty.
 * @param spans offsets into the source
 */
export function markedText(source: string, spans: readonly Span[]): Segment[] {
  const plain = plainText(source, { mathematics: 'source' })
  const segments: Segment[] = []
  let at = 0
  for (const [start, end] of toPlainSpans(plain, [...spans])) {
    if (start > at) segments.push({ text: plain.text.slice(at, start), marked: false })
    if (end > Math.max(at, start)) segments.push({ text: plain.text.slice(Math.max(at, start), end), marked: true })
    at = Math.max(at, end)
  }
  if (at < plain.text.length) segments.push({ text: plain.text.slice(at), marked: false })
  return segments
}

/** The same without marks. */
export function readableText(source: string): string {
  return plainText(source, { mathematics: 'source' }).text
}
