import type { EditionDate } from '../domain/edition.ts'
import type { Balance } from '../domain/ledger.ts'
import { isoDate } from './dates.ts'
import type { PrismaClient } from './generated/client.ts'

export interface BalanceStore {
  /** @param only an edition; the newest `count` with digests, newest first, where null */
  balances(only: EditionDate | null, count: number): Promise<Balance[]>
}

type Counts = Omit<Balance, 'edition' | 'differences'>

interface Row extends Counts {
  edition: Date
  /** Active, with mail that is not held back, since before the edition was planned, and without a row. */
  missing: number
  /** Rows whose state is not what their history ends with. */
  astray: number
}

/** The ledger's books, each edition's counted from the rows themselves and held against subscribers and histories. */
export function createBalanceStore(prisma: PrismaClient): BalanceStore {
  return {
    balances: async (only, count) => {
      const rows = await prisma.$queryRaw<Row[]>`
        select e.date as edition, counted.*, (
            select count(*)::int from subscribers s
            where s.state = 'active' and s.suppressed_at is null and s.active_since <= e.planned_at
              and not exists (select from digests d where d.subscriber_id = s.id and d.edition_date = e.date)
          ) as missing
        from editions e cross join lateral (
          select count(*)::int as planned,
            (count(*) filter (where state = 'sent'))::int as sent,
            (count(*) filter (where state = 'skipped'))::int as skipped,
            (count(*) filter (where state = 'rejected'))::int as rejected,
            (count(*) filter (where state = 'expired'))::int as expired,
            (count(*) filter (where state = 'uncertain'))::int as uncertain,
            (count(*) filter (where state in ('planned', 'claimed')))::int as waiting,
            (count(*) filter (where doubts > 0))::int as "inDoubt",
            (count(*) filter (
              where history <> '[]' and replace(history->-1->>'state', 'handing over', 'claimed') <> state::text
            ))::int as astray
          from digests where edition_date = e.date) as counted
        where case when ${only}::date is null then counted.planned > 0 or e.planned_at is not null
          else e.date = ${only}::date end
        order by e.date desc
        limit ${count}`
      return rows.map(({ edition, missing, astray, ...counts }) => ({
        edition: isoDate(edition),
        ...counts,
        differences: differencesIn(counts, missing, astray),
      }))
    },
  }
}

function differencesIn(counts: Counts, missing: number, astray: number): string[] {
  const { planned, sent, skipped, rejected, expired, uncertain, waiting } = counts
  const sum = sent + skipped + rejected + expired + uncertain + waiting
  return [
    ...(sum === planned ? [] : [`${planned} rows, but ${sum} in a known state`]),
    ...(missing === 0 ? [] : [`subscribers without a row: ${missing}`]),
    ...(astray === 0 ? [] : [`rows whose state was changed past the ledger: ${astray}`]),
  ]
}
