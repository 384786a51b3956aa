import type { EditionDate } from '../domain/edition.ts'
import {
  type Claim,
  type DigestState,
  type FrozenMatches,
  type LedgerRow,
  OPEN_REASONS,
  type PlannedDigest,
  type ReplacedPaper,
  type Settlement,
} from '../domain/ledger.ts'
import { isoDate } from './dates.ts'
import { planRows } from './digest-planning.ts'
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
   * What still waits of earlier editions, and nobody has tried to send, is taken in: its row is then skipped. What another
   * digest of the same reader holds is left out.
   * @param replaced the edition's replacements, for those of its readers who want to know
   * @returns how many rows were made or woken, by the state they are in now
   */
  plan(
    edition: EditionDate,
    rows: readonly PlannedDigest[],
    at: Date,
    replaced?: readonly ReplacedPaper[],
  ): Promise<{ planned: number; skipped: number }>
  /**
   * Of these readers, who is told of late papers of each of these editions: who has a digest of it, or was there before it
   * was stored.
   */
  lateReaders(
    subscribers: readonly number[],
    editions: readonly EditionDate[],
  ): Promise<{ subscriberId: number; edition: EditionDate }[]>
  claim(filter: ClaimFilter): Promise<Claim | null>
  /** Prolongs a claim that is still held; does nothing to one that has passed on. */
  renew(claim: Claim, until: Date): Promise<void>
  /** False where the claim has passed to someone else in the meantime. */
  settle(claim: Claim, settlement: Settlement, at: Date): Promise<boolean>
  byId(id: bigint): Promise<LedgerRow | null>
  countByState(edition: EditionDate, subscriberId?: number): Promise<Record<DigestState, number>>
  hasDue(now: Date): Promise<boolean>
  /** Moves what waits for one reader, and nobody has tried to send, to another time. */
  reschedule(subscriberId: number, dueAt: Date): Promise<void>
  /** Whether a reader's row of an edition may still be planned anew. */
  isOpen(subscriberId: number, edition: EditionDate): Promise<boolean>
  /** All that is kept of one reader's digests, oldest first. */
  ofSubscriber(subscriberId: number): Promise<KeptDigest[]>
  /** Every row of an edition, by subscriber. */
  ofEdition(edition: EditionDate): Promise<EditionRow[]>
}

/** A ledger row, as its reader may have it. */
export interface KeptDigest extends Omit<LedgerRow, 'subscriberId'> {
  reason: string | null
  dueAt: Date
  settledAt: Date | null
  attempts: number
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
    plan: (edition, rows, at, replaced = []) =>
      prisma.$transaction((tx) => planRows(tx, edition, rows, at, replaced), { timeout: 60_000 }),
    lateReaders: (subscribers, editions) => prisma.$queryRaw`
      select s.id as "subscriberId", e.date::text as edition from subscribers s cross join editions e
      where s.id = any(${[...subscribers]}) and e.date = any(${[...editions]}::date[]) and (s.created_at < e.created_at
        or exists (select from digests d where d.subscriber_id = s.id and d.edition_date = e.date))`,
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
        select id, subscriber_id, edition_date, since, state::text, message_id, matches, replaced, planned_at from digests
        where id = ${id}`
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
    reschedule: async (subscriberId, dueAt) => {
      await prisma.digest.updateMany({ where: { subscriberId, state: 'planned', attempts: 0 }, data: { dueAt } })
    },
    isOpen: async (subscriberId, edition) => {
      const row = await prisma.digest.findFirst({
        where: {
          subscriberId,
          editionDate: new Date(edition),
          OR: [
            { state: 'planned', attempts: 0 },
            { state: 'skipped', reason: { in: [...OPEN_REASONS] } },
          ],
        },
        select: { id: true },
      })
      return row !== null
    },
    ofSubscriber: async (subscriberId) => {
      const rows = await prisma.digest.findMany({ where: { subscriberId }, orderBy: { editionDate: 'asc' } })
      return rows.map((row) => ({
        id: row.id,
        edition: isoDate(row.editionDate),
        since: row.since && isoDate(row.since),
        state: row.state,
        reason: row.reason,
        messageId: row.messageId,
        plannedAt: row.plannedAt,
        dueAt: row.dueAt,
        settledAt: row.settledAt,
        attempts: row.attempts,
        matches: row.matches as unknown as FrozenMatches,
        replaced: row.replaced as unknown as ReplacedPaper[] | null,
      }))
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
  const [row] = await prisma.$queryRaw<(RawRow & { token: string; attempts: number; dueAt: Date })[]>`
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
    returning id, subscriber_id, edition_date, since, state::text, message_id, matches, replaced, planned_at, due_at as "dueAt",
      claim_token::text as token, attempts`
  return row ? { ...toLedgerRow(row), dueAt: row.dueAt, token: row.token, attempts: row.attempts } : null
}

interface RawRow {
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

function toLedgerRow(row: RawRow): LedgerRow {
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
