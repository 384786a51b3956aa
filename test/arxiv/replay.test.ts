import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ArxivClient, type ArxivClientOptions, createArxivClient } from '../../src/arxiv/client.ts'
import { parseRss } from '../../src/arxiv/rss.ts'
import { createArxivSource } from '../../src/arxiv/source.ts'
import { createLog } from '../../src/lib/log.ts'
import { localLimiter } from './support/local-limiter.ts'
import { EDITIONS, hasReplay, type Replay, startReplay } from './support/replay.ts'

describe.runIf(hasReplay)("The recorded week of arXiv's feeds", () => {
  const recorded = hasReplay
    ? readdirSync(EDITIONS).flatMap((date) =>
        readdirSync(EDITIONS + date)
          .filter((name) => name.endsWith('.xml.gz'))
          .map((name) => [date, name.replace('.xml.gz', '')] as const),
      )
    : []

  it.each(recorded)('%s %s is read without a problem, item by item', (date, category) => {
    const xml = gunzipSync(readFileSync(`${EDITIONS}${date}/${category}.xml.gz`)).toString()
    const feed = parseRss(xml)
    expect(feed.date).toBe(date)
    expect(feed.problems).toEqual([])
    // Read once more in the plainest way there is.
    const links = [...xml.matchAll(/<link>https:\/\/arxiv\.org\/abs\/(.*?)<\/link>/g)].map(([, id]) => id)
    const types = [...xml.matchAll(/<arxiv:announce_type>(.*?)</g)].map(([, type]) => type)
    const categories = xml.match(/<category>/g)?.length ?? 0
    expect(feed.announcements.map(({ paper }) => paper.id)).toEqual(links)
    expect(feed.announcements.map(({ type }) => type)).toEqual(types)
    expect(feed.announcements.reduce((sum, { paper }) => sum + paper.categories.length, 0)).toBe(categories)
    for (const { paper } of feed.announcements) {
      expect(paper.title).not.toMatch(/\n| {2}|&(?:lt|gt|amp);/)
      expect(paper.abstract).not.toMatch(/(?<!\n)\n(?!\n)| {2}|Announce Type|\n{3}/)
      expect(paper.authors.join()).not.toMatch(/\n|(?:^|,):|,and /)
    }
  })
})

describe.runIf(hasReplay)('Against the replay of 2026-05-11', () => {
  let replay: Replay
  const clients: ArxivClient[] = []
  beforeAll(async () => {
    replay = await startReplay('2026-05-11')
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close()
    await replay.control('fault=&min-interval=0&reset')
  })
  afterAll(() => replay.stop())

  function source({ minIntervalMs, ...options }: Partial<ArxivClientOptions> & { minIntervalMs?: number } = {}) {
    const client = createArxivClient({
      userAgent: 'Paperboy/0 (+https://paperboy.example; mailto:bob@example.org)',
      limiter: localLimiter(minIntervalMs),
      log: createLog('silent'),
      ...options,
      limits: { backoffMs: 1, ...options.limits },
    })
    clients.push(client)
    return createArxivSource({ client, rssUrl: `${replay.origin}/rss/` })
  }
  const sleep = async () => {}

  it('all feeds come, one by one, at the pace that arXiv allows', async () => {
    await replay.control('min-interval=150')
    const arxiv = source({ minIntervalMs: 150 })
    const feeds = await Promise.all(['cs.AI', 'cs.CL', 'cs.MA', 'cs'].map((category) => arxiv.fetchFeed(category)))
    expect(feeds.map((fetched) => fetched.status === 'ok' && fetched.feed.announcements.length)).toMatchObject([
      480,
      218,
      expect.any(Number),
      expect.any(Number),
    ])
    expect(await replay.control('')).toMatchObject({
      requests: 4,
      tooFast: 0,
      userAgents: { 'Paperboy/0 (+https://paperboy.example; mailto:bob@example.org)': 4 },
    })
  })

  it('a feed that is known already is not sent again', async () => {
    const arxiv = source()
    const first = await arxiv.fetchFeed('cs.CL')
    if (first.status !== 'ok' || first.etag === null) throw new Error('no feed')
    expect(await arxiv.fetchFeed('cs.CL', { etag: first.etag })).toEqual({ status: 'unchanged' })
  })

  it.each(['429', '503', '500', 'reset', 'truncated'])('"%s" twice costs two more attempts', async (fault) => {
    await replay.control(`fault=${fault}:2`)
    expect(await source({ sleep }).fetchFeed('cs.CL')).toMatchObject({ feed: { date: '2026-05-11', problems: [] } })
    expect((await replay.control('')).requests).toBe(3)
  })

  it.each([
    ['429', 'HTTP 429 (4 attempts)'],
    ['503', 'HTTP 503 (4 attempts)'],
    ['503-long', 'HTTP 503, and arXiv wants us back in 3,600 s, at '],
    ['500', 'HTTP 500 (4 attempts)'],
    ['html', 'line 1, column 1: this is an HTML page, "arXiv is down for maintenance"'],
    ['empty', 'line 1, column 1: the document is empty'],
    ['cut', 'the document ends too early, inside <'],
    ['truncated', 'the connection ended after '],
    ['hang', 'no response headers within 0.2 s (4 attempts)'],
    ['reset', 'before a response (4 attempts)'],
    ['bomb', 'the document has a DOCTYPE, which is not read'],
    ['slow', 'not finished within 0.6 s (4 attempts)'],
  ])('"%s" without end is told with the URL', async (fault, told) => {
    await replay.control(`fault=${fault}`)
    const limits = fault === 'hang' ? { headersMs: 200 } : fault === 'slow' ? { totalMs: 600 } : {}
    const error = await source({ sleep, limits })
      .fetchFeed('cs.CL')
      .then(String, (reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'AppError', code: 'unavailable' })
    expect(String(error)).toContain(`${replay.origin}/rss/cs.CL: `)
    expect(String(error)).toContain(told)
  })

  it('2 GiB of blanks are cut off at 64 MiB, in little memory', async () => {
    await replay.control('fault=huge')
    const before = process.memoryUsage().rss
    const error = await source().fetchFeed('cs.CL').catch(String)
    expect(error).toContain(`${replay.origin}/rss/cs.CL: more than 64 MiB (1 attempt)`)
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 2 ** 20)
  })
})
