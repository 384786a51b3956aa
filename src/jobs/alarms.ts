import type { EditionDate } from '../domain/edition.ts'
import { type AlarmClaim, alarmsOf, type EditionAlarm, type EditionHealth } from '../domain/edition-alarm.ts'
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
  /** Takes the oldest alarm raised since a time that the operator has no mail of, and nobody else has in hand. */
  claimMail(since: Date, now: Date, until: Date): Promise<AlarmClaim | null>
  /** Ends a claim that is still held: the mail was accepted at that time or, null, is to be tried again. */
  settleMail(claim: AlarmClaim, acceptedAt: Date | null): Promise<void>
}

interface AlarmDeps {
  alarms: Alarms
  deadlineHours: number
  now: Now
  log: Log
}

const HOUR_MS = 3_600_000
const WEEKS = 8
/** So long is tried to make up for what is missing. */
const FORTNIGHT_MS = 14 * 24 * HOUR_MS
/** Longer than any relay may take to answer. */
const LEASE_MS = HOUR_MS / 2

/**
 * Looks at the newest edition whose deadline is over, and at earlier ones that could not be rebuilt since they were missed;
 * notes once what is amiss with them, for the operator's mail too, and says so in the log.
 */
export async function raiseAlarms({ alarms, deadlineHours, now, log }: AlarmDeps): Promise<void> {
  // An edition is announced hours before its day begins, so the newest whose deadline is over may be the one before.
  const date = newestEdition(new Date(now().getTime() - deadlineHours * HOUR_MS))
  if (now().getTime() < startOfFeedDay(date).getTime() + deadlineHours * HOUR_MS) return
  const first = new Date(Date.parse(date) - FORTNIGHT_MS).toISOString().slice(0, 10)
  for (const edition of [...(await alarms.unfinished(first, date)), date]) {
    const health = await alarms.health(edition)
    for (const alarm of health ? alarmsOf(health, await alarms.customary(edition, WEEKS)) : []) {
      if (!(await alarms.raise(alarm, now()))) continue
      log.warn({ edition, kind: alarm.kind }, alarm.detail)
    }
  }
}

interface TellDeps {
  alarms: Pick<Alarms, 'claimMail' | 'settleMail'>
  /** Hands the mail about it over; the same Message-ID each time. */
  mail(alarm: AlarmClaim): Promise<void>
  now: Now
  log: Log
}

/** Mails the operator what they have no mail of yet. Where the relay takes none, the next run tries again. */
export async function tellOperator({ alarms, mail, now, log }: TellDeps): Promise<void> {
  const claim = () => {
    const at = now().getTime()
    return alarms.claimMail(new Date(at - FORTNIGHT_MS), new Date(at), new Date(at + LEASE_MS))
  }
  for (let alarm = await claim(); alarm; alarm = await claim()) {
    const { edition } = alarm
    const acceptedAt = await mail(alarm).then(now, (err: unknown) => {
      log.error({ err, edition }, 'the operator could not be told of an alarm yet')
      return null
    })
    await alarms.settleMail(alarm, acceptedAt)
    if (acceptedAt === null) return
  }
}
