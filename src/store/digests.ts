import type { EditionDate } from '../domain/edition.ts'
import {
  DIGEST_STATES,
  type DigestState,
  type FrozenMatches,
  type KnownPapers,
  type LedgerRow,
  OPEN_REASONS,
  type PlannedDigest,
  type Receipt,
  type ReplacedPaper,
  type Transition,
} from '../domain/ledger.ts'
import { isoDate } from './dates.ts'
import { type ClaimStore, createClaimStore } from './digest-claims.ts'
import { planRows } from './digest-planning.ts'
import { type RawRow, ROW_COLUMNS, toLedgerRow } from './digest-row.ts'
import type { PrismaClient } from './generated/client.ts'
import type { Presence } from './presence.ts'

export interface DigestStore extends ClaimStore {
  /**
   * Makes rows that do not exist yet, and freezes the matches of those anew that nobody has tried to send: one that
   * stays `planned` keeps its time, one that was skipped for want of matches and has some now is `planned` for `dueAt`.
   * What still waits of earlier editions, and nobody has tried to send, is taken in: its row is then skipped. What another
   * digest of the same reader holds is left out.
   * @returns how many rows were made or woken, by the state they are in now
   */
  plan(
    edition: EditionDate,
    rows: readonly PlannedDigest[],
    at: Date,
    papers: KnownPapers,
  ): Promise<{ planned: number; skipped: number }>
  /**
   * Of these readers, who is told of late papers of each of these editions: who has a digest of it, or was there before it
   * was stored.
   */
  lateReaders(
    subscribers: readonly number[],
    editions: readonly EditionDate[],
  ): Promise<{ subscriberId: number; edition: EditionDate }[]>
  byId(id: bigint): Promise<LedgerRow | null>
  countByState(edition: EditionDate, subscriberId?: number): Promise<Record<DigestState, number>>
  /** Moves what waits for one reader, and nobody has tried to send, to another time. */
  reschedule(subscriberId: number, dueAt: Date): Promise<void>
  /** Whether a reader's row of an edition may still be planned anew. */
  isOpen(subscriberId: number, edition: EditionDate): Promise<boolean>
  /** All that is kept of one reader's digests, oldest first. */
  ofSubscriber(subscriberId: number): Promise<KeptDigest[]>
  /** The newest of one reader's, newest first. */
  receipts(subscriberId: number, count: number): Promise<Receipt[]>
  /** Every row of an edition, by subscriber. */
  ofEdition(edition: EditionDate): Promise<EditionRow[]>
}

/** A ledger row, as its reader may have it. */
export interface KeptDigest extends Omit<LedgerRow, 'subscriberId'> {
  reason: string | null
  dueAt: Date
  settledAt: Date | null
  attempts: number
  /** Oldest first. */
  history: Transition[]
}

/** A ledger row beside its reader's address, for the operator. */
export interface EditionRow {
  email: string
  state: DigestState
  messageId: string
  /** Distinct papers. */
  papers: number
}

/** @param presence tells other workers that the one who claims lives; without it they go by the lease alone */
export function createDigestStore(prisma: PrismaClient, presence: Presence | null = null): DigestStore {
  return {
    ...createClaimStore(prisma, presence),
    plan: (edition, rows, at, papers) =>
      prisma.$transaction((tx) => planRows(tx, edition, rows, at, papers), { timeout: 60_000 }),
    lateReaders: (subscribers, editions) => prisma.$queryRaw`
      select s.id as "subscriberId", e.date::text as edition from subscribers s cross join editions e
      where s.id = any(${[...subscribers]}) and e.date = any(${[...editions]}::date[]) and (s.created_at < e.created_at
        or exists (select from digests d where d.subscriber_id = s.id and d.edition_date = e.date))`,
    byId: async (id) => {
      const [row] = await prisma.$queryRaw<RawRow[]>`
        select ${ROW_COLUMNS} from digests where id = ${id}`
      return row ? toLedgerRow(row) : null
    },
    countByState: async (edition, subscriberId) => {
      const rows = await prisma.digest.groupBy({
        by: ['state'],
        where: { editionDate: new Date(edition), ...(subscriberId === undefined ? {} : { subscriberId }) },
        _count: true,
      })
      const counts = Object.fromEntries(DIGEST_STATES.map((state) => [state, 0])) as Record<DigestState, number>
      for (const { state, _count } of rows) counts[state] = _count
      return counts
    },
    reschedule: async (subscriberId, dueAt) => {
      await prisma.digest.updateMany({
        where: { subscriberId, state: 'planned', attempts: 0 },
        data: { dueAt, morningAt: dueAt },
      })
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
        history: toHistory(row.history),
        matches: row.matches as unknown as FrozenMatches,
        replaced: row.replaced as unknown as ReplacedPaper[] | null,
      }))
    },
    receipts: async (subscriberId, count) => {
      const rows = await prisma.digest.findMany({
        where: { subscriberId },
        orderBy: { editionDate: 'desc' },
        take: count,
        select: { id: true, editionDate: true, state: true, dueAt: true, history: true },
      })
      return rows.map(({ editionDate, history, ...row }) => ({
        ...row,
        edition: isoDate(editionDate),
        history: toHistory(history),
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

/** Written by this store alone. */
function toHistory(history: unknown): Transition[] {
  return (history as { at: string; state: Transition['state']; reason?: string }[]).map(({ at, state, reason }) => ({
    at: new Date(at),
    state,
    reason: reason ?? null,
  }))
}
