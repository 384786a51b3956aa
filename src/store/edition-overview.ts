import type { FeedStatus } from '../domain/edition.ts'
import type { EditionOverview, FeedState } from '../domain/edition-overview.ts'
import type { PrismaClient } from './generated/client.ts'

export interface OverviewStore {
  /** The newest ones, newest first; those without papers included. */
  overview(count: number): Promise<EditionOverview[]>
}

type StoredStatus = Exclude<FeedStatus, 'unchanged'>

const STATES: Record<StoredStatus, FeedState> = {
  ok: 'fresh',
  stale: 'stale',
  failed: 'failed',
  empty: 'empty-as-expected',
  'empty-unexpectedly': 'empty-unexpectedly',
}

type Row = Omit<EditionOverview, 'feeds'> & {
  feeds: (Omit<EditionOverview['feeds'][number], 'state'> & { status: StoredStatus })[]
}

export function createOverviewStore(prisma: PrismaClient): OverviewStore {
  return {
    overview: async (count) => {
      const rows = await prisma.$queryRaw<Row[]>`
        select e.date::text, e.state::text as state,
          json_build_object(
            'new', count(*) filter (where a.type = 'new'), 'cross', count(*) filter (where a.type = 'cross'),
            'replaced', count(*) filter (where a.type in ('replace', 'replace-cross'))) as papers,
          coalesce((
            select json_agg(json_build_object('category', category, 'status', status, 'obtained', obtained, 'unsure', unsure,
              'items', items,
              'error', error) order by category)
            from feeds where edition_date = e.date), '[]') as feeds
        from (select date, state from editions order by date desc limit ${count}) e
        left join announcements a on a.edition_date = e.date
        group by e.date, e.state order by e.date desc`
      return rows.map(({ feeds, ...row }) => ({
        ...row,
        feeds: feeds.map(({ category, status, ...feed }) => ({ category, state: STATES[status], ...feed })),
      }))
    },
  }
}
