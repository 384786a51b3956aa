import type { Limiter } from '../../../src/arxiv/limiter.ts'

/** A limiter of one process, in memory. */
export function localLimiter(minIntervalMs = 0, elapsed: () => number = () => performance.now()): Limiter {
  let endedAt = Number.NEGATIVE_INFINITY
  let closedUntil = Number.NEGATIVE_INFINITY
  return {
    claim: async () => {
      const closedMs = Math.max(closedUntil - elapsed(), 0)
      const waitMs = Math.max(endedAt + minIntervalMs - elapsed(), closedMs)
      return waitMs > 0 ? { waitMs, closedMs } : { token: 'the only one' }
    },
    renew: async () => {},
    release: async () => {
      endedAt = elapsed()
    },
    closeFor: async (ms) => {
      closedUntil = Math.max(closedUntil, elapsed() + ms)
    },
  }
}
