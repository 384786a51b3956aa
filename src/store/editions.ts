import { asTaken, type Edition, type EditionDate, type EditionState, isComplete } from '../domain/edition.ts'
import { type Announcement, type AnnounceType, compareArxivIds, type Paper } from '../domain/paper.ts'
import { isoDate } from './dates.ts'
import {
  type FeedRecord,
  insertAnnouncements,
  insertFeeds,
  insertPapers,
  markPlanned,
  stateNow,
  type Taken,
} from './edition-saving.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

/** A feed as it was last fetched, for the next conditional request. */
export interface FeedCache {
  edition: EditionDate
  etag: string
  items: number
  /** Whether the edition's papers in this category are stored: a stale feed brings none. */
  isObtained: boolean
  /** What could not be read of it. */
  error?: string
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
   * one that was taken, and what OAI-PMH or the query API told gives way to what a feed says. An edition that gains papers,
   * or whose papers are corrected, has to be planned again.
   * @param feeds `unchanged` ones keep their state; with `obtained` they tell how their papers came in the end
   * @param expected the categories whose feeds make the edition complete
   */
  save(edition: {
    date: EditionDate
    feeds: FeedRecord[]
    announcements: Taken[]
    expected: readonly string[]
    at: Date
  }): Promise<Edition>
  /** The newest that holds papers; where none does, the newest that was empty. */
  latest(): Promise<Edition | null>
  /** The newest ones with papers, newest first. */
  recent(count: number): Promise<Edition[]>
  byDate(date: EditionDate): Promise<Edition | null>
  /** The dates of the stored ones, both ends included, oldest first. */
  between(first: EditionDate, last: EditionDate): Promise<EditionDate[]>
  /** The dates of stored ones before a date, from another on, that papers are missing of, oldest first. */
  unfinished(from: EditionDate, before: EditionDate): Promise<EditionDate[]>
  /** Papers announced in them, each counted once. */
  countAnnounced(first: EditionDate, last: EditionDate): Promise<number>
  /** @param only the ids of papers that are wanted; all of them where unset */
  content(date: EditionDate, only?: readonly string[]): Promise<EditionContent | null>
  counts(date: EditionDate): Promise<Record<AnnounceType, number>>
  cachedFeed(category: string, url: string): Promise<FeedCache | null>
  /** Whether the scheduler has made the edition's digests. */
  isPlanned(date: EditionDate): Promise<boolean>
  /** Whether its digests were never planned, all of them. */
  isUntold(date: EditionDate): Promise<boolean>
  /** Grows whenever papers are added or corrected; 0 where there is no such edition. */
  revision(date: EditionDate): Promise<number>
  /**
   * That the edition's digests were made, and those of earlier editions' late papers with them.
   * @param revision as it was before the papers were read: what was added since then is still to be planned
   */
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
            insert into editions (date, updated_at) values (${date}::date, ${at})
            on conflict (date) do update set updated_at = excluded.updated_at`
          const changed = (await insertPapers(tx, announcements)) + (await insertAnnouncements(tx, date, announcements))
          await insertFeeds(tx, date, feeds, at)
          const state = await stateNow(tx, date, expected)
          const row = await tx.edition.update({
            where: { date: new Date(date) },
            data: { state, ...(changed > 0 ? { plannedAt: null, revision: { increment: 1 } } : {}) },
            include: withFeeds,
          })
          return toEdition(row)
        },
        { timeout: 120_000, maxWait: 30_000 },
      ),
    latest: async () => {
      const newest = (states: EditionState[]) =>
        prisma.edition.findFirst({ where: { state: { in: states } }, orderBy: { date: 'desc' }, include: withFeeds })
      const row = (await newest(['partial', 'complete'])) ?? (await newest(['empty']))
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
    unfinished: async (from, before) => {
      const rows = await prisma.edition.findMany({
        where: { date: { gte: new Date(from), lt: new Date(before) }, state: { in: ['expected', 'partial'] } },
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
      const { etag, items, error, obtained } = row
      return {
        edition: isoDate(row.editionDate),
        etag,
        items,
        isObtained: obtained !== null,
        ...(error === null ? {} : { error }),
      }
    },
    isPlanned: async (date) => {
      const row = await prisma.edition.findUnique({ where: { date: new Date(date) }, select: { plannedAt: true } })
      return row?.plannedAt != null
    },
    isUntold: async (date) => {
      const row = await prisma.edition.findUnique({
        where: { date: new Date(date) },
        select: { carriedRevision: true },
      })
      return row?.carriedRevision === 0
    },
    revision: async (date) => {
      const row = await prisma.edition.findUnique({ where: { date: new Date(date) }, select: { revision: true } })
      return row?.revision ?? 0
    },
    markPlanned: (date, at, revision) => markPlanned(prisma, date, at, revision),
  }
}

const withFeeds = { feeds: { orderBy: { category: 'asc' as const } } }

interface Row {
  date: Date
  state: EditionState
  feeds: {
    category: string
    status: keyof typeof STATUS
    obtained: keyof typeof SOURCE | null
    unsure: boolean
    items: number
    error: string | null
  }[]
}

/** As the schema names them, which has no hyphens and blanks. */
const STATUS = {
  ok: 'ok',
  empty: 'empty',
  failed: 'failed',
  stale: 'stale',
  empty_unexpectedly: 'empty-unexpectedly',
} as const
const SOURCE = { rss: 'rss', late_rss: 'late rss', oai: 'oai', api: 'api' } as const

function toEdition({ date, state, feeds }: Row): Edition {
  return {
    date: isoDate(date),
    complete: isComplete(state),
    feeds: feeds.map(({ category, status, obtained, unsure, items, error }) =>
      asTaken({
        category,
        status: STATUS[status],
        items,
        ...(unsure ? { unsure } : {}),
        ...(obtained === null ? {} : { obtained: SOURCE[obtained] }),
        ...(error === null ? {} : { error }),
      }),
    ),
  }
}
