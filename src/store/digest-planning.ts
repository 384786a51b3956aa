import type { EditionDate } from '../domain/edition.ts'
import {
  type DigestState,
  type Holding,
  type KnownPapers,
  OPEN_REASONS,
  PAST_DEADLINE,
  PAUSED,
  type PlannedDigest,
  type ReplacedPaper,
  takeIn,
} from '../domain/ledger.ts'
import type { Queryable } from './database.ts'
import { isoDate } from './dates.ts'
import { sentBefore, withoutHeld } from './digest-held.ts'
import { hidden, historyWith } from './digest-row.ts'
import { Prisma } from './generated/client.ts'

interface OpenRow {
  subscriber_id: number
  edition_date: Date
  since: Date | null
  matches: Holding['matches']
  replaced: ReplacedPaper[] | null
  due_at: Date
}

type Row = PlannedDigest & { since: EditionDate | null; replaced: ReplacedPaper[] | null }

/** Whose digest expired longer ago has been away, and does not want the papers of then. */
const TAKEN_IN_DAYS = 14

/** The transaction behind `DigestStore.plan`. */
export async function planRows(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly PlannedDigest[],
  at: Date,
  { replaced, elsewhere }: KnownPapers,
): Promise<{ planned: number; skipped: number }> {
  // One planner of an edition at a time: rows that two insert at once collide in `message_id`, which no conflict clause
  // covers. What `before` reads in a later statement is then also what the first planner has left.
  await tx.$executeRaw`select from editions where date = ${edition}::date for no key update`
  const waiting = await takeWaiting(tx, edition, rows, at)
  // Read after that, so that what was not taken in, because a worker was quicker, is seen to be held.
  const fresh = await withoutHeld(tx, edition, rows, elsewhere)
  const sent = await sentBefore(tx, edition, rows, { replaced, elsewhere })
  const made = await upsert(
    tx,
    edition,
    fresh.map((row) => {
      const theirs = replaced.filter(({ id }) => sent.get(row.subscriberId)?.has(id))
      return withWaiting(row, edition, theirs, waiting.get(row.subscriberId) ?? [], at)
    }),
    at,
  )
  const planned = made.filter(({ state }) => state === 'planned').length
  return { planned, skipped: made.length - planned }
}

/**
 * What the edition's rows hold of earlier ones already, and rows of earlier editions that nobody has tried to send or that
 * expired; these are settled here, since the edition's row carries their papers from now on.
 */
async function takeWaiting(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly PlannedDigest[],
  at: Date,
): Promise<Map<number, OpenRow[]>> {
  const wanted = rows.filter(({ reason }) => reason !== PAUSED).map(({ subscriberId }) => subscriberId)
  // Nobody leaves in between: a row that is made for nobody would have taken theirs along.
  const active = await tx.$queryRaw<{ id: number }[]>`
    select id from subscribers where id = any(${wanted}) and state = 'active' order by id for share`
  const ids = active.map(({ id }) => id)
  // Locked, so that no worker claims one while it is made anew.
  const standing = await tx.$queryRaw<(OpenRow & { open: boolean })[]>`
    select subscriber_id, edition_date, since, matches, replaced, due_at,
      state = 'planned' and attempts = 0 or state = 'skipped' and reason = any(${OPEN_REASONS}) as open
    from digests where edition_date = ${hidden(edition, 'date')} and subscriber_id = any(${ids}) for update`
  const closed = new Set(standing.filter(({ open }) => !open).map((row) => row.subscriber_id))
  const takenIn = `in the digest of ${edition}`
  const state = Prisma.sql`case digests.state when 'planned' then 'skipped' else 'expired' end`
  const earlier = await tx.$queryRaw<OpenRow[]>`
    update digests set state = (${state})::digest_state, settled_at = ${at}, reason = ${takenIn},
      history = ${historyWith(at, state, Prisma.sql`${takenIn}::text`)}
    where subscriber_id = any(${ids.filter((id) => !closed.has(id))}) and edition_date < ${edition}::date
      and (state = ${hidden('planned', 'digest_state')} and attempts = 0
        or state = ${hidden('expired', 'digest_state')} and reason = ${PAST_DEADLINE} and edition_date >= ${edition}::date - ${TAKEN_IN_DAYS}::int)
    returning subscriber_id, edition_date, since, matches, replaced, due_at`
  const found = [...earlier, ...standing.filter(({ open, since }) => open && since !== null)]
  const bySubscriber = new Map<number, OpenRow[]>()
  for (const row of found.toSorted((a, b) => a.edition_date.getTime() - b.edition_date.getTime()))
    bySubscriber.set(row.subscriber_id, [...(bySubscriber.get(row.subscriber_id) ?? []), row])
  return bySubscriber
}

/**
 * A mail that still is to come keeps its time; one that is overdue, since the relay or we were away, comes with the next
 * morning. One that was to go out without papers still does.
 */
function withWaiting(
  row: PlannedDigest,
  edition: EditionDate,
  theirs: readonly ReplacedPaper[],
  waiting: readonly OpenRow[],
  at: Date,
): Row {
  const { matches, since, replaced } = takeIn(
    { edition, since: null, matches: row.matches, replaced: theirs.length > 0 ? [...theirs] : null },
    waiting.map((one) => ({
      edition: isoDate(one.edition_date),
      since: one.since && isoDate(one.since),
      matches: one.matches,
      replaced: one.replaced,
    })),
  )
  const found = matches.some(({ papers }) => papers.length > 0) || (replaced ?? null) !== null
  const isWanted = found || waiting.some((one) => one.matches.every(({ papers }) => papers.length === 0))
  const times = waiting.map(({ due_at }) => (due_at >= at ? due_at : row.nextMorning))
  return {
    ...row,
    matches,
    since,
    replaced: replaced ?? null,
    dueAt: new Date(Math.min(row.dueAt.getTime(), ...times.map((due) => due.getTime()))),
    ...(isWanted && row.reason !== PAUSED ? { state: 'planned', reason: null } : {}),
  }
}

async function upsert(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly Row[],
  at: Date,
): Promise<{ state: DigestState }[]> {
  const entry = Prisma.sql`jsonb_strip_nulls(jsonb_build_object('at', ${at}::timestamptz, 'state', state, 'reason', reason))`
  const touched = await tx.$queryRaw<{ state: DigestState; before: DigestState | null }[]>`
    insert into digests
      (subscriber_id, edition_date, since, state, message_id, matches, replaced, due_at, morning_at, planned_at,
        settled_at, reason, history)
    select "subscriberId", ${edition}::date, since, state, "messageId", matches, nullif(replaced, 'null'), "dueAt", "dueAt", ${at},
      case state when 'skipped' then ${at}::timestamptz end, reason, jsonb_build_array(${entry})
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as digest
      ("subscriberId" int, since date, state digest_state, reason text, "messageId" text, matches jsonb,
        replaced jsonb, "dueAt" timestamptz)
    where exists (select from subscribers s where s.id = "subscriberId" and s.state = 'active')
    order by "subscriberId"
    on conflict (subscriber_id, edition_date) do update set
      state = excluded.state, matches = excluded.matches, replaced = excluded.replaced, since = excluded.since,
      settled_at = excluded.settled_at, reason = excluded.reason, attempts = 0, doubts = 0, frozen = null,
      history = case when digests.state = excluded.state then digests.history else digests.history || excluded.history end,
      morning_at = case digests.state when 'planned' then digests.morning_at else excluded.morning_at end,
      due_at = case digests.state when 'planned' then digests.due_at else excluded.due_at end,
      planned_at = case digests.state when 'planned' then digests.planned_at else excluded.planned_at end
    where digests.state = 'planned' and digests.attempts = 0 and (digests.matches, digests.replaced) is distinct from (excluded.matches, excluded.replaced)
      or digests.state = 'skipped' and digests.reason = any(${OPEN_REASONS}) and excluded.state = 'planned'
    returning state::text as state, (select old.state::text from digests old where old.id = digests.id) as before`
  return touched.filter(({ before }) => before !== 'planned')
}
