import pg from 'pg'
import type { EditionDate } from '../src/domain/edition.ts'
import { type Announcement, isFirstSeen, type Paper } from '../src/domain/paper.ts'
import { matchPapers } from '../src/jobs/plan.ts'
import { createLog } from '../src/lib/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { createStore, type Store } from '../src/store/store.ts'
import { fullEditions } from './edition.ts'
import { phrases } from './phrases.ts'

/** What the pages are measured on, counted in the database. */
export interface Stored {
  subscribers: number
  keywords: number
  editions: number
  announcements: number
  digests: number
  translations: number
  /** Where the papers come from. */
  source: string
}

export interface Seeded {
  stored: Stored
  editionDates: EditionDate[]
  /** Ledger rows of the newest edition that hold `DIGEST_PAPERS` papers each. */
  digestIds: bigint[]
  /** Keywords of two words and more, as the papers have them. */
  phrases: string[]
}

const SUBSCRIBERS = 100_000
const KEYWORDS_EACH = 5
const DISTINCT_KEYWORDS = 20_000
const EDITIONS = 10
/** Where nothing was recorded, an edition is filled up to what an ordinary day brings. */
const ORDINARY_DAY = 1_100
const NEWEST = '2026-05-13'
const DAY_MS = 86_400_000
const DIGESTS = 1_000
export const DIGEST_PAPERS = 60

/** Fills an empty, migrated database. Bulk statements: row by row this would take minutes. */
export async function seed(url: string): Promise<Seeded> {
  const database = await openDatabase({ url, log: createLog('error') })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const store = createStore(database.prisma)
    const { source, newest } = await seedEditions(store)
    // The original again: as long as a translation, and every second reader gets it.
    const translated = newest.map((source) => ({
      source,
      translation: { title: source.title, abstract: source.abstract },
    }))
    await store.translations.add('zh', 'bench', translated)
    const keywords = phrases(newest, DISTINCT_KEYWORDS)
    await seedSubscribers(client, keywords)
    const digestIds = await seedLedger(client, store, newest)
    await client.query('vacuum analyze')
    const stored = { ...(await count(client)), source }
    const editionDates = Array.from({ length: EDITIONS }, (_, back) => dateBefore(back))
    return { stored, editionDates, digestIds, phrases: keywords.filter((text) => text.includes(' ')) }
  } finally {
    await client.end()
    await database.close()
  }
}

/** @returns the papers first seen in the newest edition */
async function seedEditions(store: Store): Promise<{ source: string; newest: Paper[] }> {
  const days = fullEditions()
  let newest: Paper[] = []
  for (let back = EDITIONS - 1; back >= 0; back--) {
    const day = days.at(-1 - (back % days.length))
    if (!day) throw new Error('there is no edition to begin with')
    const announcements = enlarged(day.announcements, Math.floor(back / days.length))
    await store.editions.save({
      date: dateBefore(back),
      feeds: [
        { category: 'cs.AI', status: 'ok', items: announcements.length, url: 'http://localhost/rss/cs.AI', etag: null },
      ],
      announcements,
      expected: ['cs.AI'],
      at: new Date(),
    })
    newest = announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
  }
  const names = days.length === 1 ? `the ${days[0]?.name}` : `${days.length} recorded days`
  return { source: days.length >= EDITIONS ? names : `${names}, repeated with numbered ids`, newest }
}

/** @param copy 0 for the papers under their own ids */
function enlarged(announcements: readonly Announcement[], copy: number): Announcement[] {
  const copies = Math.max(1, Math.round(ORDINARY_DAY / announcements.length))
  return Array.from({ length: copies }, (_, index) => copy * copies + index).flatMap((number) =>
    announcements.map(({ paper, type }) => ({
      type,
      paper: number === 0 ? paper : { ...paper, id: `${paper.id}${number}` },
    })),
  )
}

function dateBefore(days: number): EditionDate {
  return new Date(Date.parse(NEWEST) - days * DAY_MS).toISOString().slice(0, 10)
}

/** Readers 1 to 100,000, each with some of the keywords. */
export async function seedSubscribers(client: pg.Client, keywords: readonly string[]): Promise<void> {
  await client.query(
    `insert into subscribers (email, email_key, state, language, time_zone, hour)
     select address, address, 'active', (array['en', 'zh'])[1 + n % 2],
       (array['UTC', 'Asia/Shanghai', 'America/New_York', 'Europe/Madrid'])[1 + n % 4], n % 24
     from (
       select n, (array['alice', 'bob', 'chen'])[1 + n % 3] || '+' || n || '@example.org' as address
       from generate_series(1, $1) n
     ) people`,
    [SUBSCRIBERS],
  )
  // Far apart in the list, so that nobody has the same one twice.
  await client.query(
    `insert into keywords (subscriber_id, position, text)
     select id, position, word
     from subscribers cross join generate_series(0, $2::int - 1) position
       join unnest($1::text[]) with ordinality as list (word, n)
         on n = 1 + (id * 7 + position * (cardinality($1) / $2)) % cardinality($1)`,
    [keywords, KEYWORDS_EACH],
  )
}

/** Everybody's digest of the newest edition; the first ones' hold papers. */
async function seedLedger(client: pg.Client, store: Store, papers: readonly Paper[]): Promise<bigint[]> {
  const edition = dateBefore(0)
  const keyword = 'learning'
  const found = matchPapers([keyword], papers).get(keyword) ?? []
  const rows = Array.from({ length: DIGESTS }, (_, index) => ({
    subscriberId: index + 1,
    state: 'planned' as const,
    reason: null,
    messageId: `digest.${index + 1}@example.org`,
    matches: [{ keyword, papers: around(found, index, DIGEST_PAPERS) }],
    dueAt: new Date(),
    nextMorning: new Date(),
  }))
  await store.digests.plan(edition, rows, new Date(), { replaced: [], elsewhere: new Map() })
  await client.query(
    `insert into digests (subscriber_id, edition_date, state, message_id, matches, due_at, morning_at, planned_at, settled_at)
     select id, $1, 'skipped', 'digest.' || id || '@example.org', '[]', now(), now(), now(), now()
     from subscribers where id > $2`,
    [edition, DIGESTS],
  )
  await client.query(`update digests set state = 'sent', settled_at = now() where state = 'planned'`)
  const { rows: made } = await client.query<{ id: string }>(
    `select id from digests where jsonb_array_length(matches) > 0 order by id`,
  )
  return made.map(({ id }) => BigInt(id))
}

/** So many of the list from a place on, going round. */
function around<T>(list: readonly T[], from: number, length: number): T[] {
  return Array.from({ length: Math.min(length, list.length) }, (_, index) => list[(from + index) % list.length] as T)
}

async function count(client: pg.Client): Promise<Omit<Stored, 'source'>> {
  const { rows } = await client.query<Omit<Stored, 'source'>>(
    `select (select count(*)::int from subscribers where state = 'active') as subscribers,
       (select count(*)::int from keywords) as keywords, (select count(*)::int from editions) as editions,
       (select count(*)::int from announcements) as announcements, (select count(*)::int from digests) as digests,
       (select count(*)::int from translations) as translations`,
  )
  const [counted] = rows
  if (!counted) throw new Error('nothing was counted')
  return counted
}
