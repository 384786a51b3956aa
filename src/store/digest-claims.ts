import type { EditionDate } from '../domain/edition.ts'
import { type Claim, PAST_DEADLINE, type Settlement } from '../domain/ledger.ts'
import { historyWith, type RawRow, ROW_COLUMNS, toLedgerRow } from './digest-row.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'
import { type Presence, WORKER_LOCKS } from './presence.ts'

/** Which rows a worker may claim. */
export interface ClaimFilter {
  now: Date
  /** Until when the claim holds; a row whose holder is silent for longer is anyone's. */
  until: Date
  /** Rows whose morning was before that have had their time. All are in time where it is unset. */
  deadlineBefore?: Date
  /** How many attempts of unknown fate a row may have behind it whose holder died while handing it over; 3 where unset. */
  resends?: number
  edition?: EditionDate
  subscriberId?: number
  /** Rows that are not due yet, too; but none that this run has tried already (since when it runs). */
  ignoreDue?: { since: Date }
}

/** What may have had its time; with `before` in earlier editions alone. */
export type OverdueFilter = Required<Pick<ClaimFilter, 'now' | 'deadlineBefore' | 'resends'>> & { before?: EditionDate }

/** Papers and translations by their hash, as `freezeDigest` gives them. */
export type FrozenTexts = ReadonlyMap<string, object>

/** What a worker does to rows: each change is conditional, on a free row or on the token of the claim. */
export interface ClaimStore {
  claim(filter: ClaimFilter): Promise<Claim | null>
  /** Prolongs a claim that is still held; does nothing to one that has passed on. */
  renew(claim: Claim, until: Date): Promise<void>
  /**
   * Notes that the mail is handed over from now on, and what it says.
   * @param frozen null where an attempt before has frozen it
   * @returns false where the claim has passed on: then the mail must not be sent
   */
  begin(claim: Claim, frozen: { digest: object; texts: FrozenTexts } | null, at: Date): Promise<boolean>
  /** False where the claim has passed to someone else in the meantime. */
  settle(claim: Claim, settlement: Settlement, at: Date): Promise<boolean>
  /**
   * Settles what may not be sent any more: `expired` what has had its time, `uncertain` what may have arrived all the
   * same or was handed over too often by workers that died.
   */
  closeOverdue(filter: OverdueFilter): Promise<Overdue>
  texts(hashes: readonly string[]): Promise<FrozenTexts>
  /** Texts that no mail on its way needs any more. */
  forgetTexts(before: Date): Promise<void>
  hasDue(now: Date): Promise<boolean>
}

export interface Overdue {
  expired: number
  uncertain: number
}

const DEFAULT_RESENDS = 3
/** A text that is used again is marked so once a day. */
const TOUCH_MS = 24 * 60 * 60_000

export function createClaimStore(prisma: PrismaClient, presence: Presence | null): ClaimStore {
  /** After a failure of the database all locks are free for a moment: nobody is dead until everybody could come back. */
  const surelyLeft = async (left: Prisma.Sql) => {
    if (!presence || presence.isSettled() || !(await exists(prisma, left))) return
    await presence.number()
    await presence.settled()
  }
  return {
    // Only where nothing waits does anyone look for what the dead have left: one index scan each, neither sorts.
    claim: async (filter) => {
      const worker = presence ? await presence.number() : null
      const planned = await claimFirst(prisma, filter, worker, Prisma.sql`state = 'planned' and ${dueBy(filter)}`)
      if (planned) return planned
      const left = Prisma.sql`${leftBehind(filter.now)} and ${isAgainAllowed(filter.resends ?? DEFAULT_RESENDS)}`
      await surelyLeft(left)
      return claimFirst(prisma, filter, worker, left)
    },
    renew: async ({ id, token }, until) => {
      await prisma.digest.updateMany({
        where: { id, state: 'claimed', claimToken: token },
        data: { claimedUntil: until },
      })
    },
    begin: async ({ id, token, attempts }, frozen, at) => {
      if (frozen) await keepTexts(prisma, frozen.texts, at)
      const changed = await prisma.$executeRaw`
        update digests set handing_since = ${at}, frozen = coalesce(${frozen && JSON.stringify(frozen.digest)}::jsonb, frozen),
          history = ${historyWith(at, Prisma.sql`'handing over'`, Prisma.sql`${`attempt ${attempts}`}::text`)}
        where id = ${id} and state = 'claimed' and claim_token = ${token}::uuid`
      return changed === 1
    },
    settle: async (claim, settlement, at) => {
      const { state, reason } = settlement
      const { dueAt = null, inDoubt = false, untried = false } = settlement.state === 'planned' ? settlement : {}
      const changed = await prisma.$executeRaw`
        update digests set state = ${state}::digest_state, reason = ${reason}, settled_at = ${at},
          due_at = coalesce(${dueAt}::timestamptz, due_at), ${RELEASED},
          doubts = doubts + ${inDoubt ? 1 : 0}, attempts = attempts - ${untried ? 1 : 0},
          frozen = case when ${state} = 'planned' then frozen end,
          history = ${historyWith(at, Prisma.sql`${state}::text`, Prisma.sql`${reason}::text`)}
        where id = ${claim.id} and state = 'claimed' and claim_token = ${claim.token}::uuid`
      return changed === 1
    },
    closeOverdue: async (filter) => {
      await surelyLeft(leftBehind(filter.now))
      return closeOverdue(prisma, filter)
    },
    texts: async (hashes) => {
      const rows = await prisma.digestText.findMany({ where: { hash: { in: [...hashes] } } })
      return new Map(rows.map(({ hash, content }) => [hash, content as object]))
    },
    forgetTexts: async (before) => {
      await prisma.digestText.deleteMany({ where: { usedAt: { lt: before } } })
    },
    hasDue: async (now) =>
      (await exists(prisma, Prisma.sql`state = 'planned' and due_at <= ${now}`)) || exists(prisma, leftBehind(now)),
  }
}

const RELEASED = Prisma.sql`claim_token = null, claimed_until = null, claimed_by = null, handing_since = null`

function dueBy({ now, deadlineBefore, ignoreDue }: ClaimFilter): Prisma.Sql {
  const eager = ignoreDue ? Prisma.sql`or settled_at is null or settled_at < ${ignoreDue.since}` : Prisma.empty
  const inTime = deadlineBefore ? Prisma.sql`and morning_at >= ${deadlineBefore}` : Prisma.empty
  return Prisma.sql`(due_at <= ${now} ${eager}) ${inTime}`
}

/** Claimed by a worker whose lease is over, or whose lock is free: its session has ended, and so has it. */
function leftBehind(now: Date): Prisma.Sql {
  return Prisma.sql`state = 'claimed' and (claimed_until < ${now} or claimed_by is not null and not exists (
    select from pg_locks
    where locktype = 'advisory' and classid = ${WORKER_LOCKS}::oid and objid = claimed_by::oid and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())))`
}

function isAgainAllowed(resends: number): Prisma.Sql {
  return Prisma.sql`(handing_since is null or doubts < ${resends})`
}

async function exists(prisma: PrismaClient, condition: Prisma.Sql): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`select 1 from digests where ${condition} limit 1`
  return rows.length > 0
}

async function claimFirst(
  prisma: PrismaClient,
  { now, until, edition, subscriberId }: ClaimFilter,
  worker: number | null,
  free: Prisma.Sql,
): Promise<Claim | null> {
  const [row] = await prisma.$queryRaw<(RawRow & Pick<Claim, 'token' | 'attempts' | 'dueAt' | 'doubts' | 'frozen'>)[]>`
    update digests set state = 'claimed', claim_token = gen_random_uuid(), claimed_until = ${until},
      claimed_by = ${worker}::int, attempts = attempts + 1, doubts = doubts + (handing_since is not null)::int,
      handing_since = null,
      history = ${historyWith(now, Prisma.sql`'claimed'`, Prisma.sql`case state when 'claimed' then 'its worker died' end`)}
    where id = (
      select id from digests
      where ${free}
        and ${edition === undefined ? Prisma.sql`true` : Prisma.sql`edition_date = ${edition}::date`}
        and ${subscriberId === undefined ? Prisma.sql`true` : Prisma.sql`subscriber_id = ${subscriberId}`}
      order by due_at, id
      limit 1
      for update skip locked
    )
    returning ${ROW_COLUMNS}, due_at as "dueAt", claim_token::text as token, attempts, doubts, frozen`
  if (!row) return null
  const { dueAt, token, attempts, doubts, frozen } = row
  return { ...toLedgerRow(row), dueAt, token, attempts, doubts, frozen }
}

/** Once for all mails that hold them, and before the mails do. */
async function keepTexts(prisma: PrismaClient, texts: FrozenTexts, at: Date): Promise<void> {
  if (texts.size === 0) return
  const rows = [...texts].map(([hash, content]) => ({ hash, content })).sort((a, b) => (a.hash < b.hash ? -1 : 1))
  await prisma.$executeRaw`
    insert into digest_texts (hash, content, used_at)
    select hash, content, ${at} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (hash text, content jsonb)
    on conflict (hash) do update set used_at = excluded.used_at
    where digest_texts.used_at < ${new Date(at.getTime() - TOUCH_MS)}`
}

async function closeOverdue(
  prisma: PrismaClient,
  { now, deadlineBefore, resends, before }: OverdueFilter,
): Promise<Overdue> {
  const rows = await prisma.$queryRaw<{ state: keyof Overdue }[]>`
    update digests set state = new_state::digest_state, reason = new_reason, settled_at = ${now}, frozen = null,
      doubts = doubts + (handing_since is not null)::int, ${RELEASED},
      history = ${historyWith(now, Prisma.sql`new_state`, Prisma.sql`new_reason`)}
    from (
      select id as closed_id,
        case when doubts > 0 or handing_since is not null then 'uncertain' else 'expired' end as new_state,
        case when morning_at < ${deadlineBefore} then ${PAST_DEADLINE} else 'its workers died while handing it over' end as new_reason
      from digests
      where (state = 'planned' and due_at <= ${now} and morning_at < ${deadlineBefore}
        or ${leftBehind(now)} and (morning_at < ${deadlineBefore} or not ${isAgainAllowed(resends)}))
        and ${before === undefined ? Prisma.sql`true` : Prisma.sql`edition_date < ${before}::date`}
      for update skip locked
    ) as closed
    where id = closed_id
    returning new_state as state`
  const count = (state: keyof Overdue) => rows.filter((row) => row.state === state).length
  return { expired: count('expired'), uncertain: count('uncertain') }
}
