import type { DigestState, FrozenMatches, LedgerRow } from '../domain/ledger.ts'
import { isoDate } from './dates.ts'
import { Prisma } from './generated/client.ts'

/** What `toLedgerRow` reads of a row of `digests`. */
export const ROW_COLUMNS = Prisma.sql`id, subscriber_id, edition_date, since, state::text, message_id, matches, planned_at`

export interface RawRow {
  id: bigint
  subscriber_id: number
  edition_date: Date
  since: Date | null
  state: DigestState
  message_id: string
  matches: FrozenMatches
  planned_at: Date
}

export function toLedgerRow(row: RawRow): LedgerRow {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    edition: isoDate(row.edition_date),
    since: row.since && isoDate(row.since),
    state: row.state,
    messageId: row.message_id,
    matches: row.matches,
    plannedAt: row.planned_at,
  }
}

/** A row's history, and one thing more. */
export function historyWith(at: Date, state: Prisma.Sql, reason: Prisma.Sql = Prisma.sql`null`): Prisma.Sql {
  return Prisma.sql`digests.history || jsonb_strip_nulls(jsonb_build_object(
    'at', ${at}::timestamptz, 'state', ${state}, 'reason', ${reason}))`
}
