/** What is waited for between attempts: pure arithmetic, so that the policy can be read and tested without a clock. */

/** Far enough in the future to be "never", near enough to be a Date. */
const LONGEST_MS = 10 * 365 * 24 * 3_600_000

/**
 * How long a `Retry-After` header asks to wait, in ms from `now`; 0 for a date that has passed, null where there is no
 * header or it cannot be read. RFC 9110, section 10.2.3: whole seconds, or an HTTP-date.
 */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null
  const value = header.trim()
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, LONGEST_MS)
  const instant = Date.parse(value)
  if (Number.isNaN(instant)) return null
  return Math.min(Math.max(instant - now.getTime(), 0), LONGEST_MS)
}

/**
 * The wait after the `attempt`-th failure (1, 2, …) in ms: `firstMs`, doubled each time, of which a random share of up
 * to half is taken away, so that two machines that failed together do not come back together.
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, firstMs: number, random: number): number {
  return firstMs * 2 ** (attempt - 1) * (1 - random / 2)
}
