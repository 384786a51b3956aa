import { OPEN_REASONS } from '../domain/ledger.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { hidden } from './digest-row.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'
import { toSubscriber, withKeywords } from './subscriber-row.ts'

/** All readers at once, as the jobs see them. */
export interface ReadershipStore {
  /** When active subscribers have their mornings, each different one once. */
  mornings(): Promise<Pick<Subscriber, 'hour' | 'timeZone' | 'weekday'>[]>
  /** Every distinct keyword that active subscribers search for or exclude; or one of them. */
  activeKeywords(only?: number): Promise<string[]>
  /**
   * Active subscribers to whom mail arrives, whose digest of the edition is still open to planning, by ascending id: there is none, nobody has
   * tried to send it yet, or it was skipped for a reason that may pass.
   */
  toPlan(edition: string, page: { after: number; limit: number; only?: number }): Promise<Subscriber[]>
}

export function createReadershipStore(prisma: Pick<PrismaClient, '$queryRaw' | 'subscriber'>): ReadershipStore {
  return {
    mornings: () => prisma.$queryRaw`
      select distinct hour::int as hour, time_zone as "timeZone", weekday::int as weekday from subscribers
      where state = 'active'`,
    activeKeywords: async (only) => {
      const one = only === undefined ? Prisma.empty : Prisma.sql`and s.id = ${only}`
      // Prisma's own `distinct` would carry every row over here.
      const rows = await prisma.$queryRaw<{ text: string }[]>`
        select distinct k.text from keywords k join subscribers s on s.id = k.subscriber_id
        where k.mode <> 'paused' and s.state = 'active' and s.suppressed_at is null ${one}`
      return rows.map((row) => row.text)
    },
    toPlan: async (edition, { after, limit, only }) => {
      const one = only === undefined ? Prisma.empty : Prisma.sql`and s.id = ${only}`
      const open = await prisma.$queryRaw<{ id: number }[]>`
        select s.id from subscribers s
        where s.id > ${after} and s.state = 'active' and s.suppressed_at is null ${one} and (
          select d.state = 'planned' and d.attempts = 0 or d.state = 'skipped' and d.reason = any(${OPEN_REASONS})
          from digests d where d.subscriber_id = s.id and d.edition_date = ${hidden(edition, 'date')}
        ) is not false
        order by s.id limit ${limit}`
      const rows = await prisma.subscriber.findMany({
        where: { id: { in: open.map(({ id }) => id) } },
        orderBy: { id: 'asc' },
        include: withKeywords,
      })
      return rows.map(toSubscriber)
    },
  }
}
