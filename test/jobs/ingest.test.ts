import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createArxivClient } from '../../src/arxiv/client.ts'
import { createArxivHarvester } from '../../src/arxiv/harvester.ts'
import { createArxivSource } from '../../src/arxiv/source.ts'
import { ingest } from '../../src/jobs/ingest.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { localLimiter } from '../arxiv/support/local-limiter.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'
const log = createLog('silent')

let database: TestDatabase
let store: Store
let arxiv: FeedServer
const client = createArxivClient({ userAgent: 'test', limiter: localLimiter(), log, limits: { retries: 0 } })

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
  arxiv = await feedServer()
})
afterAll(async () => {
  await client.close()
  await arxiv.close()
  await database.drop()
})
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate editions, papers, announcements, feeds, digests cascade`
  arxiv.feeds.clear()
  arxiv.requests.length = 0
})

const take = (categories: string[], wanted?: string) => {
  const source = {
    ...createArxivSource({ client, rssUrl: arxiv.rssUrl }),
    ...createArxivHarvester({ client, oaiUrl: arxiv.noUrl, apiUrl: arxiv.noUrl }),
  }
  return ingest(
    { source, editions: store.editions, batches: store.batches, now: () => new Date('2026-05-11T05:00:00Z'), log },
    categories,
    { wanted },
  )
}
const serve = (category: string, items: Parameters<typeof rssFeed>[2], day = DAY) =>
  arxiv.feeds.set(category, rssFeed(category, day, items))

describe('ingesting', () => {
  it('stores each paper of several feeds once, under its strongest announcement', async () => {
    serve('cs.AI', [
      { paper: paper(1), type: 'new' },
      { paper: paper(2), type: 'cross' },
      { paper: paper(3, { version: 4 }), type: 'replace' },
    ])
    serve('cs.LG', [
      { paper: paper(1), type: 'cross' },
      { paper: paper(2), type: 'new' },
      { paper: paper(4, { version: 2 }), type: 'replace-cross' },
    ])
    expect(await take(['cs.AI', 'cs.LG'])).toEqual({
      edition: DAY,
      feeds: [
        { category: 'cs.AI', status: 'ok', items: 3, obtained: 'rss' },
        { category: 'cs.LG', status: 'ok', items: 3, obtained: 'rss' },
      ],
      papers: { new: 2, cross: 0, replaced: 2 },
      complete: true,
      mended: [],
    })
    const stored = await store.editions.content(DAY)
    expect(stored?.announcements.map((one) => one.paper)).toEqual([
      paper(1, { licence: expect.any(String) }),
      paper(2, { licence: expect.any(String) }),
      paper(3, { version: 4, licence: expect.any(String) }),
      paper(4, { version: 2, licence: expect.any(String) }),
    ])
  })

  it('changes nothing when it is done twice, and asks conditionally the second time', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }])
    serve('cs.LG', [])
    const first = await take(['cs.AI', 'cs.LG'])
    expect(first.feeds.map(({ status }) => status)).toEqual(['ok', 'empty-unexpectedly'])
    const before = await store.editions.content(DAY)
    const second = await take(['cs.AI', 'cs.LG'])
    expect(arxiv.requests).toEqual(['cs.AI', 'cs.LG', 'cs.AI 304', 'cs.LG 304'])
    expect(second.feeds.map(({ status }) => status)).toEqual(['unchanged', 'empty-unexpectedly'])
    expect(second.papers).toEqual(first.papers)
    expect(await store.editions.content(DAY)).toEqual(before)
  })

  it('keeps the good feeds when one fails, marks the edition incomplete, and completes it later', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }])
    arxiv.feeds.set('cs.LG', '<html><body>maintenance</body></html>')
    const partial = await take(['cs.AI', 'cs.LG'])
    expect(partial.complete).toBe(false)
    expect(partial.feeds[1]).toMatchObject({
      category: 'cs.LG',
      status: 'failed',
      error: expect.stringContaining('cs.LG'),
    })
    expect(partial.papers.new).toBe(1)

    serve('cs.LG', [{ paper: paper(2), type: 'new' }])
    expect(await take(['cs.AI', 'cs.LG'])).toMatchObject({ complete: true, papers: { new: 2 } })
  })

  it('does not forget a feed that it has, when a later request for it fails', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }])
    serve('cs.LG', [{ paper: paper(2), type: 'new' }])
    await take(['cs.AI', 'cs.LG'])
    arxiv.feeds.set('cs.LG', 500)
    expect(await take(['cs.AI', 'cs.LG'])).toMatchObject({ complete: true, papers: { new: 2 } })
    expect((await store.editions.byDate(DAY))?.feeds.map(({ status }) => status)).toEqual(['ok', 'ok'])
  })

  it('does not mix days: a feed that still is of yesterday is reported as missing', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }])
    serve('cs.LG', [{ paper: paper(2), type: 'new' }], '2026-05-10')
    const report = await take(['cs.AI', 'cs.LG'])
    expect(report).toMatchObject({ edition: DAY, complete: false, papers: { new: 1 } })
    expect(report.feeds[1]?.error).toBe('the feed is of 2026-05-10, not of 2026-05-11')
  })

  it('notes what it missed while it was off, where no source can make up for it', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }], '2026-05-07')
    await take(['cs.AI'])
    serve('cs.AI', [{ paper: paper(2), type: 'new' }])
    expect(await take(['cs.AI'])).toMatchObject({ edition: DAY, complete: true, mended: [] })
    expect(await store.batches.gaps('2026-05-07', DAY)).toMatchObject([
      { date: '2026-05-07', state: 'complete' },
      { date: '2026-05-08', state: 'expected', obtained: [] },
      { date: DAY, state: 'complete' },
    ])
    expect((await store.editions.byDate('2026-05-08'))?.feeds).toMatchObject([
      { category: 'cs.AI', status: 'failed', error: expect.any(String) },
    ])
    expect(await store.editions.latest()).toMatchObject({ date: DAY })
  })

  it('stores nothing when no feed can be read, and says why for each', async () => {
    arxiv.feeds.set('cs.AI', 500)
    await expect(take(['cs.AI', 'cs.LG'])).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/nothing was stored:\n {2}cs\.AI: .*500.*\n {2}cs\.LG: .*404/s),
    })
    expect(await store.editions.latest()).toBeNull()
  })

  it('stores nothing when the feeds are of another day than the one asked for', async () => {
    serve('cs.AI', [{ paper: paper(1), type: 'new' }])
    await expect(take(['cs.AI'], '2026-05-12')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/no feed of the edition 2026-05-12 .*the feed is of 2026-05-11/s),
    })
    expect(await store.editions.latest()).toBeNull()
  })

  it('keeps the readable items of a feed with an unreadable one, and does not call it complete', async () => {
    const feed = rssFeed('cs.AI', DAY, [
      { paper: paper(1), type: 'new' },
      { paper: paper(2), type: 'new' },
    ])
    arxiv.feeds.set(
      'cs.AI',
      feed.replace('arXiv:2613.00002v1', 'arXiv:nonsense').replace('oai:arXiv.org:2613.00002v1', 'x'),
    )
    const report = await take(['cs.AI'])
    expect(report).toMatchObject({ complete: false, papers: { new: 1 } })
    expect(report.feeds[0]).toMatchObject({
      status: 'ok',
      items: 1,
      error: expect.stringMatching(/line \d+, column \d+/),
    })
    const again = await take(['cs.AI'])
    expect(again).toMatchObject({ complete: false, feeds: [{ status: 'unchanged', error: expect.any(String) }] })
  })

  it('does not call an edition complete whose feed came late, with an unreadable item', async () => {
    serve('cs.LG', [{ paper: paper(1), type: 'new' }], '2026-05-08')
    await take(['cs.AI', 'cs.LG'])
    const late = [2, 3].map((number) => ({ paper: paper(number), type: 'new' as const }))
    const saturday = (feed: string) => arxiv.feeds.set('cs.AI', feed)
    serve('cs.LG', [], '2026-05-09')
    saturday(
      rssFeed('cs.AI', '2026-05-09', late)
        .replace('arXiv:2613.00003v1', 'arXiv:nonsense')
        .replace('oai:arXiv.org:2613.00003v1', 'x'),
    )
    await take(['cs.AI', 'cs.LG'])
    expect(await store.batches.gaps('2026-05-08', '2026-05-08')).toMatchObject([
      { state: 'partial', obtained: ['cs.LG'] },
    ])
    expect((await store.editions.content('2026-05-08'))?.announcements).toHaveLength(2)
    saturday(rssFeed('cs.AI', '2026-05-09', late))
    await take(['cs.AI', 'cs.LG'])
    expect((await store.editions.byDate('2026-05-08'))?.complete).toBe(true)
  })

  it('adds what comes on a Saturday to a day whose feed was stale, which nothing older could tell', async () => {
    const batch = (first: number) =>
      Array.from({ length: 9 }, (_, index) => ({ paper: paper(first + index), type: 'new' as const }))
    serve('cs.AI', batch(1), '2026-05-08')
    await take(['cs.AI'])
    serve('cs.AI', batch(20), '2026-05-09')
    await take(['cs.AI'])
    await take(['cs.AI'])
    expect((await store.editions.content('2026-05-08'))?.announcements).toHaveLength(18)
    expect(await store.editions.byDate('2026-05-08')).toMatchObject({ complete: true })
  })

  it('does not miss in earlier editions what is read no longer', async () => {
    serve('cs.LG', [{ paper: paper(1), type: 'new' }], '2026-05-08')
    await take(['cs.AI', 'cs.LG'])
    expect(await store.editions.unfinished('2026-05-01', DAY)).toEqual(['2026-05-08'])
    serve('cs.LG', [{ paper: paper(2), type: 'new' }])
    await take(['cs.LG'])
    expect(await store.editions.unfinished('2026-05-01', DAY)).toEqual([])
  })

  it('takes two runs at once without harm', async () => {
    serve(
      'cs.AI',
      Array.from({ length: 300 }, (_, i) => ({ paper: paper(i), type: 'new' as const })),
    )
    const reports = await Promise.all([take(['cs.AI']), take(['cs.AI']), take(['cs.AI'])])
    for (const report of reports) expect(report.papers.new).toBe(300)
  })
})
