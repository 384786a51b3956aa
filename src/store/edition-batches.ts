import type { KnownBatch } from '../domain/batch.ts'
import type { EditionDate, EditionState } from '../domain/edition.ts'
import type { Announcement, AnnounceType, Paper } from '../domain/paper.ts'
import type { KnownPaper } from '../domain/recovery.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

/** An earlier edition's papers that no plan has considered yet. */
export interface LateEdition {
  date: EditionDate
  /** The edition's when they were read. */
  revision: number
  announcements: Announcement[]
}

/** How whole an edition is. */
export interface StoredEdition {
  date: EditionDate
  state: EditionState
  /** Categories whose papers are there. */
  obtained: string[]
  /** Whether the feeds themselves brought them all. */
  isFromFeeds: boolean
}

/** What tells one edition's papers from another's. */
export interface BatchStore {
  /** The newest editions with papers before a date, newest first. */
  knownBatches(before: EditionDate, count: number): Promise<KnownBatch[]>
  /** What editions before a date announced of these papers, and how the edition of that date did, by id. */
  papersUntil(
    ids: readonly string[],
    until: EditionDate,
  ): Promise<{ known: Map<string, KnownPaper>; here: Map<string, AnnounceType> }>
  /** The highest id that an edition before a date was the first to announce. */
  ceiling(before: EditionDate): Promise<string | null>
  /**
   * The other editions that announced each of these papers; without those that none did. However they did: what was guessed
   * to be new, and sent, may by now be known as replaced.
   */
  elsewhere(edition: EditionDate, ids: readonly string[]): Promise<Map<string, EditionDate[]>>
  /** Papers, new or cross-listed, that came into editions of these days after everyone was told of them. */
  late(from: EditionDate, before: EditionDate): Promise<LateEdition[]>
  /** That late papers were told of. */
  markCarried(editions: readonly Pick<LateEdition, 'date' | 'revision'>[]): Promise<void>
  /** What is stored of the editions between two days, both included, oldest first, and in which categories. */
  gaps(first: EditionDate, last: EditionDate): Promise<StoredEdition[]>
  /** The date of the oldest edition stored. */
  oldest(): Promise<EditionDate | null>
}

/** New-style ids compare as text, and come after all old ones. */
const CEILING = Prisma.sql`max(a.paper_id collate "C") filter (where a.type = 'new' and a.paper_id not like '%/%')`

export function createBatchStore(prisma: PrismaClient): BatchStore {
  return {
    knownBatches: async (before, count) => {
      const rows = await prisma.$queryRaw<
        { date: EditionDate; ids: string[]; ceiling: string | null; awaited: string[] }[]
      >`
        select e.date::text, array_agg(a.paper_id) as ids, ${CEILING} as ceiling,
          array(select category from feeds f where f.edition_date = e.date
            and f.status in ('failed', 'stale', 'empty-unexpectedly')) as awaited
        from (
          select date from editions where date < ${before}::date
            and exists (select from announcements where edition_date = date)
          order by date desc limit ${count}
        ) e join announcements a on a.edition_date = e.date
        group by e.date order by e.date desc`
      return rows.map(({ ids, awaited, ...row }) => ({ ...row, ids: new Set(ids), awaited: new Set(awaited) }))
    },
    papersUntil: async (ids, until) => {
      const rows = await prisma.$queryRaw<(KnownPaper & { id: string; here: AnnounceType | null })[]>`
        select a.paper_id as id, max(a.paper_version) filter (where a.edition_date < ${until}::date)::int as version,
          bool_or(a.type in ('new', 'cross') and a.edition_date < ${until}::date) as "isFirstSeen",
          (array_agg(array_to_string(p.categories, ' ') order by a.edition_date desc)
            filter (where a.edition_date < ${until}::date)) as categories,
          min(a.type) filter (where a.edition_date = ${until}::date)::text as here
        from announcements a join papers p on p.id = a.paper_id and p.version = a.paper_version
        where a.paper_id = any(${[...ids]}) and a.edition_date <= ${until}::date group by a.paper_id`
      const before = rows.filter(({ version }) => version !== null)
      return {
        known: new Map(
          before.map(({ id, version, isFirstSeen, categories }) => [
            id,
            { version, isFirstSeen, categories: categories.flatMap((one) => one.split(' ')) },
          ]),
        ),
        here: new Map(rows.flatMap(({ id, here }) => (here === null ? [] : [[id, here]]))),
      }
    },
    ceiling: async (before) => {
      const [row] = await prisma.$queryRaw<{ ceiling: string | null }[]>`
        select ${CEILING} as ceiling from announcements a
        where a.edition_date < ${before}::date and a.edition_date >= ${before}::date - 60`
      return row?.ceiling ?? null
    },
    elsewhere: async (edition, ids) => {
      const rows = await prisma.$queryRaw<{ id: string; editions: EditionDate[] }[]>`
        select paper_id as id, array_agg(edition_date::text) as editions from announcements
        where paper_id = any(${[...ids]}) and edition_date <> ${edition}::date
        group by paper_id`
      return new Map(rows.map(({ id, editions }) => [id, editions]))
    },
    late: async (from, before) => {
      const rows = await prisma.$queryRaw<(Paper & { type: AnnounceType; date: EditionDate; revision: number })[]>`
        select p.id, p.version, p.title, p.abstract, p.authors, p.categories, p.licence, p.comment, a.type::text as type,
          e.date::text as date, e.revision
        from editions e
        join announcements a on a.edition_date = e.date and a.revision > e.carried_revision and a.type in ('new', 'cross')
        join papers p on p.id = a.paper_id and p.version = a.paper_version
        where e.date >= ${from}::date and e.date < ${before}::date
        order by e.date, p.id`
      const editions = new Map<EditionDate, LateEdition>()
      for (const { date, revision, type, ...paper } of rows) {
        const edition = editions.get(date) ?? { date, revision, announcements: [] }
        edition.announcements.push({ type, paper })
        editions.set(date, edition)
      }
      return [...editions.values()]
    },
    markCarried: async (editions) => {
      await prisma.$executeRaw`
        update editions e set carried_revision = greatest(e.carried_revision, carried.revision)
        from jsonb_to_recordset(${JSON.stringify(editions.map(({ date, revision }) => ({ date, revision })))}::jsonb)
          as carried (date date, revision int)
        where e.date = carried.date`
    },
    gaps: (first, last) => prisma.$queryRaw`
      select e.date::text, e.state::text as state,
        coalesce(array_agg(f.category) filter (where f.obtained is not null), '{}') as obtained,
        coalesce(bool_and(f.obtained is not null and f.obtained in ('rss', 'late rss')), false) as "isFromFeeds"
      from editions e left join feeds f on f.edition_date = e.date
      where e.date between ${first}::date and ${last}::date
      group by e.date order by e.date`,
    oldest: async () => {
      const [row] = await prisma.$queryRaw<{ date: EditionDate | null }[]>`select min(date)::text as date from editions`
      return row?.date ?? null
    },
  }
}
