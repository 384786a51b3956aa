import type { Edition, EditionDate } from '../domain/edition.ts'
import type { Now } from '../lib/clock.ts'
import { calendarDate, EASTERN, startOfFeedDay } from '../lib/time.ts'

/** What the scheduler reads to know what is due. */
interface ScheduleState {
  editions: { latest(): Promise<Edition | null>; isPlanned(date: EditionDate): Promise<boolean> }
  runs: {
    last(kind: 'ingest' | 'deliver' | 'clean' | 'translate'): Promise<{ startedAt: Date; detail: unknown } | null>
  }
  ledger: { hasDue(now: Date): Promise<boolean> }
  /** Unset where nobody translates. @param since when the last look at it began */
  translationWork?: { isDue(now: Date, since: Date | null): Promise<boolean> } | undefined
}

/** Work by its name; the same work asked for twice is done once. */
export type Task =
  | { name: 'ingest' }
  | { name: 'plan'; edition: EditionDate }
  | { name: 'deliver' }
  | { name: 'clean' }
  | { name: 'translate' }
  | { name: 'bounces' }

const MINUTE_MS = 60_000
/** rss.arxiv.org is rebuilt from midnight US Eastern on. */
const REBUILD_MINUTES = 5
/** Between two looks at feeds that are not there yet. */
const POLL_MS = 30 * MINUTE_MS
/** From the start of a delivery that gave up to the next try. */
const RELAY_REST_MS = 15 * MINUTE_MS
/** Between two cleanings. */
const CLEAN_MS = 24 * 60 * MINUTE_MS
/** How long an incomplete edition is waited for. */
const PATIENCE_MS = 6 * 60 * MINUTE_MS

/**
 * What there is to do, read from the database alone: timers only wake, and asking twice does no harm.
 */
export async function dueTasks({ editions, runs, ledger, translationWork }: ScheduleState, now: Now): Promise<Task[]> {
  const at = now()
  const latest = await editions.latest()
  const due: Task[] = []
  const lastIngest = await runs.last('ingest')
  if (isIngestDue(at, latest, lastIngest?.startedAt ?? null)) due.push({ name: 'ingest' })
  if (latest && isReady(at, latest) && !(await editions.isPlanned(latest.date)))
    due.push({ name: 'plan', edition: latest.date })
  if (!isRelayResting(at, await runs.last('deliver')) && (await ledger.hasDue(at))) due.push({ name: 'deliver' })
  if (await translationWork?.isDue(at, (await runs.last('translate'))?.startedAt ?? null))
    due.push({ name: 'translate' })
  const lastClean = await runs.last('clean')
  if (!lastClean || at.getTime() - lastClean.startedAt.getTime() >= CLEAN_MS) due.push({ name: 'clean' })
  return due
}

/** Whether to ask arXiv now: on feed days (Monday to Friday, US Eastern) until the day's edition is complete. */
export function isIngestDue(now: Date, latest: Edition | null, lastIngest: Date | null): boolean {
  const today = calendarDate(new Date(now.getTime() - REBUILD_MINUTES * MINUTE_MS), EASTERN)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  if (weekday === 0 || weekday === 6) return false
  if (latest && latest.date >= today && latest.complete) return false
  return lastIngest === null || now.getTime() - lastIngest.getTime() >= POLL_MS
}

/** After a run that gave up the relay is left alone for a while: a refused login is not to be tried every minute. */
function isRelayResting(now: Date, lastDelivery: { startedAt: Date; detail: unknown } | null): boolean {
  const { detail, startedAt } = lastDelivery ?? {}
  const gaveUp = typeof detail === 'object' && detail !== null && 'stopped' in detail && detail.stopped === true
  return gaveUp && startedAt !== undefined && now.getTime() - startedAt.getTime() < RELAY_REST_MS
}

/** Whether an edition's digests can be made: every feed was read, or the others have been waited for long enough. */
export function isReady(now: Date, edition: Edition): boolean {
  const read = edition.feeds.length > 0 && edition.feeds.every(({ status }) => status !== 'failed')
  return read || now.getTime() - startOfFeedDay(edition.date).getTime() >= PATIENCE_MS
}
