import { DEFAULT_POLICY, type DeliveryPolicy } from '../domain/delivery-policy.ts'

const HOUR_MS = 3_600_000

/** How hard to try; what is wrong is added to `problems`. */
export function readDelivery(given: Readonly<Record<string, string | undefined>>, problems: string[]): DeliveryPolicy {
  const { DIGEST_DEADLINE_HOURS: hours, UNCERTAIN: uncertain } = given
  if (hours !== undefined && !(/^\d+$/.test(hours) && Number(hours) >= 1 && Number(hours) <= 48))
    problems.push(`DIGEST_DEADLINE_HOURS is "${hours}": it must be a whole number from 1 to 48`)
  if (uncertain !== undefined && uncertain !== 'resend' && uncertain !== 'hold')
    problems.push(`UNCERTAIN is "${uncertain}": it must be resend or hold`)
  return {
    deadlineMs: hours === undefined ? DEFAULT_POLICY.deadlineMs : Number(hours) * HOUR_MS,
    uncertain: uncertain === 'hold' ? 'hold' : 'resend',
  }
}

/** The settings by variable name, as text. */
export function describeDelivery({ deadlineMs, uncertain }: DeliveryPolicy): Record<string, string> {
  return { DIGEST_DEADLINE_HOURS: String(deadlineMs / HOUR_MS), UNCERTAIN: uncertain }
}
