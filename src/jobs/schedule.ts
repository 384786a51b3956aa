import type { Edition, EditionDate } from '../domain/edition.ts'
import type { Now } from '../lib/clock.ts'
import { newestEdition, startOfFeedDay } from '../lib/time.ts'
import { MENDED_DAYS } from './mend.ts'
import { isEarlyBird, pollDue } from './polling.ts'
import type { StoredEdition } from './ports.ts'

/** What the scheduler reads to know what is due. */
interface ScheduleState {
  editions: { latest(): Promise<Edition | null>; isPlanned(date: EditionDate): Promise<boolean> }
  batches: { gaps(first: EditionDate, last: EditionDate): Promise<StoredEdition[]> }
  subscribers: { mornings(): Promise<{ hour: number; timeZone: string; weekday: number | null }[]> }
  source: { closedUntil(): Promise<Date | null> }
  runs: {
    last(kind: 'ingest' | 'deliver' | 'clean' | 'translate'): Promise<{ startedAt: Date; detail: unknown } | null>
  }
  ledger: { hasDue(now: Date): Promise<boolean> }
  /** Unset where nobody translates. @param since when the last look at it began */
  translationWork?: { isDue(now: Date, since: Date | null): Promise<boolean> } | undefined
}

/** Work by its name; the same work asked for twice is done once. */
export type Task =
  | { name: 'ingest'; hoped?: EditionDate; withoutFeeds?: boolean }
  | { name: 'plan'; edition: EditionDate }
  | { name: 'deliver' }
  | { name: 'clean' }
  | { name: 'translate' }
  | { name: 'bounces' }

const MINUTE_MS = 60_000
/** From the start of a delivery that gave up to the next try. */
const RELAY_REST_MS = 15 * MINUTE_MS
/** Between two cleanings. */
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * What there is to do, read from the database alone: timers only wake, and asking twice does no harm.
 */
export async function dueTasks(state: ScheduleState, now: Now, deadlineHours: number): Promise<Task[]> {
  const { editions, runs, ledger, translationWork } = state
  const at = now()
  const latest = await editions.latest()
  const due: Task[] = []
  const ingest = await dueIngest(state, at, deadlineHours)
  if (ingest) due.push(ingest)
  if (latest && isReady(at, latest, deadlineHours) && !(await editions.isPlanned(latest.date)))
    due.push({ name: 'plan', edition: latest.date })
  if (!isRelayResting(at, await runs.last('deliver')) && (await ledger.hasDue(at))) due.push({ name: 'deliver' })
  if (await translationWork?.isDue(at, (await runs.last('translate'))?.startedAt ?? null))
    due.push({ name: 'translate' })
  const lastClean = await runs.last('clean')
  if (!lastClean || at.getTime() - lastClean.startedAt.getTime() >= DAY_MS) due.push({ name: 'clean' })
  return due
}

async function dueIngest(
  { batches, subscribers, runs, source }: ScheduleState,
  at: Date,
  deadlineHours: number,
): Promise<Task | null> {
  const announced = newestEdition(at)
  const first = new Date(Date.parse(announced) - MENDED_DAYS * DAY_MS).toISOString().slice(0, 10)
  const beforeFeeds = at < startOfFeedDay(announced)
  const poll = pollDue(at, {
    stored: await batches.gaps(first, announced),
    lastIngest: (await runs.last('ingest'))?.startedAt ?? null,
    isEarly: beforeFeeds && isEarlyBird(announced, await subscribers.mornings()),
    deadlineHours,
  })
  if (!poll) return null
  const closedUntil = await source.closedUntil()
  return closedUntil && closedUntil > at ? null : { name: 'ingest', ...poll }
}

/** After a run that gave up the relay is left alone for a while: a refused login is not to be tried every minute. */
function isRelayResting(now: Date, lastDelivery: { startedAt: Date; detail: unknown } | null): boolean {
  const { detail, startedAt } = lastDelivery ?? {}
  const gaveUp = typeof detail === 'object' && detail !== null && 'stopped' in detail && detail.stopped === true
  return gaveUp && startedAt !== undefined && now.getTime() - startedAt.getTime() < RELAY_REST_MS
}

/** Whether an edition's digests can be made: every feed was read, or the others have been waited for long enough. */
export function isReady(now: Date, edition: Edition, deadlineHours: number): boolean {
  const read = edition.feeds.length > 0 && edition.feeds.every(({ status }) => status === 'ok' || status === 'empty')
  return read || now.getTime() - startOfFeedDay(edition.date).getTime() >= deadlineHours * 60 * MINUTE_MS
}
