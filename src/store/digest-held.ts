import type { EditionDate } from '../domain/edition.ts'
import { type FrozenMatches, NO_MATCHES, type PlannedDigest } from '../domain/ledger.ts'
import type { Queryable } from './database.ts'

/** How long after it was sent a paper's replacement is told of. */
const REPLACED_WITHIN_DAYS = 180

/**
 * Leaves out what another digest of the same reader holds: a paper may be new in one edition, cross-listed in a second and
 * in a late feed again. Few papers of an edition stood in an earlier one, and only their readers' rows are looked at.
 */
export async function withoutHeld(
  tx: Queryable,
  edition: EditionDate,
  rows: readonly PlannedDigest[],
): Promise<PlannedDigest[]> {
  const ids = new Set(rows.flatMap(({ matches }) => idsOf(matches)))
  const earlier = await tx.$queryRaw<{ id: string; first: Date }[]>`
    select paper_id as id, min(edition_date) as first from announcements
    where paper_id = any(${[...ids]}) and edition_date < ${edition}::date and type in ('new', 'cross')
    group by paper_id`
  if (earlier.length === 0) return [...rows]
  const again = new Set(earlier.map(({ id }) => id))
  const readers = rows.filter(({ matches }) => idsOf(matches).some((id) => again.has(id)))
  const first = new Date(Math.min(...earlier.map((one) => one.first.getTime())))
  const held = await heldIds(tx, {
    subscribers: readers.map(({ subscriberId }) => subscriberId),
    ids: [...again],
    since: first,
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

/** Of an edition's replaced papers, those that each reader was sent. */
export async function sentBefore(
  tx: Queryable,
  edition: EditionDate,
  subscribers: readonly number[],
  ids: readonly string[],
): Promise<Map<number, Set<string>>> {
  if (subscribers.length === 0 || ids.length === 0) return new Map()
  return heldIds(tx, {
    subscribers,
    ids,
    since: new Date(Date.parse(edition) - REPLACED_WITHIN_DAYS * 86_400_000),
    except: edition,
    states: ['sent', 'uncertain'],
  })
}

async function heldIds(
  tx: Queryable,
  wanted: {
    subscribers: readonly number[]
    ids: readonly string[]
    since: Date
    except: EditionDate
    states: readonly string[]
  },
): Promise<Map<number, Set<string>>> {
  const { subscribers, ids, since, except, states } = wanted
  const found = await tx.$queryRaw<{ subscriber: number; id: string }[]>`
    select distinct d.subscriber_id as subscriber, held.id #>> '{}' as id
    from digests d cross join lateral jsonb_path_query(d.matches, '$[*].papers[*].id') as held (id)
    where d.subscriber_id = any(${[...subscribers]}) and d.edition_date >= ${since}::date
      and d.edition_date <> ${except}::date and d.state::text = any(${[...states]})
      and held.id #>> '{}' = any(${[...ids]})`
  const bySubscriber = new Map<number, Set<string>>()
  for (const { subscriber, id } of found)
    bySubscriber.set(subscriber, (bySubscriber.get(subscriber) ?? new Set()).add(id))
  return bySubscriber
}

function idsOf(matches: FrozenMatches): string[] {
  return matches.flatMap(({ papers }) => papers.map(({ id }) => id))
}
