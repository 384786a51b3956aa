import type { EditionDate } from '../domain/edition.ts'
import { alarmsOf, type EditionAlarm, type EditionHealth } from '../domain/edition-alarm.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { newestEdition, startOfFeedDay } from '../lib/time.ts'

export interface Alarms {
  /** Of an edition, `expected` where nothing of it is stored. Null where no edition as old is stored: we were not there yet. */
  health(date: EditionDate): Promise<EditionHealth | null>
  /** The dates of stored editions before a date, from another on, that lack papers without an alarm about it. */
  unfinished(from: EditionDate, before: EditionDate): Promise<EditionDate[]>
  /** Papers of the latest editions before a date, of its weekday, that had any. */
  customary(date: EditionDate, weeks: number): Promise<number[]>
  /** Notes it. False where it was raised before. */
  raise(alarm: EditionAlarm, at: Date): Promise<boolean>
}

export interface AlarmDeps {
  alarms: Alarms
  /** Begins a mail to the operator; nobody waits for it. */
  tellOperator(alarm: EditionAlarm): void
  deadlineHours: number
  now: Now
  log: Log
}

const HOUR_MS = 3_600_000
const WEEKS = 8
/** So long is tried to make up for what is missing. */
const FORTNIGHT_MS = 14 * 24 * HOUR_MS

/**
 * Looks at the newest edition whose deadline is over, and at earlier ones that could not be rebuilt since they were missed;
 * tells once what is amiss with them: in the log, and to the operator by mail.
 */
export async function raiseAlarms({ alarms, tellOperator, deadlineHours, now, log }: AlarmDeps): Promise<void> {
  // An edition is announced hours before its day begins, so the newest whose deadline is over may be the one before.
  const date = newestEdition(new Date(now().getTime() - deadlineHours * HOUR_MS))
  if (now().getTime() < startOfFeedDay(date).getTime() + deadlineHours * HOUR_MS) return
  const first = new Date(Date.parse(date) - FORTNIGHT_MS).toISOString().slice(0, 10)
  for (const edition of [...(await alarms.unfinished(first, date)), date]) {
    const health = await alarms.health(edition)
    for (const alarm of health ? alarmsOf(health, await alarms.customary(edition, WEEKS)) : []) {
      if (!(await alarms.raise(alarm, now()))) continue
      log.warn({ edition, kind: alarm.kind }, alarm.detail)
      tellOperator(alarm)
    }
  }
}
