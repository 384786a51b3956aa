/** How hard Paperboy tries, and when it gives a digest up: data for the code that delivers. */
export interface DeliveryPolicy {
  /** How long after its morning a digest may still be sent, in milliseconds. */
  deadlineMs: number
  /** What to do about a mail of which nobody knows whether it was taken: send it again, once, or leave it. */
  uncertain: 'resend' | 'hold'
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export const DEFAULT_POLICY: DeliveryPolicy = { deadlineMs: 12 * HOUR_MS, uncertain: 'resend' }

/** A relay that leaves a mail's fate open is asked to take it once more, no oftener. */
const RESENDS_AFTER_SILENCE = 1
/** Dying with the same mail in hand is chance once, or twice; then the mail may well be what kills. */
const RESENDS_AFTER_DEATH = 3
const LONGEST_WAIT_MS = HOUR_MS

/** How many attempts of unknown fate a digest may have behind it and be sent again, by what left its fate open. */
export function resends({ uncertain }: DeliveryPolicy, left: 'silence' | 'death'): number {
  if (uncertain === 'hold') return 0
  return left === 'silence' ? RESENDS_AFTER_SILENCE : RESENDS_AFTER_DEATH
}

/**
 * Until the next try after so many: 2, 4, 8, 16, 32, then 60 minutes, and up to a quarter more, so that those who failed
 * together do not come back together.
 * @param random from 0 to 1
 */
export function waitAfter(attempts: number, random: number): number {
  const wait = Math.min(2 ** Math.min(attempts, 10) * MINUTE_MS, LONGEST_WAIT_MS)
  return Math.round(wait * (1 + random / 4))
}

/** The morning before which a digest's time is over. */
export function deadlineBefore({ deadlineMs }: DeliveryPolicy, now: Date): Date {
  return new Date(now.getTime() - deadlineMs)
}
