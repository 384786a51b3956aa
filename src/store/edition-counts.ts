import {
  asTaken,
  type BatchSource,
  type EditionDate,
  type EditionState,
  type FeedReport,
  isComplete,
} from '../domain/edition.ts'
import {
  type CategoryCount,
  type EditionCounts,
  type EditionFigures,
  firstSeenCount,
} from '../domain/edition-counts.ts'
import type { AnnounceType } from '../domain/paper.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

export interface EditionCountStore {
  /** The newest editions that hold papers, newest first: one query, whatever their number. */
  recent(count: number): Promise<EditionCounts[]>
  /** Null where there is no such edition. */
  figures(date: EditionDate): Promise<EditionFigures | null>
}

/** The feeds of an edition `e`. */
const FEEDS = Prisma.sql`(
  select json_agg(
    json_build_object('category', category, 'status', status, 'items', items, 'error', error, 'obtained', obtained,
      'unsure', unsure)
    order by category)
  from feeds where edition_date = e.date)`

export function createEditionCountStore(prisma: PrismaClient): EditionCountStore {
  return {
    recent: async (count) => {
      const rows = await prisma.$queryRaw<(EditionRow & Record<AnnounceType, number>)[]>`
        select e.date::text, e.state::text as state, ${FEEDS} as feeds, counted.*
        from (
          select date, state from editions
          where exists (select from announcements where edition_date = date)
          order by date desc limit ${count}
        ) e
        cross join lateral (
          select count(*) filter (where type = 'new')::int as "new",
            count(*) filter (where type = 'cross')::int as "cross",
            count(*) filter (where type = 'replace')::int as "replace",
            count(*) filter (where type = 'replace-cross')::int as "replace-cross"
          from announcements where edition_date = e.date
        ) counted
        order by e.date desc`
      return rows.map(({ new: fresh, cross, replace, 'replace-cross': both, ...row }) => ({
        ...toEdition(row),
        announced: { new: fresh, cross, replace, 'replace-cross': both },
      }))
    },
    figures: async (date) => {
      const [[row], groups] = await Promise.all([
        prisma.$queryRaw<(EditionRow & Pick<EditionFigures, 'before' | 'after'>)[]>`
          select e.date::text, e.state::text as state, ${FEEDS} as feeds,
            (select date::text from editions where date < e.date
              and exists (select from announcements where edition_date = date) order by date desc limit 1) as before,
            (select date::text from editions where date > e.date
              and exists (select from announcements where edition_date = date) order by date limit 1) as after
          from editions e where e.date = ${date}::date`,
        prisma.$queryRaw<Group[]>`
          select a.type::text as type, p.categories[1] as code, count(*)::int as papers
          from announcements a join papers p on p.id = a.paper_id and p.version = a.paper_version
          where a.edition_date = ${date}::date group by 1, 2`,
      ])
      if (!row) return null
      const { before, after, ...edition } = row
      return { ...toEdition(edition), announced: byType(groups), categories: byCategory(groups), before, after }
    },
  }
}

interface EditionRow {
  date: EditionDate
  state: EditionState
  feeds: (Omit<FeedReport, 'error' | 'obtained'> & { error: string | null; obtained: BatchSource | null })[] | null
}

/** Papers of one announce type and one primary category. */
interface Group {
  type: AnnounceType
  code: string
  papers: number
}

function toEdition({ date, state, feeds }: EditionRow) {
  return {
    date,
    complete: isComplete(state),
    feeds: (feeds ?? []).map(({ error, obtained, unsure, ...feed }) => {
      const { obtained: _, ...taken } = asTaken({
        ...feed,
        ...(unsure ? { unsure } : {}),
        ...(error === null ? {} : { error }),
        ...(obtained === null ? {} : { obtained }),
      })
      return taken
    }),
  }
}

function byType(groups: readonly Group[]): Record<AnnounceType, number> {
  const announced: Record<AnnounceType, number> = { new: 0, cross: 0, replace: 0, 'replace-cross': 0 }
  for (const { type, papers } of groups) announced[type] += papers
  return announced
}

function byCategory(groups: readonly Group[]): CategoryCount[] {
  const byCode = new Map<string, CategoryCount>()
  for (const { type, code, papers } of groups) {
    if (type !== 'new' && type !== 'cross') continue
    const known = byCode.get(code) ?? { code, new: 0, cross: 0 }
    byCode.set(code, { ...known, [type]: papers })
  }
  return [...byCode.values()].sort((a, b) => firstSeenCount(b) - firstSeenCount(a) || (a.code < b.code ? -1 : 1))
}
