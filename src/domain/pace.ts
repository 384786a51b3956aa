/** How fast the operator wants mail to go. */
export interface PaceSettings {
  /** Mails per second, all together; null: as fast as the relay takes them. */
  rate: number | null
  /** Mails per second to one recipient domain. */
  domainRate: number | null
  /** Warm-up of a sender that nobody knows yet. */
  ramp: boolean
}

/** What all mail is held up by, among the domains' names. */
export const EVERYWHERE = '*'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** How long a relay's 4yz holds up a domain or everybody, in milliseconds: twice as long each time it says so again. */
export const HOLD = {
  first: 30 * SECOND_MS,
  longest: 16 * MINUTE_MS,
  /** Without another one for so long after its end, the next counts as the first. */
  recovery: 10 * MINUTE_MS,
}

const DAY_MS = 24 * 60 * MINUTE_MS
/** Mails on a new sender's first day. */
const FIRST_ALLOWANCE = 50
/** Doubled so often, an allowance holds nobody up. */
const DOUBLINGS = 20

/** How many mails a new sender may send on a day, twice as many as the day before; days in UTC, like `2026-05-11`. */
export function allowanceOn(day: string, firstDay: string): number {
  const days = Math.round((Date.parse(day) - Date.parse(firstDay)) / DAY_MS)
  return FIRST_ALLOWANCE * 2 ** Math.min(Math.max(days, 0), DOUBLINGS)
}

/** When the next day's allowance begins. */
export function startOfNextDay(now: Date): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS + 1) * DAY_MS)
}
