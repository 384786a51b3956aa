import type { Segment } from './marked-text.ts'

/** Neighbouring segments, and whether they run from left to right in a text that runs the other way. */
export interface Run {
  segments: Segment[]
  ltr: boolean
}

/** Inside such a run: any but letters of scripts that run from right to left, and line breaks. */
const INSIDE = String.raw`[^\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Syriac}\p{Script=Nko}\p{Script=Adlam}\n]*`
/** Formulas stand here as one letter each, so that what touches them (k-means, C++) keeps its place. */
const RUN = new RegExp(String.raw`[\p{Script=Latin}\p{Script=Greek}\uE000]${INSIDE}`, 'gu')
/** Belongs to the sentence around, where it ends a run. */
const TAIL = /[\s.,;:!?،؛؟…"'“”‘’«»([{–—-]+$/

/**
 * Cuts a text that runs from right to left into its own runs and those of Latin words, addresses and formulas: each of the
 * latter is to be isolated (UAX 9), or the brackets, signs and points at its ends change sides.
 */
export function directionRuns(segments: readonly Segment[]): Run[] {
  const joined = segments.map(({ text, formula }) => (formula ? '\uE000'.repeat(text.length) : text)).join('')
  const edges = [...joined.matchAll(RUN)].map(({ 0: found, index }) => [index, index + kept(found).length] as const)
  const runs: Run[] = []
  let offset = 0
  for (const segment of segments) {
    const end = offset + segment.text.length
    const inside = edges.filter(([start, stop]) => start < end && stop > offset)
    let from = offset
    for (const [start, stop] of inside) {
      push(runs, segment, from - offset, Math.max(start, from) - offset, false)
      push(runs, segment, Math.max(start, from) - offset, Math.min(stop, end) - offset, true)
      from = Math.min(stop, end)
    }
    push(runs, segment, from - offset, end - offset, false)
    offset = end
  }
  return runs
}

/** Without signs of the sentence around, and closing brackets that nothing opened. */
function kept(run: string): string {
  const end = run.replace(TAIL, '')
  const open = (end.match(/[([{]/g) ?? []).length
  const closed = (end.match(/[)\]}]/g) ?? []).length
  return closed > open && /[)\]}]$/.test(end) ? kept(end.slice(0, -1)) : end
}

function push(runs: Run[], segment: Segment, from: number, to: number, ltr: boolean): void {
  if (from >= to) return
  const part = { ...segment, text: segment.text.slice(from, to) }
  const last = runs.at(-1)
  if (last?.ltr === ltr) last.segments.push(part)
  else runs.push({ segments: [part], ltr })
}

const LEFT_TO_RIGHT_ISOLATE = '\u2066'
const POP_ISOLATE = '\u2069'
const RIGHT_TO_LEFT_MARK = '\u200f'

/** Plain text that runs from right to left: each line says so, and its other runs are isolated. */
export function rightToLeftText(segments: readonly Segment[]): string {
  const text = directionRuns(segments)
    .map((run) => {
      const inner = run.segments.map((segment) => segment.text).join('')
      return run.ltr ? `${LEFT_TO_RIGHT_ISOLATE}${inner}${POP_ISOLATE}` : inner
    })
    .join('')
  return text.replace(/^(?=.)/gm, RIGHT_TO_LEFT_MARK)
}
