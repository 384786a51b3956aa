import type { DigestState, FrozenMatches, LedgerRow, ReplacedPaper } from '../domain/ledger.ts'
import { isoDate } from './dates.ts'
import { Prisma } from './generated/client.ts'

/** What `toLedgerRow` reads of a row of `digests`. */
export const ROW_COLUMNS = Prisma.sql`id, subscriber_id, edition_date, since, state::text, message_id, matches, replaced,
  planned_at`

export interface RawRow {
  id: bigint
  subscriber_id: number
  edition_date: Date
  since: Date | null
  state: DigestState
  message_id: string
  matches: FrozenMatches
  replaced: ReplacedPaper[] | null
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
    replaced: row.replaced,
    plannedAt: row.planned_at,
  }
}

/** A row's history, and one thing more. */
export function historyWith(at: Date, state: Prisma.Sql, reason: Prisma.Sql = Prisma.sql`null`): Prisma.Sql {
  return Prisma.sql`digests.history || jsonb_strip_nulls(jsonb_build_object(
    'at', ${at}::timestamptz, 'state', ${state}, 'reason', ${reason}))`
}

/**
 * A value that PostgreSQL's planner does not see, so that it reckons with an ordinary one. Its statistics know nothing of the
 * rows of an edition that is being planned: it would take them for few, and read all of them for each page of readers.
 */
export function hidden(value: string, type: 'date' | 'digest_state'): Prisma.Sql {
  return Prisma.sql`(select ${value}::${Prisma.raw(type)})`
}
