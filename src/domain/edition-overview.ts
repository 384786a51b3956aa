import { editionsBetween, expectedEdition } from './calendar.ts'
import type { BatchSource, EditionDate, EditionState } from './edition.ts'

/** What became of a feed, in the words of `paperboy editions`. */
export type FeedState = 'fresh' | 'stale' | 'failed' | 'empty-as-expected' | 'empty-unexpectedly'

/** An edition as the operator sees it: what became of each feed, and where its papers came from in the end. */
export interface EditionOverview {
  date: EditionDate
  state: EditionState
  papers: { new: number; cross: number; replaced: number }
  feeds: {
    category: string
    state: FeedState
    /** Null while its papers are missing. */
    obtained: BatchSource | null
    /** Whether older papers, newly cross-listed, may be missing. */
    unsure: boolean
    items: number
    error: string | null
  }[]
}

/** Nobody wants to read on of a Paperboy that was off for months. */
const FORTNIGHT_MS = 14 * 86_400_000

/**
 * Puts among the stored editions those of the fortnight before the newest that arXiv's calendar expects.
 * @param stored newest first
 * @param awaited the edition that should be there by now
 */
export function withExpected(stored: readonly EditionOverview[], awaited: EditionDate): EditionOverview[] {
  const [newest, oldest] = [stored[0], stored.at(-1)]
  if (!newest || !oldest) return []
  const isNear = Math.abs(Date.parse(awaited) - Date.parse(newest.date)) <= FORTNIGHT_MS
  const first = new Date(Date.parse(newest.date) - FORTNIGHT_MS).toISOString().slice(0, 10)
  const [, from = newest.date] = [oldest.date, first].sort()
  const missing = editionsBetween(from, isNear && awaited > newest.date ? awaited : newest.date)
    .filter((date) => expectedEdition(date) === 'expected' && !stored.some((one) => one.date === date))
    .map((date) => ({ date, state: 'expected' as const, papers: { new: 0, cross: 0, replaced: 0 }, feeds: [] }))
  return [...stored, ...missing].sort((a, b) => (a.date < b.date ? 1 : -1))
}
