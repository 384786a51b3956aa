import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'
const CATEGORIES = ['cs.AI', 'cs.CL', 'cs.LG']
/** As many as the suite has time for; KILLS=10 gives more. */
const BLOWS = Number(process.env.KILLS ?? 1)

let arxiv: FeedServer
let folder: string
const databases: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-killed-'))
  arxiv = await feedServer()
  for (const [index, category] of CATEGORIES.entries())
    arxiv.feeds.set(
      category,
      rssFeed(
        category,
        DAY,
        Array.from({ length: 400 }, (_, i) => ({ paper: paper(index * 300 + i), type: i % 3 === 0 ? 'cross' : 'new' })),
      ),
    )
})
afterAll(async () => {
  await arxiv.close()
  for (const url of databases) await dropDatabase(url)
  rmSync(folder, { recursive: true, force: true })
})

const ingest = (databaseUrl: string) =>
  startCli(['ingest'], {
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    ARXIV_RSS_URL: arxiv.rssUrl,
    ARXIV_OAI_URL: arxiv.noUrl,
    ARXIV_API_URL: arxiv.noUrl,
    ARXIV_CATEGORIES: CATEGORIES.join(' '),
    ARXIV_MIN_INTERVAL_MS: '20',
  })

async function fresh(): Promise<string> {
  const url = await cloneTemplate()
  databases.push(url)
  return url
}

/** All that is stored of editions, but for times. */
async function endState(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const all = await client.query(`
      select (select jsonb_agg(to_jsonb(p) - 'created_at' order by id, version) from papers p) as papers,
        (select jsonb_agg(to_jsonb(a) order by paper_id) from announcements a) as announcements,
        (select jsonb_agg(to_jsonb(f) - 'fetched_at' order by category) from feeds f) as feeds,
        (select jsonb_agg(jsonb_build_array(date, state, revision)) from editions) as editions`)
    return createHash('sha256').update(JSON.stringify(all.rows[0])).digest('hex')
  } finally {
    await client.end()
  }
}

it('killed while it takes an edition, has the same end state after the restart', { timeout: 120_000 }, async () => {
  const whole = await fresh()
  expect((await ingest(whole).ended).code).toBe(0)
  const wanted = await endState(whole)
  const battered = await fresh()
  for (let blow = 0; blow < BLOWS; blow++) {
    const before = arxiv.requests.length
    const { child, ended } = ingest(battered)
    // Somewhere between the first request and the end of the storing.
    const after = 1 + Math.floor(Math.random() * CATEGORIES.length)
    while (arxiv.requests.length < before + after && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
    child.kill('SIGKILL')
    await ended
  }
  expect((await ingest(battered).ended).code).toBe(0)
  expect(await endState(battered)).toBe(wanted)
})
