import type { Expectation } from './calendar.ts'
import type { EditionDate, FeedStatus } from './edition.ts'
import { type Announcement, compareArxivIds } from './paper.ts'

/**
 * arXiv now and then re-serves an old batch under a fresh date, and delivers the missed one days later, or never: whose
 * batch a feed holds is told by its papers alone.
 */

/** What is stored of an edition, to compare a feed with. */
export interface KnownBatch {
  date: EditionDate
  /** Ids of all its papers, in whichever category. */
  ids: ReadonlySet<string>
  /** The highest id that it was the first to announce; null where none is known. */
  ceiling: string | null
  /** Categories whose feed did not bring its batch. */
  awaited: ReadonlySet<string>
}

export interface Placed {
  status: Exclude<FeedStatus, 'unchanged' | 'failed'>
  /** The edition that the batch belongs to: the feed's own date, or an earlier one. */
  edition: EditionDate
  /** Whether most of its papers are stored there already. */
  isRepeated: boolean
}

/** A smaller batch says nothing by the order of its ids. */
const ENOUGH_NEW = 5

/**
 * Whose batch it is.
 * @param date the feed's own
 * @param dayBefore the last date on or before it that arXiv's calendar has an edition for
 * @param known stored editions before that date
 */
export function placeBatch(
  date: EditionDate,
  { category, announcements }: { category: string; announcements: readonly Announcement[] },
  { expectation, dayBefore, known }: { expectation: Expectation; dayBefore: EditionDate; known: readonly KnownBatch[] },
): Placed {
  if (announcements.length === 0)
    return { status: expectation === 'expected' ? 'empty-unexpectedly' : 'empty', edition: date, isRepeated: false }
  const repeated = repeatedEdition(
    announcements.map(({ paper }) => paper.id),
    known,
  )
  if (repeated !== null) return { status: 'stale', edition: repeated, isRepeated: true }
  const overtaken = overtakenBy(
    announcements,
    known.filter(({ awaited }) => awaited.has(category)),
  )
  if (overtaken !== null) return { status: 'stale', edition: overtaken, isRepeated: false }
  // No edition is named by a Saturday or a Sunday: what comes then, comes late.
  if (expectation === 'none') return { status: 'stale', edition: dayBefore, isRepeated: false }
  return { status: 'ok', edition: date, isRepeated: false }
}

/** The edition that shares more than half of the ids, if any does; the one that shares most. */
function repeatedEdition(ids: readonly string[], known: readonly KnownBatch[]): EditionDate | null {
  const shared = known
    .map((edition) => ({ date: edition.date, count: ids.filter((id) => edition.ids.has(id)).length }))
    .filter(({ count }) => count * 2 > ids.length)
  return shared.sort((a, b) => b.count - a.count || (a.date < b.date ? 1 : -1))[0]?.date ?? null
}

/**
 * New-style ids are given in the order of announcement: papers called new whose ids are, by more than half, below what an
 * earlier edition has reached belong to that edition, where it still awaits the category's batch.
 */
function overtakenBy(announcements: readonly Announcement[], awaiting: readonly KnownBatch[]): EditionDate | null {
  const fresh = announcements.filter(({ type }) => type === 'new').map(({ paper }) => paper.id)
  if (fresh.length < ENOUGH_NEW) return null
  const middle = fresh.toSorted(compareArxivIds)[Math.floor(fresh.length / 2)] ?? ''
  const reached = awaiting.filter(({ ceiling }) => ceiling !== null && compareArxivIds(middle, ceiling) <= 0)
  return reached.map(({ date }) => date).sort()[0] ?? null
}
