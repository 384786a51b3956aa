import pg from 'pg'
import type { EditionDate } from '../src/domain/edition.ts'
import { type Announcement, isFirstSeen, type Paper } from '../src/domain/paper.ts'
import { matchPapers } from '../src/jobs/plan.ts'
import { createLog } from '../src/lib/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { createStore, type Store } from '../src/store/store.ts'
import { fullEditions } from './edition.ts'
import { phrases } from './phrases.ts'
import { seedSubscribers } from './seed.ts'

/** What an edition is planned on. */
export interface SeededHistory {
  edition: EditionDate
  subscribers: number
  /** Editions before it, and how many of the latest everybody has a digest of. */
  editions: number
  latest: number
  /** Readers with a digest of each: a thousand of them. */
  whole: number[]
  /** Digests that were sent before, and papers of one on average. */
  digests: number
  papers: number
  megabytes: number
  /** How long one statement took to make an edition's rows from matches that were there. */
  insertMs: number
}

const DAY_MS = 86_400_000
const NEWEST = '2026-05-13'
const EDITIONS = 30
/** Of so many of the latest everybody has a digest: more would be gigabytes. */
const LATEST = 2
/** Every nineteenth reader, who have all the keywords among them, asks for replaced papers and has a digest of each edition. */
const CURIOUS = 19
const KEYWORDS = 200
/** Papers that a common keyword finds in an edition: five keywords make about sixty. */
const COMMON = { least: 8, most: 20 }
/** Of each of the latest editions. */
const LATE = 50
/** So many papers of an edition so long ago are cross-listed in the newest. */
const CROSS_LISTED = [
  { back: 1, count: 4 },
  { back: 2, count: 4 },
  { back: EDITIONS, count: 8 },
]
/** Of each edition, in the newest. */
const REPLACED = 8

/** Fills an empty, migrated database: everybody has had their digests, and another edition is there. */
export async function seedHistory(url: string): Promise<SeededHistory> {
  const database = await openDatabase({ url, log: createLog('error') })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const store = createStore(database.prisma)
    const texts = firstSeen()
    const keywords = commonKeywords(texts)
    await seedSubscribers(client, keywords)
    await client.query(`update subscribers set replacements = id % $1 = 0, created_at = $2, active_since = $2`, [
      CURIOUS,
      new Date(Date.parse(NEWEST) - 365 * DAY_MS),
    ])
    let insertMs = 0
    for (let back = EDITIONS; back > 0; back--) {
      const papers = ofEdition(texts, back)
      await save(store, back, announced(papers, 'new'))
      await store.editions.markPlanned(dateBefore(back), new Date(), 1)
      const start = performance.now()
      await seedDigests(client, back, matchPapers(keywords, papers))
      insertMs = performance.now() - start
    }
    for (let back = LATEST; back > 0; back--) await save(store, back, announced(lateOf(texts, back), 'new'))
    await save(store, 0, newest(texts))
    await client.query('vacuum analyze')
    const whole = Array.from({ length: 1_000 }, (_, index) => (index + 1) * CURIOUS)
    const editions = { edition: dateBefore(0), editions: EDITIONS, latest: LATEST }
    return { ...editions, whole, insertMs, ...(await count(client)) }
  } finally {
    await client.end()
    await database.close()
  }
}

/** The papers of the newest day at hand, whose texts all editions have. */
function firstSeen(): Paper[] {
  const day = fullEditions().at(-1)
  if (!day) throw new Error('there is no edition to begin with')
  return day.announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
}

function commonKeywords(papers: readonly Paper[]): string[] {
  const found = [...matchPapers(phrases(papers, 10_000), papers)]
  const common = found.filter(([, { length }]) => length >= COMMON.least && length <= COMMON.most)
  return spread(common, KEYWORDS).map(([keyword]) => keyword)
}

/** So many of a list, at even distances. */
function spread<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T)
}

/** The same texts under ids of the edition's own. */
function ofEdition(texts: readonly Paper[], back: number, suffix = ''): Paper[] {
  return texts.map((paper) => ({ ...paper, id: `${paper.id}.${back}${suffix}` }))
}

function lateOf(texts: readonly Paper[], back: number): Paper[] {
  return ofEdition(spread(texts, LATE), back, '.late')
}

/** New papers, some that earlier editions had, cross-listed now, and replaced ones of each edition. */
function newest(texts: readonly Paper[]): Announcement[] {
  // None is both.
  const [even, odd] = [0, 1].map((rest) => texts.filter((_, index) => index % 2 === rest)) as [Paper[], Paper[]]
  const again = CROSS_LISTED.flatMap(({ back, count }) => spread(ofEdition(even, back), count))
  const replaced = Array.from({ length: EDITIONS }, (_, index) => spread(ofEdition(odd, index + 1), REPLACED)).flat()
  return [
    ...announced(ofEdition(texts, 0), 'new'),
    ...announced(again, 'cross'),
    ...announced(
      replaced.map((paper) => ({ ...paper, version: paper.version + 1 })),
      'replace',
    ),
  ]
}

function announced(papers: readonly Paper[], type: Announcement['type']): Announcement[] {
  return papers.map((paper) => ({ paper, type }))
}

async function save(store: Store, back: number, announcements: Announcement[]): Promise<void> {
  const feed = { category: 'cs.AI', status: 'ok' as const, items: announcements.length }
  await store.editions.save({
    date: dateBefore(back),
    feeds: [{ ...feed, url: 'http://localhost/rss/cs.AI', etag: null }],
    announcements,
    expected: ['cs.AI'],
    at: new Date(),
  })
}

/** Sent digests in one statement; those of earlier editions of some readers alone, since they fill the disk. */
async function seedDigests(client: pg.Client, back: number, found: ReturnType<typeof matchPapers>): Promise<void> {
  await client.query(
    `insert into digests
       (subscriber_id, edition_date, state, message_id, matches, due_at, morning_at, planned_at, settled_at, reason, history)
     select s.id, $1::date, 'sent', $1 || '.' || s.id || '@example.org', (
         select jsonb_agg(jsonb_build_object('keyword', k.text, 'papers', coalesce($2::jsonb -> k.text, '[]')) order by k.position)
         from keywords k where k.subscriber_id = s.id
       ), now(), now(), now(), now(), '250 ok',
       '[{"at": "2026-05-13T05:00:00Z", "state": "planned"}, {"at": "2026-05-13T07:00:00Z", "state": "sent"}]'
     from subscribers s where $3 or s.replacements order by s.id`,
    [dateBefore(back), JSON.stringify(Object.fromEntries(found)), back <= LATEST],
  )
}

type Counted = Pick<SeededHistory, 'subscribers' | 'digests' | 'papers' | 'megabytes'>

async function count(client: pg.Client): Promise<Counted> {
  const { rows } = await client.query<Counted>(
    `select (select count(*)::int from subscribers) as subscribers,
       (select count(*)::int from digests) as digests,
       (select round(avg(jsonb_array_length(jsonb_path_query_array(matches, '$[*].papers[*]'))))::int
         from digests where subscriber_id <= 1000 and edition_date = $1) as papers,
       round(pg_database_size(current_database()) / 1e6)::int as megabytes`,
    [dateBefore(1)],
  )
  const [counted] = rows
  if (!counted) throw new Error('nothing was counted')
  return counted
}

function dateBefore(days: number): EditionDate {
  return new Date(Date.parse(NEWEST) - days * DAY_MS).toISOString().slice(0, 10)
}
