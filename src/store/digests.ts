import type { EditionDate } from '../domain/edition.ts'
import type { Claim, DigestState, FrozenMatches, LedgerRow, PlannedDigest, Settlement } from '../domain/ledger.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

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
  /**
   * Makes rows that do not exist yet, and freezes the matches of those anew that nobody has tried to send: one that
   * stays `planned` keeps its time, one that was skipped for want of matches and has some now is `planned` for `dueAt`.
   * @returns how many rows were made or woken, by the state they are in now
   */
  plan(edition: EditionDate, rows: readonly PlannedDigest[], at: Date): Promise<{ planned: number; skipped: number }>
  claim(filter: ClaimFilter): Promise<Claim | null>
  /** Prolongs a claim that is still held; does nothing to one that has passed on. */
  renew(claim: Claim, until: Date): Promise<void>
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

/** Why a row was skipped that may yet be planned; every other reason is for good. */
export const NO_MATCHES = 'no paper matches'

export function createDigestStore(prisma: PrismaClient): DigestStore {
  return {
    plan: async (edition, rows, at) => {
      // One planner of an edition at a time: rows that two insert at once collide in `message_id`, which no conflict
      // clause covers. What `before` reads in the second statement is then also what the first planner has left.
      const lock = prisma.$executeRaw`select from editions where date = ${edition}::date for no key update`
      const upsert = prisma.$queryRaw<{ state: DigestState; before: DigestState | null }[]>`
        insert into digests (subscriber_id, edition_date, state, message_id, matches, due_at, planned_at, settled_at, reason)
        select "subscriberId", ${edition}::date, state, "messageId", matches, "dueAt", ${at},
          case state when 'skipped' then ${at}::timestamptz end,
          case state when 'skipped' then ${NO_MATCHES} end
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as digest
          ("subscriberId" int, state digest_state, "messageId" text, matches jsonb, "dueAt" timestamptz)
        where exists (select from subscribers s where s.id = "subscriberId" and s.state = 'active')
        order by "subscriberId"
        on conflict (subscriber_id, edition_date) do update set
          state = excluded.state, matches = excluded.matches, settled_at = excluded.settled_at, reason = excluded.reason,
          due_at = case digests.state when 'planned' then digests.due_at else excluded.due_at end,
          planned_at = case digests.state when 'planned' then digests.planned_at else excluded.planned_at end
        where digests.state = 'planned' and digests.attempts = 0 and digests.matches is distinct from excluded.matches
          or digests.state = 'skipped' and digests.reason = ${NO_MATCHES} and excluded.state = 'planned'
        returning state::text as state, (select old.state::text from digests old where old.id = digests.id) as before`
      const [, touched] = await prisma.$transaction([lock, upsert])
      const made = touched.filter(({ before }) => before !== 'planned')
      const planned = made.filter(({ state }) => state === 'planned').length
      return { planned, skipped: made.length - planned }
    },
    // Only where nothing waits does anyone look for what the dead have left: one index scan each, neither sorts.
    claim: async (filter) => (await claimPlanned(prisma, filter)) ?? (await claimExpired(prisma, filter)),
    renew: async ({ id, token }, until) => {
      await prisma.digest.updateMany({
        where: { id, state: 'claimed', claimToken: token },
        data: { claimedUntil: until },
      })
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

async function claimPlanned(prisma: PrismaClient, filter: ClaimFilter): Promise<Claim | null> {
  const { now, ignoreDue } = filter
  const eager = ignoreDue ? Prisma.sql`or settled_at is null or settled_at < ${ignoreDue.since}` : Prisma.empty
  return claimFirst(prisma, filter, Prisma.sql`state = 'planned' and (due_at <= ${now} ${eager})`)
}

async function claimExpired(prisma: PrismaClient, filter: ClaimFilter): Promise<Claim | null> {
  return claimFirst(prisma, filter, Prisma.sql`state = 'claimed' and claimed_until < ${filter.now}`)
}

async function claimFirst(
  prisma: PrismaClient,
  { until, edition, subscriberId }: ClaimFilter,
  free: Prisma.Sql,
): Promise<Claim | null> {
  const [row] = await prisma.$queryRaw<(RawRow & { token: string; attempts: number })[]>`
    update digests set state = 'claimed', claim_token = gen_random_uuid(), claimed_until = ${until},
      attempts = attempts + 1
    where id = (
      select id from digests
      where ${free}
        and ${edition === undefined ? Prisma.sql`true` : Prisma.sql`edition_date = ${edition}::date`}
        and ${subscriberId === undefined ? Prisma.sql`true` : Prisma.sql`subscriber_id = ${subscriberId}`}
      order by due_at, id
      limit 1
      for update skip locked
    )
    returning id, subscriber_id, edition_date, state::text, message_id, matches, planned_at,
      claim_token::text as token, attempts`
  return row ? { ...toLedgerRow(row), token: row.token, attempts: row.attempts } : null
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
