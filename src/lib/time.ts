import { editionAfter, editionBefore } from '../domain/calendar.ts'
import type { EditionDate } from '../domain/edition.ts'
import type { Language } from '../domain/subscriber.ts'

/** arXiv's own zone: announcements are at 20:00 here. https://info.arxiv.org/help/availability.html */
export const EASTERN = 'America/New_York'
const ANNOUNCEMENT_HOUR = 20

const HOUR_MS = 3_600_000

/** When the batch of an edition became public: 20:00 US Eastern on the evening before the feed's date. */
export function announcementTime(edition: EditionDate): Date {
  const eveningBefore = new Date(Date.parse(`${edition}T00:00:00Z`) - 24 * HOUR_MS).toISOString().slice(0, 10)
  return localTime(eveningBefore, ANNOUNCEMENT_HOUR, EASTERN)
}

/** Midnight US Eastern of the feed's date, when rss.arxiv.org is rebuilt. */
export function startOfFeedDay(edition: EditionDate): Date {
  return localTime(edition, 0, EASTERN)
}

/** When OAI-PMH holds an edition: about 22:30 US Eastern on the evening before, an hour and a half before the feeds. */
export function oaiReadyTime(edition: EditionDate): Date {
  // The clocks change at 02:00, never between these two hours.
  return new Date(announcementTime(edition).getTime() + 2.5 * HOUR_MS)
}

/** The newest edition that has been announced by then: dated the day after an evening's announcement, Monday to Friday. */
export function newestEdition(now: Date): EditionDate {
  const today = calendarDate(now, EASTERN)
  const tomorrow = editionAfter(today)
  return announcementTime(tomorrow) <= now ? tomorrow : editionBefore(tomorrow)
}

/**
 * The first instant at or after `from` at which the clocks of a zone show the given hour, on the given weekday (ISO 8601:
 * 1 is Monday) or on any: `from` itself where it falls in that hour. On a day whose hour is skipped by daylight saving, the hour that follows the gap counts.
 */
export function nextMorning(from: Date, hour: number, timeZone: string, weekday: number | null = null): Date {
  const today = calendarDate(from, timeZone)
  for (let day = 0; day <= 9; day++) {
    const midnight = new Date(Date.parse(`${today}T00:00:00Z`) + day * 24 * HOUR_MS)
    if (weekday !== null && (midnight.getUTCDay() || 7) !== weekday) continue
    const date = midnight.toISOString().slice(0, 10)
    const start = localTime(date, hour, timeZone)
    if (from.getTime() < start.getTime() + HOUR_MS) return start < from ? from : start
  }
  throw new Error(`no ${hour} o'clock found in ${timeZone} after ${from.toISOString()}`)
}

/** `YYYY-MM-DD` as the zone's calendar shows it. */
export function calendarDate(instant: Date, timeZone: string): string {
  return formatter('sv-SE', { timeZone, dateStyle: 'short' }).format(instant)
}

/** `2026-05-10 20:00 EDT (2026-05-11 08:00 UTC+8)`: arXiv's clock, and the reader's where it shows something else. */
export function bothZones(instant: Date, timeZone: string): string {
  const eastern = stamp(instant, EASTERN)
  const local = stamp(instant, timeZone)
  return local === eastern ? eastern : `${eastern} (${local})`
}

/** `2026-05-11 19:26 EDT` or, without a customary abbreviation, `2026-05-12 08:00 UTC+8`. */
export function stamp(instant: Date, timeZone: string): string {
  return `${calendarDate(instant, timeZone)} ${clockTime(instant, timeZone, 'short')} ${zoneLabel(instant, timeZone)}`
}

/** `2026-05-11 19:26:45 (UTC+8)`: the form of the text rendition's first line. */
export function stampWithSeconds(instant: Date, timeZone: string): string {
  return `${calendarDate(instant, timeZone)} ${clockTime(instant, timeZone, 'medium')} (${zoneLabel(instant, timeZone)})`
}

/** `Monday 11 May 2026` or `2026年5月11日星期一`. */
export function longDate(edition: EditionDate, language: Language): string {
  return formatter(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'full', timeZone: 'UTC' })
    .format(new Date(`${edition}T00:00:00Z`))
    .replace(',', '')
}

/** `11 May 2026` or `5月11日`: for subject lines. */
export function shortDate(edition: EditionDate, language: Language): string {
  return formatter(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(language === 'zh' ? {} : { year: 'numeric' }),
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${edition}T00:00:00Z`))
}

/** `Monday` or `星期一` for 1, and so on to 7 (ISO 8601). */
export function weekdayName(weekday: number, language: Language): string {
  // 1 January 2024 was a Monday.
  return formatter(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, weekday)),
  )
}

/** The day of a digest as its headline says it, or from which day to which. */
export function editionDates(digest: { edition: EditionDate; since: EditionDate | null; language: Language }): string {
  return digest.since === null ? longDate(digest.edition, digest.language) : shortEditionDates(digest)
}

/** The same for a subject line. */
export function shortEditionDates({
  edition,
  since,
  language,
}: {
  edition: EditionDate
  since: EditionDate | null
  language: Language
}): string {
  const last = shortDate(edition, language)
  return since === null ? last : `${shortDate(since, language)} – ${last}`
}

/** The instant at which a zone's clocks show `hour`:00 on a calendar day; in a gap, the first instant after it. */
function localTime(date: string, hour: number, timeZone: string): Date {
  const wall = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`)
  // Try the offsets in force around that day; the earlier instant wins where the hour comes twice.
  const candidates = [wall - 26 * HOUR_MS, wall + 26 * HOUR_MS].map((near) => wall - offsetMs(new Date(near), timeZone))
  const exact = candidates.filter((at) => at + offsetMs(new Date(at), timeZone) === wall).sort((a, b) => a - b)[0]
  return new Date(exact ?? gapEnd(wall, candidates, timeZone))
}

/** Where the clocks jump over a wall time: the instant of the jump. */
function gapEnd(wall: number, candidates: number[], timeZone: string): number {
  let before = Math.min(...candidates)
  let after = Math.max(...candidates)
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2)
    if (middle + offsetMs(new Date(middle), timeZone) < wall) before = middle
    else after = middle
  }
  return Math.ceil(after / 1000) * 1000
}

function clockTime(instant: Date, timeZone: string, timeStyle: 'short' | 'medium'): string {
  return formatter('en-GB', { timeZone, timeStyle }).format(instant)
}

function zoneLabel(instant: Date, timeZone: string): string {
  const name = (locale: string) =>
    formatter(locale, { timeZone, timeZoneName: 'short' })
      .formatToParts(instant)
      .find((part) => part.type === 'timeZoneName')?.value ?? 'UTC'
  const abbreviation = timeZone.startsWith('America/') ? name('en-US') : name('en-GB')
  return abbreviation.replace(/^GMT(?=[+-])/, 'UTC')
}

/** How far a zone's clocks are ahead of UTC, in milliseconds. */
function offsetMs(instant: Date, timeZone: string): number {
  const parts = Object.fromEntries(
    formatter('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(instant)
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
  return wall - Math.floor(instant.getTime() / 1000) * 1000
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter takes some thirty times as long as using it, and a mail shows six dates. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = FORMATTERS.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  FORMATTERS.set(key, made)
  return made
}
