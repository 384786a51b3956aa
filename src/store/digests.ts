import type { EditionDate } from '../domain/edition.ts'
import type { Claim, DigestState, FrozenMatches, LedgerRow, PlannedDigest, Settlement } from '../domain/ledger.ts'
import type { PrismaClient } from './generated/client.ts'

/** Which rows a worker may claim. */
export interface ClaimFilter {
  now: Date
  /** Until when the claim holds; a row whose holder is silent for longer is anyone's. */
  until: Date
  edition?: EditionDate
  subscriberId?: number
  /** Rows that are not due yet, too; but none that this run has tried already (since when it runs). */
  ignoreDue?: { since: Date }
}

export interface DigestStore {
  /** Makes rows that do not exist yet; counts those it made. */
  plan(edition: EditionDate, rows: readonly PlannedDigest[], at: Date): Promise<{ planned: number; skipped: number }>
  claim(filter: ClaimFilter): Promise<Claim | null>
  /** False where the claim has passed to someone else in the meantime. */
  settle(claim: Claim, settlement: Settlement, at: Date): Promise<boolean>
  byId(id: bigint): Promise<LedgerRow | null>
  countByState(edition: EditionDate, subscriberId?: number): Promise<Record<DigestState, number>>
  hasDue(now: Date): Promise<boolean>
  /** Every row of an edition, by subscriber. */
  ofEdition(edition: EditionDate): Promise<EditionRow[]>
}

/** A ledger row beside its reader's address, for the operator. */
export interface EditionRow {
  email: string
  state: DigestState
  messageId: string
  /** Distinct papers. */
  papers: number
}

export function createDigestStore(prisma: PrismaClient): DigestStore {
  return {
    plan: async (edition, rows, at) => {
      const made = await prisma.$queryRaw<{ state: DigestState }[]>`
        insert into digests (subscriber_id, edition_date, state, message_id, matches, due_at, planned_at, settled_at, reason)
        select "subscriberId", ${edition}::date, state, "messageId", matches, "dueAt", ${at},
          case state when 'skipped' then ${at}::timestamptz end,
          case state when 'skipped' then 'no paper matches' end
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as digest
          ("subscriberId" int, state digest_state, "messageId" text, matches jsonb, "dueAt" timestamptz)
        where exists (select from subscribers s where s.id = "subscriberId" and s.state = 'active')
        on conflict (subscriber_id, edition_date) do nothing
        returning state::text as state`
      const planned = made.filter(({ state }) => state === 'planned').length
      return { planned, skipped: made.length - planned }
    },
    claim: async ({ now, until, edition = null, subscriberId = null, ignoreDue }) => {
      const since = ignoreDue?.since ?? null
      const [row] = await prisma.$queryRaw<(RawRow & { token: string; attempts: number })[]>`
        update digests set state = 'claimed', claim_token = gen_random_uuid(), claimed_until = ${until},
          attempts = attempts + 1
        where id = (
          select id from digests
          where (
              state = 'planned' and (
                due_at <= ${now}
                or (${since}::timestamptz is not null and (settled_at is null or settled_at < ${since}::timestamptz))
              )
              or state = 'claimed' and claimed_until < ${now}
            )
            and (${edition}::date is null or edition_date = ${edition}::date)
            and (${subscriberId}::int is null or subscriber_id = ${subscriberId}::int)
          order by due_at, id
          limit 1
          for update skip locked
        )
        returning id, subscriber_id, edition_date, state::text, message_id, matches, planned_at,
          claim_token::text as token, attempts`
      return row ? { ...toLedgerRow(row), token: row.token, attempts: row.attempts } : null
    },
    settle: async (claim, settlement, at) => {
      const dueAt = settlement.state === 'planned' ? settlement.dueAt : null
      const changed = await prisma.$executeRaw`
        update digests set state = ${settlement.state}::digest_state, reason = ${settlement.reason}, settled_at = ${at},
          due_at = coalesce(${dueAt}::timestamptz, due_at), claim_token = null, claimed_until = null
        where id = ${claim.id} and state = 'claimed' and claim_token = ${claim.token}::uuid`
      return changed === 1
    },
    byId: async (id) => {
      const [row] = await prisma.$queryRaw<RawRow[]>`
        select id, subscriber_id, edition_date, state::text, message_id, matches, planned_at from digests where id = ${id}`
      return row ? toLedgerRow(row) : null
    },
    countByState: async (edition, subscriberId) => {
      const rows = await prisma.digest.groupBy({
        by: ['state'],
        where: { editionDate: new Date(edition), ...(subscriberId === undefined ? {} : { subscriberId }) },
        _count: true,
      })
      const counts: Record<DigestState, number> = {
        planned: 0,
        claimed: 0,
        sent: 0,
        skipped: 0,
        rejected: 0,
        uncertain: 0,
      }
      for (const { state, _count } of rows) counts[state] = _count
      return counts
    },
    hasDue: async (now) => {
      const row = await prisma.digest.findFirst({
        where: {
          OR: [
            { state: 'planned', dueAt: { lte: now } },
            { state: 'claimed', claimedUntil: { lt: now } },
          ],
        },
        select: { id: true },
      })
      return row !== null
    },
    ofEdition: async (edition) => {
      const rows = await prisma.digest.findMany({
        where: { editionDate: new Date(edition) },
        orderBy: { subscriberId: 'asc' },
        select: { state: true, messageId: true, matches: true, subscriber: { select: { email: true } } },
      })
      return rows.map(({ state, messageId, matches, subscriber }) => {
        const found = (matches as unknown as FrozenMatches).flatMap(({ papers }) => papers.map(({ id }) => id))
        return { email: subscriber.email, state, messageId, papers: new Set(found).size }
      })
    },
  }
}

interface RawRow {
  id: bigint
  subscriber_id: number
  edition_date: Date
  state: DigestState
  message_id: string
  matches: FrozenMatches
  planned_at: Date
}

function toLedgerRow(row: RawRow): LedgerRow {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    edition: row.edition_date.toISOString().slice(0, 10),
    state: row.state,
    messageId: row.message_id,
    matches: row.matches,
    plannedAt: row.planned_at,
  }
}
