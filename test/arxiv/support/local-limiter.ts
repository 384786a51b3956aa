import type { Limiter } from '../../../src/arxiv/limiter.ts'

/** A limiter of one process, in memory. */
export function localLimiter(minIntervalMs = 0, elapsed: () => number = () => performance.now()): Limiter {
  let endedAt = Number.NEGATIVE_INFINITY
  const closures = new Map<string | null, number>()
  const closedUntil = (service: string | null) => closures.get(service) ?? Number.NEGATIVE_INFINITY
  return {
    claim: async (service) => {
      const closedMs = Math.max(closedUntil(service) - elapsed(), closedUntil(null) - elapsed(), 0)
      const waitMs = Math.max(endedAt + minIntervalMs - elapsed(), closedMs)
      return waitMs > 0 ? { waitMs, closedMs } : { token: 'the only one' }
    },
    renew: async () => {},
    release: async () => {
      endedAt = elapsed()
    },
    closeFor: async (ms, service) => {
      closures.set(service, Math.max(closedUntil(service), elapsed() + ms))
    },
  }
}
