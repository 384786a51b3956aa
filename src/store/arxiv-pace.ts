import { randomUUID } from 'node:crypto'
import type { PrismaClient } from './generated/client.ts'

interface ArxivLimiter {
  claim(service: string): Promise<{ token: string } | { waitMs: number; closedMs: number }>
  renew(token: string): Promise<void>
  release(token: string): Promise<void>
  closeFor(ms: number, service: string | null): Promise<void>
}

/** When this database's processes may ask arXiv: one row for the turn, and one for each closure, by the database's own clock, which is one for all of them. */
export interface ArxivPaceStore {
  /** @param minIntervalMs between the end of one request and the start of the next, whichever process makes them */
  limiter(minIntervalMs: number): ArxivLimiter
  /** Until when all of arXiv wants to be left alone; null where it does not. */
  closedUntil(): Promise<Date | null>
}

/** How long a turn stays with a process that no longer renews it. */
const LEASE_MS = 5_000
/** How often to look whether a request of another process has ended. */
const POLL_MS = 100
/** A `Retry-After` beyond is a slip, and would keep Paperboy silent until somebody found out why. */
const LONGEST_CLOSURE_MS = 24 * 3_600_000

/** The row that closes all services. */
const ALL = '*'

export function createArxivPaceStore(prisma: PrismaClient): ArxivPaceStore {
  return {
    limiter: (minIntervalMs) => ({
      claim: async (service) => {
        const token = randomUUID()
        // A time further ahead than it can be was written before somebody set the clock back, and does not count.
        const taken = await prisma.$executeRaw`
          insert into arxiv_pace as pace (id, holder, held_until, last_at)
          select 1, ${token}::uuid, clock_timestamp() + ${LEASE_MS} * interval '1 ms', clock_timestamp()
          where not exists (
            select from arxiv_closures where service in (${ALL}, ${service}) and closed_until > clock_timestamp())
          on conflict (id) do update
          set holder = excluded.holder, held_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms', last_at = clock_timestamp()
          where (pace.held_until is null or pace.held_until not between clock_timestamp() and clock_timestamp() + ${LEASE_MS} * interval '1 ms')
            and pace.last_at not between clock_timestamp() - ${minIntervalMs} * interval '1 ms' and clock_timestamp()`
        if (taken === 1) return { token }
        return await remaining(prisma, minIntervalMs, service)
      },
      renew: async (token) => {
        await prisma.$executeRaw`
          update arxiv_pace set held_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms', last_at = clock_timestamp()
          where holder = ${token}::uuid`
      },
      release: async (token) => {
        await prisma.$executeRaw`
          update arxiv_pace set holder = null, held_until = null, last_at = clock_timestamp() where holder = ${token}::uuid`
      },
      closeFor: async (ms, service) => {
        const closedMs = Math.min(ms, LONGEST_CLOSURE_MS)
        await prisma.$executeRaw`
          insert into arxiv_closures as closure (service, closed_until)
          values (${service ?? ALL}, clock_timestamp() + ${closedMs} * interval '1 ms')
          on conflict (service) do update set closed_until = greatest(closure.closed_until, excluded.closed_until)`
      },
    }),
    closedUntil: async () => {
      const [row] = await prisma.$queryRaw<{ closed_until: Date }[]>`
        select closed_until from arxiv_closures where service = ${ALL} and closed_until > clock_timestamp()`
      return row?.closed_until ?? null
    },
  }
}

/** Why the service may not be asked now, and for how long. */
async function remaining(
  prisma: PrismaClient,
  minIntervalMs: number,
  service: string,
): Promise<{ waitMs: number; closedMs: number }> {
  const [row] = await prisma.$queryRaw<{ held: number; paced: number; closed: number }[]>`
    select coalesce(max(extract(epoch from held_until - clock_timestamp())) * 1000, 0)::float8 as held,
      coalesce(max(extract(epoch from last_at - clock_timestamp())) * 1000 + ${minIntervalMs}, 0)::float8 as paced,
      (select coalesce(max(extract(epoch from closed_until - clock_timestamp())) * 1000, 0)
        from arxiv_closures where service in (${ALL}, ${service}))::float8 as closed
    from arxiv_pace`
  const { held, paced, closed } = row ?? { held: 0, paced: 0, closed: 0 }
  const next = held > 0 ? Math.min(held, POLL_MS) : Math.min(paced, minIntervalMs)
  return { waitMs: Math.max(next, closed, 1), closedMs: Math.max(closed, 0) }
}
