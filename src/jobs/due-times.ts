import type { EditionDate } from '../domain/edition.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { nextMorning, oaiReadyTime } from '../lib/time.ts'

/** Who missed their morning by more than this has it tomorrow: nobody wants the morning's papers in the evening. */
const OVERDUE_MS = 12 * 3_600_000

export interface DueTimes {
  dueAt: Date
  /** The next morning, whatever the weekday: for what is overdue. */
  nextMorning: Date
}

type Habits = Pick<Subscriber, 'hour' | 'timeZone' | 'weekday'>

/**
 * When the digests of an edition are due that are planned at a time. Readers have few different habits, and to ask a zone's
 * clock is slow: each is reckoned once.
 * @param isFirst whether nobody's digest of it was planned before
 */
export function dueTimesOf(edition: EditionDate, at: Date, isFirst: boolean): (habits: Habits) => DueTimes {
  const ready = oaiReadyTime(edition)
  const known = new Map<string, DueTimes>()
  return (habits) => {
    const key = `${habits.hour} ${habits.weekday} ${habits.timeZone}`
    const times = known.get(key) ?? reckon(habits, ready, at, isFirst)
    known.set(key, times)
    return times
  }
}

function reckon({ hour, timeZone, weekday }: Habits, ready: Date, at: Date, isFirst: boolean): DueTimes {
  const morning = nextMorning(ready, hour, timeZone, weekday)
  // An edition that came late was waited for: whose morning is over meanwhile need not wait for the next one.
  const isOverdue = isFirst && morning <= at && at.getTime() - morning.getTime() < OVERDUE_MS
  return {
    dueAt: isOverdue ? at : nextMorning(at, hour, timeZone, weekday),
    nextMorning: nextMorning(at, hour, timeZone),
  }
}
