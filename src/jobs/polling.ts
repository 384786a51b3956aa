import { editionBefore, expectedEdition } from '../domain/calendar.ts'
import { type EditionDate, isComplete } from '../domain/edition.ts'
import { calendarDate, EASTERN, newestEdition, nextMorning, oaiReadyTime, startOfFeedDay } from '../lib/time.ts'
import type { StoredEdition } from './ports.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** rss.arxiv.org is rebuilt from midnight US Eastern on. */
const REBUILD_MS = 5 * MINUTE_MS
/** Between two looks at what is not there yet, before the edition's deadline and after it. */
const POLL_MS = 30 * MINUTE_MS
const LATE_POLL_MS = 2 * HOUR_MS
/** Between two looks for a batch that comes late, on a day without an edition of its own. */
const WEEKEND_POLL_MS = 6 * HOUR_MS
/** Between two tries to make up for earlier editions, where today's is complete. */
const MEND_MS = 3 * HOUR_MS
/** So much later at the most, by chance: not everybody's Paperboy shall ask at the same moment. */
const JITTER_MS = 5 * MINUTE_MS

export interface PollFacts {
  /** Editions of the last fortnight. */
  stored: readonly StoredEdition[]
  lastIngest: Date | null
  /** Somebody's morning comes before the feeds do. */
  isEarly: boolean
  deadlineHours: number
}

/** What to ask arXiv for; `hoped` is the edition that should be there by now. */
export interface Poll {
  hoped: EditionDate
  withoutFeeds: boolean
}

/**
 * Whether to ask arXiv now: OAI-PMH from 22:30 US Eastern on for those whose morning comes earlier than the feeds, these
 * from midnight on until the day's edition is whole. What is settled is not asked for again.
 */
export function pollDue(now: Date, facts: PollFacts): Poll | null {
  const { lastIngest, deadlineHours } = facts
  const jitter = lastIngest === null ? 0 : lastIngest.getTime() % JITTER_MS
  const feedDay = calendarDate(new Date(now.getTime() - REBUILD_MS - jitter), EASTERN)
  const stored = (date: EditionDate) => facts.stored.find((edition) => edition.date === date)
  const isOver = (interval: number) =>
    lastIngest === null || now.getTime() - lastIngest.getTime() >= interval + (interval > 0 ? jitter : 0)
  const announced = newestEdition(now)
  if (announced > feedDay && facts.isEarly && now >= oaiReadyTime(announced)) {
    const known = stored(announced)
    const isWanted = expectedEdition(announced) === 'expected' && !(known && isComplete(known.state))
    return isWanted && isOver(POLL_MS) ? { hoped: announced, withoutFeeds: true } : null
  }
  const hoped = expectedEdition(feedDay) === 'none' ? editionBefore(feedDay) : feedDay
  const deadline = startOfFeedDay(feedDay).getTime() + deadlineHours * HOUR_MS
  const interval = intervalOf(facts, feedDay, now.getTime() > deadline)
  return interval !== null && isOver(interval) ? { hoped, withoutFeeds: false } : null
}

/** How long to wait after the last look; null where there is nothing to look for. */
function intervalOf({ stored, lastIngest }: PollFacts, feedDay: EditionDate, isLate: boolean): number | null {
  const of = (date: EditionDate) => stored.find((edition) => edition.date === date)
  const isUnfinished = stored.some(
    ({ date, state }) => date < feedDay && !isComplete(state) && expectedEdition(date) === 'expected',
  )
  if (expectedEdition(feedDay) === 'none') {
    if (stored.length === 0) return null
    // Once in any case: a batch that was missed may come, which nobody knew to be missing.
    if (lastIngest === null || lastIngest < startOfFeedDay(feedDay)) return 0
    return isUnfinished || of(editionBefore(feedDay))?.isFromFeeds === false ? WEEKEND_POLL_MS : null
  }
  const today = of(feedDay)
  // A day that should have papers and has none may yet get them.
  const isDoubtful = today?.state === 'empty' && expectedEdition(feedDay) === 'expected'
  if (!today || !isComplete(today.state) || isDoubtful) return isLate ? LATE_POLL_MS : POLL_MS
  // Feeds know better what other sources told, as long as it is their day.
  if (!today.isFromFeeds) return isLate ? LATE_POLL_MS : POLL_MS
  return isUnfinished ? MEND_MS : null
}

/** Whether somebody's morning falls between the time when OAI-PMH has the edition and the time when the feeds do. */
export function isEarlyBird(
  edition: EditionDate,
  mornings: readonly { hour: number; timeZone: string; weekday: number | null }[],
): boolean {
  const from = oaiReadyTime(edition)
  const feeds = startOfFeedDay(edition).getTime() + REBUILD_MS + JITTER_MS
  return mornings.some(({ hour, timeZone, weekday }) => nextMorning(from, hour, timeZone, weekday).getTime() < feeds)
}
