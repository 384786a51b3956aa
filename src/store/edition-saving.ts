import type { EditionDate, EditionState, FeedReport } from '../domain/edition.ts'
import type { Announcement } from '../domain/paper.ts'
import type { Queryable } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** An announcement, and whether a feed made it: `guessed` where its type was told from OAI-PMH or the query API. */
export interface Taken extends Announcement {
  guessed?: boolean
}

/** One category's feed within an edition, and where it came from. */
export interface FeedRecord extends FeedReport {
  url: string
  etag: string | null
}

/**
 * A version's text is arXiv's to correct: what the feed says now counts.
 * @returns how many papers are new or other than they were
 */
export async function insertPapers(db: Queryable, announcements: readonly Taken[]): Promise<number> {
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
 * Enum order is the order of strength: `new` in one feed outweighs `cross` in another, whichever comes first; and what any
 * feed says outweighs what was guessed.
 * @returns how many announcements are new or other than they were
 */
export async function insertAnnouncements(
  db: Queryable,
  date: EditionDate,
  announcements: readonly Taken[],
): Promise<number> {
  const rows = JSON.stringify(
    announcements.map(({ paper, type, guessed = false }) => ({ id: paper.id, version: paper.version, type, guessed })),
  )
  const changed = await db.$executeRaw`
    insert into announcements (edition_date, paper_id, paper_version, type, guessed, revision)
    select ${date}::date, id, version, type, guessed, (select revision + 1 from editions where date = ${date}::date)
    from jsonb_to_recordset(${rows}::jsonb) as announced
      (id text, version smallint, type announce_type, guessed boolean)
    on conflict (edition_date, paper_id) do update set
      type = case when announcements.guessed and not excluded.guessed then excluded.type
        else least(announcements.type, excluded.type) end,
      paper_version = case when announcements.guessed and not excluded.guessed then excluded.paper_version
        else greatest(announcements.paper_version, excluded.paper_version) end,
      revision = excluded.revision
    where case when announcements.guessed = excluded.guessed
      then excluded.type < announcements.type or excluded.paper_version > announcements.paper_version
      else announcements.guessed
        and (excluded.type, excluded.paper_version) <> (announcements.type, announcements.paper_version) end`
  const said = announcements.filter(({ guessed }) => !guessed).map(({ paper }) => paper.id)
  await db.$executeRaw`
    update announcements set guessed = false
    where edition_date = ${date}::date and guessed and paper_id = any(${said})`
  return changed
}

export async function insertFeeds(
  db: Queryable,
  date: EditionDate,
  feeds: readonly FeedRecord[],
  at: Date,
): Promise<void> {
  const read = JSON.stringify(
    feeds
      .filter(({ status }) => status !== 'unchanged')
      .map((feed) => ({ ...feed, obtained: feed.obtained ?? (isTaken(feed) ? 'rss' : null) })),
  )
  await db.$executeRaw`
    insert into feeds (edition_date, category, status, obtained, items, error, url, etag, fetched_at)
    select ${date}::date, category, status, obtained, items, error, url, etag, ${at}
    from jsonb_to_recordset(${read}::jsonb) as feed
      (category text, status feed_status, obtained batch_source, items int, error text, url text, etag text)
    on conflict (edition_date, category) do update set
      status = excluded.status, error = excluded.error,
      obtained = coalesce(excluded.obtained, feeds.obtained),
      unsure = feeds.unsure and excluded.obtained is null,
      items = case when excluded.obtained is null and feeds.obtained is not null then feeds.items else excluded.items end,
      url = excluded.url, etag = excluded.etag, fetched_at = excluded.fetched_at
    where (feeds.status = 'failed' or excluded.status <> 'failed' or excluded.obtained is not null)
      and (feeds.obtained is distinct from 'rss' or excluded.obtained = 'rss')`
  await noteUnchanged(db, date, feeds, at)
}

/** What stays as it was; where its papers came late, that is noted, also of a feed that nobody had asked for. */
async function noteUnchanged(db: Queryable, date: EditionDate, feeds: readonly FeedRecord[], at: Date): Promise<void> {
  const unchanged = feeds.filter(({ status }) => status === 'unchanged')
  if (unchanged.length === 0) return
  const late = JSON.stringify(unchanged.filter(({ obtained }) => obtained !== undefined))
  await db.$executeRaw`
    insert into feeds (edition_date, category, status, obtained, unsure, items, url, fetched_at)
    select ${date}::date, category, 'failed', obtained, coalesce(unsure, false), items, url, ${at}
    from jsonb_to_recordset(${late}::jsonb) as feed (category text, obtained batch_source, unsure boolean, items int, url text)
    on conflict (edition_date, category) do update set
      obtained = excluded.obtained, unsure = excluded.unsure, items = excluded.items
    where feeds.obtained is distinct from 'rss'`
  const seen = unchanged.filter(({ obtained }) => obtained === undefined).map(({ category }) => category)
  await db.$executeRaw`
    update feeds set fetched_at = ${at} where edition_date = ${date}::date and category = any(${seen})`
}

function isTaken({ status, error }: FeedRecord): boolean {
  return (status === 'ok' || status === 'empty') && error === undefined
}

/** Complete once every category's papers are there; a feed that lacked some items counts when they came from elsewhere. */
export async function stateNow(db: Queryable, date: EditionDate, expected: readonly string[]): Promise<EditionState> {
  const taken = await db.$queryRaw<{ category: string }[]>`
    select category from feeds where edition_date = ${date}::date and obtained is not null`
  const [row] = await db.$queryRaw<{ any: boolean }[]>`
    select exists (select from announcements where edition_date = ${date}::date) as any`
  const isWhole = expected.every((category) => taken.some((feed) => feed.category === category))
  if (row?.any) return isWhole ? 'complete' : 'partial'
  return isWhole ? 'empty' : 'expected'
}

/**
 * Late papers of earlier editions are told with this one; those of this edition that came before its first planning are
 * told, too.
 */
export async function markPlanned(prisma: PrismaClient, date: EditionDate, at: Date, revision: number): Promise<void> {
  await prisma.$executeRaw`
    update editions set planned_at = ${at},
      carried_revision = case carried_revision when 0 then ${revision} else carried_revision end
    where date = ${date}::date and revision = ${revision}`
}
