import type { EditionDate } from '../domain/edition.ts'
import { alarmsOf, type EditionAlarm, type EditionHealth } from '../domain/edition-alarm.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { newestEdition, startOfFeedDay } from '../lib/time.ts'

export interface Alarms {
  /** Of an edition, `expected` where nothing of it is stored. Null where no edition as old is stored: we were not there yet. */
  health(date: EditionDate): Promise<EditionHealth | null>
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

/**
 * Looks at the newest edition whose deadline is over, and tells once what is amiss with it: in the log, and to the operator
 * by mail.
 */
export async function raiseAlarms({ alarms, tellOperator, deadlineHours, now, log }: AlarmDeps): Promise<void> {
  // An edition is announced hours before its day begins, so the newest whose deadline is over may be the one before.
  const date = newestEdition(new Date(now().getTime() - deadlineHours * HOUR_MS))
  if (now().getTime() < startOfFeedDay(date).getTime() + deadlineHours * HOUR_MS) return
  const health = await alarms.health(date)
  if (!health) return
  for (const alarm of alarmsOf(health, await alarms.customary(date, WEEKS))) {
    if (!(await alarms.raise(alarm, now()))) continue
    log.warn({ edition: date, kind: alarm.kind }, alarm.detail)
    tellOperator(alarm)
  }
}
