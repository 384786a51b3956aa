import type { Span } from '../domain/match.ts'
import { toPlainSpans } from './tex.ts'
import { type EmphasisRange, type FormulaRange, shownText } from './tex-shown.ts'

/** A run of text to show. */
export interface Segment {
  /** As plain text shows it; a formula in Unicode. */
  text: string
  /** Whether a keyword stands in it. */
  marked: boolean
  emphasis: readonly EmphasisRange['kind'][]
  /** Set where the run is one formula, whole. */
  formula: FormulaRange | null
}

/**
 * A title or abstract as a reader sees it (TeX accents and commands resolved, formulas in Unicode), cut where highlighting,
 * emphasis and formulas begin and end. Joined, the texts are the whole text; none is empty.
 * @param spans offsets into the source, ascending
 */
export function markedText(source: string, spans: readonly Span[]): Segment[] {
  const shown = shownText(source)
  const marks = toPlainSpans(shown, spans).map(([start, end]) => ({ start, end }))
  const cuts = new Set([0, shown.text.length])
  for (const { start, end } of [...marks, ...shown.emphasis, ...shown.formulas]) cuts.add(start).add(end)
  const ascending = [...cuts].sort((a, b) => a - b)

  const marksAt = counter(marks)
  const emphasisAt = KINDS.map((kind) => counter(shown.emphasis.filter((range) => range.kind === kind)))
  const formulas = new Map(shown.formulas.map((formula) => [formula.start, formula]))
  return ascending.slice(0, -1).map((start, index) => ({
    text: shown.text.slice(start, ascending[index + 1]),
    marked: marksAt(start) > 0,
    emphasis: KINDS.filter((_, kind) => (emphasisAt[kind] as typeof marksAt)(start) > 0),
    formula: formulas.get(start) ?? null,
  }))
}

const KINDS: readonly EmphasisRange['kind'][] = ['bold', 'italic', 'emphasised']

/** Tells for ascending offsets how many of the ranges hold each. */
function counter(ranges: readonly { start: number; end: number }[]): (at: number) => number {
  const starts = ranges.map(({ start }) => start).sort((a, b) => a - b)
  const ends = ranges.map(({ end }) => end).sort((a, b) => a - b)
  let begun = 0
  let ended = 0
  return (at) => {
    while (begun < starts.length && (starts[begun] as number) <= at) begun++
    while (ended < ends.length && (ends[ended] as number) <= at) ended++
    return begun - ended
  }
}

/** The same in plain text, without marks. */
export function readableText(source: string): string {
  return shownText(source).text
}
