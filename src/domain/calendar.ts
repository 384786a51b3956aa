import type { EditionDate } from './edition.ts'

/**
 * What arXiv's calendar says of a feed's date: `expected` brings papers; `empty` is a day whose announcement falls out
 * for a holiday; `none` is a Saturday or Sunday. A calendar can be wrong (a holiday set at short notice, a feed that
 * arXiv repairs on a Saturday): whatever comes is taken, and the calendar only says what a missing feed means.
 */
export type Expectation = 'expected' | 'empty' | 'none'

/**
 * arXiv's holidays of 2026, on which it makes no announcement (https://info.arxiv.org/help/availability.html, "On Deferred
 * Mailings"). It names each year's late in the year before. A holiday that is not known here is an `expected` edition that
 * stays away: it costs polls, and a warning.
 */
const HOLIDAYS: readonly string[] = [
  '2026-01-01',
  '2026-01-19',
  '2026-06-19',
  '2026-07-03',
  '2026-09-07',
  '2026-11-26',
  '2026-12-25',
  '2026-12-29',
  '2026-12-31',
]

/**
 * Announcements are made at 20:00 US Eastern from Sunday to Thursday, and stand in the feed of the day after: editions are
 * of Monday to Friday. An announcement that falls out leaves the next feed empty: after a Monday's holiday Tuesday's,
 * and after a Friday's, Monday's, since Sunday evening announces what Friday would have made ready.
 */
export function expectedEdition(date: EditionDate): Expectation {
  if (!isWeekday(date)) return 'none'
  return EMPTY.has(date) ? 'empty' : 'expected'
}

/** The dates of editions, `expected` and `empty` ones, from one day to another, both included, oldest first. */
export function editionsBetween(first: EditionDate, last: EditionDate): EditionDate[] {
  const dates: EditionDate[] = []
  for (let date = first; date <= last; date = addDays(date, 1)) if (isWeekday(date)) dates.push(date)
  return dates
}

/** The Monday to Friday before a date. */
export function editionBefore(date: EditionDate): EditionDate {
  let before = addDays(date, -1)
  while (!isWeekday(before)) before = addDays(before, -1)
  return before
}

/** The Monday to Friday after a date. */
export function editionAfter(date: EditionDate): EditionDate {
  let after = addDays(date, 1)
  while (!isWeekday(after)) after = addDays(after, 1)
  return after
}

const EMPTY: ReadonlySet<EditionDate> = new Set(HOLIDAYS.map(editionAfter))

/** 1 is Monday, 7 Sunday (ISO 8601). */
function weekdayOf(date: EditionDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7
}

function isWeekday(date: EditionDate): boolean {
  return weekdayOf(date) <= 5
}

/** The date so many days later; earlier, where they are negative. */
export function addDays(date: EditionDate, days: number): EditionDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
