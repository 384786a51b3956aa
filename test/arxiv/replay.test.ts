import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ArxivClient, type ArxivClientOptions, createArxivClient } from '../../src/arxiv/client.ts'
import { createArxivHarvester } from '../../src/arxiv/harvester.ts'
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

type Source = 'rss' | 'oai' | 'api'
const SOURCES: Source[] = ['rss', 'oai', 'api']

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

  /** Waits pass at once, unless an interval is given. */
  function arxiv({
    minIntervalMs = 0,
    limits = {},
  }: {
    minIntervalMs?: number
    limits?: ArxivClientOptions['limits']
  } = {}) {
    let skipped = 0
    const sleep = async (ms: number) => {
      skipped += ms
    }
    const client = createArxivClient({
      userAgent: 'Paperboy/0 (+https://paperboy.example; mailto:bob@example.org)',
      limiter: localLimiter(minIntervalMs, () => performance.now() + skipped),
      log: createLog('silent'),
      ...(minIntervalMs === 0 ? { sleep } : {}),
      limits: { backoffMs: 1, ...limits },
    })
    clients.push(client)
    const feeds = createArxivSource({ client, rssUrl: `${replay.origin}/rss/` })
    const harvester = createArxivHarvester({
      client,
      oaiUrl: `${replay.origin}/oai`,
      apiUrl: `${replay.origin}/api/query`,
    })
    return { ...feeds, ...harvester }
  }

  const DAY = { from: '2026-05-11', until: '2026-05-11' }
  /** How many papers of cs.CL one source tells of. */
  async function papers(source: Source, from: ReturnType<typeof arxiv>): Promise<number> {
    if (source === 'oai') return (await from.listRecords({ category: 'cs.CL', ...DAY })).records.length
    if (source === 'api') return (await from.query({ categories: ['cs.CL'], ...DAY })).records.length
    const fetched = await from.fetchFeed('cs.CL')
    return fetched.status === 'ok' ? fetched.feed.announcements.length : 0
  }
  const PATHS = { rss: '/rss/cs.CL', oai: '/oai?verb=ListRecords', api: '/api/query?search_query=' }

  it('all feeds come, one by one, at the pace that arXiv allows', async () => {
    await replay.control('min-interval=150')
    const from = arxiv({ minIntervalMs: 150 })
    const feeds = await Promise.all(['cs.AI', 'cs.CL', 'cs.MA', 'cs'].map((category) => from.fetchFeed(category)))
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
    const from = arxiv()
    const first = await from.fetchFeed('cs.CL')
    if (first.status !== 'ok' || first.etag === null) throw new Error('no feed')
    expect(await from.fetchFeed('cs.CL', { etag: first.etag })).toEqual({ status: 'unchanged' })
  })

  it.each(['cs.AI', 'cs.LG', 'stat.ML', 'cs'])(
    'all papers of the feed of %s come from OAI-PMH too, the same',
    async (category) => {
      const from = arxiv()
      const fetched = await from.fetchFeed(category)
      if (fetched.status !== 'ok') throw new Error('no feed')
      const { records, problems, deleted } = await from.listRecords({ category, ...DAY })
      expect({ problems, deleted }).toEqual({ problems: [], deleted: [] })
      const byId = new Map(records.map((record) => [record.id, record]))
      for (const { paper } of fetched.feed.announcements) {
        const { title, abstract, authors, categories, licence } = byId.get(paper.id) ?? {}
        expect({ title, abstract, authors, categories, licence }).toEqual({
          title: paper.title,
          abstract: paper.abstract,
          authors: paper.authors,
          categories: paper.categories,
          licence: paper.licence,
        })
      }
    },
  )

  it('papers come from the API by their ids, with their versions', async () => {
    const { records } = await arxiv().query({ ids: ['2605.07477', '2605.07505', '2613.99999'] })
    expect(records.map(({ id, version }) => [id, version])).toEqual([
      ['2605.07505', 1],
      ['2605.07477', 1],
    ])
  })

  describe.each(SOURCES)('from %s', (source) => {
    it('the papers of cs.CL come', async () => {
      // One stood in no recorded feed; the API files papers under their first day, which for ten was an earlier one.
      expect(await papers(source, arxiv())).toBe({ rss: 218, oai: 219, api: 209 }[source])
    })

    it.each(['429', '503', '500', 'reset', 'truncated'])('"%s" twice costs two more attempts', async (fault) => {
      const all = await papers(source, arxiv())
      const { requests } = await replay.control('')
      await replay.control(`fault=${fault}:2&reset`)
      expect(await papers(source, arxiv())).toBe(all)
      expect((await replay.control('')).requests).toBe(requests + 2)
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
      ['hang', 'no response headers within 0.15 s (2 attempts)'],
      ['reset', 'before a response (4 attempts)'],
      ['bomb', 'the document has a DOCTYPE, which is not read'],
      ['slow', 'not finished within 0.3 s (2 attempts)'],
    ])('"%s" without end is told with the URL', async (fault, told) => {
      await replay.control(`fault=${fault}`)
      const hang = { headersMs: 150, slowHeadersMs: 150, retries: 1 }
      const limits = fault === 'hang' ? hang : fault === 'slow' ? { totalMs: 300, retries: 1 } : {}
      const error = await papers(source, arxiv({ limits })).then(String, (reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'AppError', code: 'unavailable' })
      expect(String(error)).toContain(`${replay.origin}${PATHS[source]}`)
      expect(String(error)).toContain(told)
    })

    it('2 GiB of blanks are cut off at 16 MiB, in little memory', async () => {
      await replay.control('fault=huge')
      const before = process.memoryUsage().rss
      const error = await papers(source, arxiv()).catch(String)
      expect(error).toContain('more than 16 MiB (1 attempt)')
      expect(process.memoryUsage().rss - before).toBeLessThan(250 * 2 ** 20)
    })
  })

  it('nobody asks a service again before the time that it has named; the others may be asked', async () => {
    await replay.control('fault=503-long:1')
    const from = arxiv()
    await expect(papers('rss', from)).rejects.toThrow('HTTP 503, and arXiv wants us back in 3,600 s')
    await expect(papers('rss', from)).rejects.toThrow(/: not asked for, because arXiv wants us back in 3,\d+ s, at /)
    expect(await replay.control('')).toMatchObject({ requests: 1 })
    for (const source of SOURCES) if (source !== 'rss') expect(await papers(source, from)).toBeGreaterThan(0)
  })
})
