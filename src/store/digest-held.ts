import type { EditionDate } from '../domain/edition.ts'
import { type DigestState, type KnownPapers, NO_MATCHES, type PlannedDigest } from '../domain/ledger.ts'
import type { Queryable } from './database.ts'

/** How long after it was sent a paper's replacement is told of. */
const REPLACED_WITHIN_DAYS = 180

/**
 * Leaves out what another digest of the same reader holds: a paper may be new in one edition, cross-listed in a second and
 * in a late feed again. Few papers of an edition stand in another one, and only their readers' rows are looked at.
 */
export async function withoutHeld(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly PlannedDigest[],
  elsewhere: KnownPapers['elsewhere'],
): Promise<PlannedDigest[]> {
  const looks = rows.flatMap(({ subscriberId, matches }) => {
    const days = new Set(matches.flatMap(({ papers }) => papers.flatMap(({ id }) => elsewhere.get(id) ?? [])))
    return [...days].map((day) => ({ subscriberId, day }))
  })
  const held = await heldIds(tx, looks, {
    ids: [...elsewhere.keys()],
    except: edition,
    states: ['planned', 'claimed', 'sent', 'uncertain'],
  })
  return rows.map((row) => {
    const theirs = held.get(row.subscriberId)
    if (!theirs) return row
    const matches = row.matches.map(({ keyword, papers }) => ({
      keyword,
      papers: papers.filter(({ id }) => !theirs.has(id)),
    }))
    const isLeft = row.evenEmpty === true || matches.some(({ papers }) => papers.length > 0)
    return { ...row, matches, ...(row.state === 'planned' && !isLeft ? { state: 'skipped', reason: NO_MATCHES } : {}) }
  })
}

/** Of an edition's replaced papers, those that each reader who asks for them was sent. */
export async function sentBefore(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly PlannedDigest[],
  { replaced, elsewhere }: KnownPapers,
): Promise<Map<number, Set<string>>> {
  const first = new Date(Date.parse(edition) - REPLACED_WITHIN_DAYS * 86_400_000).toISOString().slice(0, 10)
  const days = new Set(replaced.flatMap(({ id }) => elsewhere.get(id) ?? []).filter((day) => day >= first))
  const looks = rows
    .filter(({ replacements }) => replacements)
    .flatMap(({ subscriberId }) => [...days].map((day) => ({ subscriberId, day })))
  const ids = replaced.map(({ id }) => id)
  return heldIds(tx, looks, { ids, except: edition, states: ['sent', 'uncertain'] })
}

/**
 * Which of the papers readers hold already, in the digests that have papers of given editions: that edition's own, and
 * those of later ones that reach back to it. To open a digest is what costs, so no others are.
 */
async function heldIds(
  tx: Queryable,
  looks: readonly { subscriberId: number; day: EditionDate }[],
  { ids, except, states }: { ids: readonly string[]; except: EditionDate; states: readonly DigestState[] },
): Promise<Map<number, Set<string>>> {
  if (looks.length === 0) return new Map()
  const subscribers = looks.map(({ subscriberId }) => subscriberId)
  const days = looks.map(({ day }) => day)
  // The inner select of one digest keeps to its key, where a join may read the whole ledger.
  const found = await tx.$queryRaw<{ subscriber: number; id: string }[]>`
    with looks as materialized (select * from unnest(${subscribers}::int[], ${days}::date[]) as look (subscriber, day))
    select distinct d.subscriber_id as subscriber, held.id #>> '{}' as id
    from digests d cross join lateral jsonb_path_query(d.matches, '$[*].papers[*].id') as held (id)
    where d.id in (
        select (select id from digests where subscriber_id = subscriber and edition_date = day) from looks
        union all
        select several.id from digests several
        where several.subscriber_id = any(${[...new Set(subscribers)]}) and several.state = any(${[...states]}::digest_state[])
          and several.since is not null and exists (
            select from looks
            where subscriber = several.subscriber_id and day >= several.since and day < several.edition_date)
      )
      and d.edition_date <> ${except}::date and d.state = any(${[...states]}::digest_state[])
      and held.id #>> '{}' = any(${[...ids]})`
  const bySubscriber = new Map<number, Set<string>>()
  for (const { subscriber, id } of found)
    bySubscriber.set(subscriber, (bySubscriber.get(subscriber) ?? new Set()).add(id))
  return bySubscriber
}
