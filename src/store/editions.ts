import type { Edition, EditionDate, FeedReport } from '../domain/edition.ts'
import { type Announcement, type AnnounceType, compareArxivIds, type Paper } from '../domain/paper.ts'
import type { Queryable } from './database.ts'
import { isoDate } from './dates.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

/** A feed as it was last fetched, for the next conditional request. */
export interface FeedCache {
  edition: EditionDate
  etag: string
  items: number
  /** What could not be read of it. */
  error?: string
}

/** One category's feed within an edition, and where it came from. */
export interface FeedRecord extends FeedReport {
  url: string
  etag: string | null
}

export interface EditionContent {
  edition: Edition
  /** Papers, each counted once. */
  announced: number
  /** By id; every paper announced, or those that were asked for. */
  announcements: Announcement[]
}

export interface EditionStore {
  /**
   * Adds papers and feeds to an edition, all or nothing. Doing it twice changes nothing; a failed feed never replaces
   * one that was taken. An edition that gains papers, or whose papers are corrected, has to be planned again.
   * @param expected the categories whose feeds make the edition complete
   */
  save(edition: {
    date: EditionDate
    feeds: FeedRecord[]
    announcements: Announcement[]
    expected: readonly string[]
    at: Date
  }): Promise<Edition>
  latest(): Promise<Edition | null>
  /** The newest ones with papers, newest first. */
  recent(count: number): Promise<Edition[]>
  byDate(date: EditionDate): Promise<Edition | null>
  /** The dates of the stored ones, both ends included, oldest first. */
  between(first: EditionDate, last: EditionDate): Promise<EditionDate[]>
  /** Papers announced in them, each counted once. */
  countAnnounced(first: EditionDate, last: EditionDate): Promise<number>
  /** @param only the ids of papers that are wanted; all of them where unset */
  content(date: EditionDate, only?: readonly string[]): Promise<EditionContent | null>
  counts(date: EditionDate): Promise<Record<AnnounceType, number>>
  cachedFeed(category: string, url: string): Promise<FeedCache | null>
  /** Whether the scheduler has made the edition's digests. */
  isPlanned(date: EditionDate): Promise<boolean>
  /** Grows whenever papers are added or corrected; 0 where there is no such edition. */
  revision(date: EditionDate): Promise<number>
  /** @param revision as it was before the papers were read: what was added since then is still to be planned */
  markPlanned(date: EditionDate, at: Date, revision: number): Promise<void>
}

export function createEditionStore(prisma: PrismaClient): EditionStore {
  const byDate = async (date: EditionDate) => {
    const row = await prisma.edition.findUnique({ where: { date: new Date(date) }, include: withFeeds })
    return row && toEdition(row)
  }
  return {
    save: ({ date, feeds, announcements: unordered, expected, at }) =>
      prisma.$transaction(
        async (tx) => {
          // One order for everyone, so that two at once wait for each other instead of locking each other out.
          const announcements = unordered.toSorted((a, b) => compareArxivIds(a.paper.id, b.paper.id))
          await tx.$executeRaw`
            insert into editions (date, complete, updated_at) values (${date}::date, false, ${at})
            on conflict (date) do update set updated_at = excluded.updated_at`
          const changed = (await insertPapers(tx, announcements)) + (await insertAnnouncements(tx, date, announcements))
          await insertFeeds(tx, date, feeds, at)
          const taken = await tx.feed.findMany({
            where: { editionDate: new Date(date), status: { not: 'failed' }, error: null },
            select: { category: true },
          })
          const complete = expected.every((category) => taken.some((feed) => feed.category === category))
          const row = await tx.edition.update({
            where: { date: new Date(date) },
            data: { complete, ...(changed > 0 ? { plannedAt: null, revision: { increment: 1 } } : {}) },
            include: withFeeds,
          })
          return toEdition(row)
        },
        { timeout: 120_000, maxWait: 30_000 },
      ),
    latest: async () => {
      const row = await prisma.edition.findFirst({ orderBy: { date: 'desc' }, include: withFeeds })
      return row && toEdition(row)
    },
    recent: async (count) => {
      const rows = await prisma.edition.findMany({
        where: { announcements: { some: {} } },
        orderBy: { date: 'desc' },
        take: count,
        include: withFeeds,
      })
      return rows.map(toEdition)
    },
    byDate,
    between: async (first, last) => {
      const rows = await prisma.edition.findMany({
        where: { date: { gte: new Date(first), lte: new Date(last) } },
        orderBy: { date: 'asc' },
        select: { date: true },
      })
      return rows.map(({ date }) => isoDate(date))
    },
    countAnnounced: async (first, last) => {
      const [row] = await prisma.$queryRaw<{ n: number }[]>`
        select count(distinct paper_id)::int as n from announcements
        where edition_date between ${first}::date and ${last}::date`
      return row?.n ?? 0
    },
    content: async (date, only) => {
      const edition = await byDate(date)
      if (!edition) return null
      const wanted = only === undefined ? Prisma.empty : Prisma.sql`and a.paper_id = any(${[...only]})`
      const rows = await prisma.$queryRaw<(Paper & { type: AnnounceType })[]>`
        select p.id, p.version, p.title, p.abstract, p.authors, p.categories, p.licence, p.comment,
          a.type::text as type
        from announcements a join papers p on p.id = a.paper_id and p.version = a.paper_version
        where a.edition_date = ${date}::date ${wanted} order by p.id`
      const announced =
        only === undefined ? rows.length : await prisma.announcement.count({ where: { editionDate: new Date(date) } })
      return { edition, announced, announcements: rows.map(({ type, ...paper }) => ({ type, paper })) }
    },
    counts: async (date) => {
      const rows = await prisma.$queryRaw<{ type: AnnounceType; n: number }[]>`
        select type::text as type, count(*)::int as n from announcements where edition_date = ${date}::date group by type`
      const counts: Record<AnnounceType, number> = { new: 0, cross: 0, replace: 0, 'replace-cross': 0 }
      for (const { type, n } of rows) counts[type] = n
      return counts
    },
    cachedFeed: async (category, url) => {
      const row = await prisma.feed.findFirst({
        where: { category, url, status: { not: 'failed' } },
        orderBy: { fetchedAt: 'desc' },
      })
      if (!row?.etag) return null
      const { etag, items, error } = row
      return { edition: isoDate(row.editionDate), etag, items, ...(error === null ? {} : { error }) }
    },
    isPlanned: async (date) => {
      const row = await prisma.edition.findUnique({ where: { date: new Date(date) }, select: { plannedAt: true } })
      return row?.plannedAt != null
    },
    revision: async (date) => {
      const row = await prisma.edition.findUnique({ where: { date: new Date(date) }, select: { revision: true } })
      return row?.revision ?? 0
    },
    markPlanned: async (date, at, revision) => {
      await prisma.edition.updateMany({ where: { date: new Date(date), revision }, data: { plannedAt: at } })
    },
  }
}

/**
 * A version's text is arXiv's to correct: what the feed says now counts.
 * @returns how many papers are new or other than they were
 */
async function insertPapers(db: Queryable, announcements: readonly Announcement[]): Promise<number> {
  const papers = JSON.stringify(announcements.map(({ paper }) => paper))
  return db.$executeRaw`
    insert into papers (id, version, title, abstract, authors, categories, licence, comment)
    select id, version, title, abstract, authors, categories, licence, comment
    from jsonb_to_recordset(${papers}::jsonb) as paper
      (id text, version smallint, title text, abstract text, authors text[], categories text[], licence text,
        comment text)
    on conflict (id, version) do update set
      title = excluded.title, abstract = excluded.abstract, authors = excluded.authors,
      categories = excluded.categories, licence = excluded.licence,
      comment = coalesce(excluded.comment, papers.comment)
    where (papers.title, papers.abstract, papers.authors, papers.categories, papers.licence, papers.comment) is distinct from
      (excluded.title, excluded.abstract, excluded.authors, excluded.categories, excluded.licence,
        coalesce(excluded.comment, papers.comment))`
}

/**
 * Enum order is the order of strength: `new` in one feed outweighs `cross` in another, whichever comes first.
 * @returns how many announcements are new or other than they were
 */
async function insertAnnouncements(
  db: Queryable,
  date: EditionDate,
  announcements: readonly Announcement[],
): Promise<number> {
  const rows = JSON.stringify(announcements.map(({ paper, type }) => ({ id: paper.id, version: paper.version, type })))
  return db.$executeRaw`
    insert into announcements (edition_date, paper_id, paper_version, type)
    select ${date}::date, id, version, type
    from jsonb_to_recordset(${rows}::jsonb) as announced (id text, version smallint, type announce_type)
    on conflict (edition_date, paper_id) do update set
      type = least(announcements.type, excluded.type),
      paper_version = greatest(announcements.paper_version, excluded.paper_version)
    where excluded.type < announcements.type or excluded.paper_version > announcements.paper_version`
}

async function insertFeeds(db: Queryable, date: EditionDate, feeds: readonly FeedRecord[], at: Date): Promise<void> {
  const rows = JSON.stringify(
    feeds.map((feed) => ({
      ...feed,
      status: feed.status !== 'unchanged' ? feed.status : feed.items > 0 ? 'ok' : 'empty',
    })),
  )
  await db.$executeRaw`
    insert into feeds (edition_date, category, status, items, error, url, etag, fetched_at)
    select ${date}::date, category, status, items, error, url, etag, ${at}
    from jsonb_to_recordset(${rows}::jsonb) as feed
      (category text, status feed_status, items int, error text, url text, etag text)
    on conflict (edition_date, category) do update set
      status = excluded.status, items = excluded.items, error = excluded.error,
      url = excluded.url, etag = excluded.etag, fetched_at = excluded.fetched_at
    where feeds.status = 'failed' or excluded.status <> 'failed'`
}

const withFeeds = { feeds: { orderBy: { category: 'asc' as const } } }

interface Row {
  date: Date
  complete: boolean
  feeds: { category: string; status: 'ok' | 'empty' | 'failed'; items: number; error: string | null }[]
}

function toEdition({ date, complete, feeds }: Row): Edition {
  return {
    date: isoDate(date),
    complete,
    feeds: feeds.map(({ category, status, items, error }) => ({
      category,
      status,
      items,
      ...(error === null ? {} : { error }),
    })),
  }
}
