import { RateLimiterPrisma } from 'rate-limiter-flexible'
import type { Limit } from '../domain/limit.ts'
import type { PrismaClient } from './generated/client.ts'

export interface LimitStore {
  /** Counts one more for a key. False where that is one too many. */
  take(limit: Limit, key: string): Promise<boolean>
  /** Lets nothing more be counted for a key until so many seconds are over. */
  hold(limit: Limit, key: string, seconds: number): Promise<void>
  /** Forgets counters whose time is over. */
  deleteExpired(now: Date): Promise<number>
}

/** Counters that all processes share. Keys are hashed by the caller where they are somebody's address. */
export function createLimitStore(prisma: PrismaClient): LimitStore {
  const limiterOf = ({ name, points, seconds }: Limit) =>
    new RateLimiterPrisma({
      storeClient: prisma,
      tableName: 'rateLimiterFlexible',
      keyPrefix: name,
      points,
      duration: seconds,
      // Its timer would keep the process alive; `deleteExpired` is called with the other cleaning.
      clearExpiredByTimeout: false,
    })
  return {
    take: async (limit, key) => {
      const taken = await limiterOf(limit)
        .consume(key)
        .catch((refusal: unknown) => {
          if (refusal instanceof Error) throw refusal
          return null
        })
      return taken !== null
    },
    hold: async (limit, key, seconds) => {
      await limiterOf(limit).block(key, seconds)
    },
    deleteExpired: async (now) => {
      const { count } = await prisma.rateLimiterFlexible.deleteMany({ where: { expire: { lt: now } } })
      return count
    },
  }
}
