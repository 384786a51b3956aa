import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createArxivClient } from '../../src/arxiv/client.ts'
import { createArxivHarvester } from '../../src/arxiv/harvester.ts'
import { createArxivSource } from '../../src/arxiv/source.ts'
import { AppError } from '../../src/domain/errors.ts'
import type { HarvestedRecord } from '../../src/domain/harvest.ts'
import { type AnnounceType, isFirstSeen } from '../../src/domain/paper.ts'
import { type IngestWish, ingest } from '../../src/jobs/ingest.ts'
import { createRecoverer, type Gap } from '../../src/jobs/recover.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { localLimiter } from '../arxiv/support/local-limiter.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { hasReplay, type Replay, startReplay } from '../support/replay.ts'

const log = createLog('silent')
/** What the recorded feed of cs.CL says of 11 May 2026. */
const FRESH = 97 + 40

describe.runIf(hasReplay)('an edition without its feeds', () => {
  let database: TestDatabase
  let store: Store
  let replay: Replay
  const client = createArxivClient({ userAgent: 'test', limiter: localLimiter(0), log, limits: { retries: 0 } })

  beforeAll(async () => {
    database = await testDatabase()
    store = createStore(database.prisma)
    replay = await startReplay('2026-05-08')
  })
  afterAll(async () => {
    await client.close()
    await replay.close()
    await database.drop()
  })
  beforeEach(async () => {
    await database.prisma.$executeRaw`truncate editions, papers, announcements, feeds cascade`
    await replay.control('date=2026-05-08')
    await take()
    await replay.control('date=2026-05-11')
  })

  const take = (wish: IngestWish = {}, { rss = true, oai = true } = {}) => {
    const none = `${replay.origin}/none/`
    const source = {
      ...createArxivSource({ client, rssUrl: rss ? replay.rssUrl : none }),
      ...createArxivHarvester({ client, oaiUrl: oai ? replay.oaiUrl : none, apiUrl: replay.apiUrl }),
    }
    const now = () => new Date('2026-05-11T04:30:00Z')
    return ingest({ source, editions: store.editions, batches: store.batches, now, log }, ['cs.CL'], wish)
  }
  const stored = async () => {
    const announcements = (await store.editions.content('2026-05-11'))?.announcements ?? []
    return new Map(announcements.map(({ paper, type }) => [paper.id, type]))
  }
  const firstSeen = async () => [...(await stored())].filter(([, type]) => isFirstSeen(type)).map(([id]) => id)

  it('comes from OAI-PMH before midnight, with the papers that the feed then has', async () => {
    const early = await take({ hoped: '2026-05-11', withoutFeeds: true })
    expect(early).toMatchObject({ edition: '2026-05-11', complete: true, feeds: [{ obtained: 'oai', status: 'ok' }] })
    const guessed = await firstSeen()
    await take({ hoped: '2026-05-11' })
    const said = await stored()
    expect([...said.values()].filter(isFirstSeen)).toHaveLength(FRESH)
    const missed = (await firstSeen()).filter((id) => !guessed.includes(id))
    expect(missed).toEqual([])
    // A record may have been touched for another reason than its announcement.
    expect(guessed.filter((id) => !isFirstSeen(said.get(id) ?? 'replace')).length).toBeLessThan(3)
  })

  it('has the same papers, called the same, when OAI-PMH is asked once more', async () => {
    await take({ hoped: '2026-05-11', withoutFeeds: true })
    const before = await stored()
    await database.prisma.$executeRaw`update feeds set obtained = null where edition_date = '2026-05-11'`
    await take({ hoped: '2026-05-11', withoutFeeds: true })
    expect(await stored()).toEqual(before)
    expect([...before.values()]).toContain('replace-cross')
  })

  it('comes from the query API where OAI-PMH does not answer', async () => {
    const report = await take({ hoped: '2026-05-11' }, { rss: false, oai: false })
    expect(report).toMatchObject({ edition: '2026-05-11', complete: true, feeds: [{ obtained: 'api' }] })
    expect(await firstSeen()).toHaveLength(FRESH)
  })
})

describe('an edition of which another source tells', () => {
  const record = (id: string, version: number | null, updated: string | null): HarvestedRecord => ({
    id,
    version,
    title: 'A Title',
    abstract: 'An abstract.',
    authors: ['Alice Example'],
    categories: ['cs.CL'],
    licence: null,
    comment: null,
    created: '2026-05-08',
    updated,
    datestamp: null,
    withdrawn: false,
  })
  const recover = async (
    today: string,
    gap: Partial<Gap> = {},
    known: readonly string[] = [],
    ceiling: string | null = '2605.00005',
    { isApiDown = false, type = 'new' as AnnounceType } = {},
  ) => {
    let asked = 0
    const recoverer = createRecoverer(
      {
        source: {
          listRecords: async () => ({ records: [record('2605.00009', null, null)], deleted: [], problems: [] }),
          query: async (wanted) => {
            asked += 'ids' in wanted ? 0 : 1
            if (isApiDown) throw new AppError('unavailable', 'HTTP 503')
            const records = [
              record('2605.00004', 1, null),
              record('2605.00007', 2, '2026-05-12'),
              record('2605.00009', 1, null),
              record('2605.00011', 1, null),
            ]
            return { records, deleted: [], problems: [] }
          },
        },
        batches: {
          ceiling: async () => ceiling,
          gaps: async () => [],
          papersUntil: async () => ({ known: new Map(), here: new Map(known.map((id) => [id, type])) }),
        },
        now: () => new Date(`${today}T12:00:00Z`),
        log,
      },
      ['cs.CL'],
    )
    const [found] = await recoverer.recover('2026-05-11', [{ category: 'cs.CL', mayBeEmpty: false, ...gap }])
    return {
      asked,
      obtained: found?.obtained,
      unsure: found?.unsure,
      announced: found?.announcements.map(({ paper, type }) => [paper.id, type]),
    }
  }

  it('has, days later, the papers that were replaced since, which OAI-PMH lists under a later day', async () => {
    expect(await recover('2026-05-13')).toEqual({
      asked: 1,
      obtained: 'oai',
      // An older paper that was cross-listed, and touched since, stands nowhere.
      unsure: true,
      announced: [
        ['2605.00009', 'new'],
        ['2605.00007', 'new'],
      ],
    })
  })

  it('is not whole, days later, where the query API does not answer', async () => {
    expect(await recover('2026-05-13', {}, [], '2605.00005', { isApiDown: true })).toMatchObject({
      obtained: undefined,
      announced: [['2605.00009', 'new']],
    })
  })

  it('is not whole either when OAI-PMH is asked once more, until the query API has told the rest', async () => {
    const stored = ['2605.00009']
    const again = (isApiDown: boolean) => recover('2026-05-13', {}, stored, '2605.00005', { isApiDown })
    expect(await again(true)).toMatchObject({ obtained: undefined, announced: [] })
    expect(await again(false)).toMatchObject({ obtained: 'oai', announced: [['2605.00007', 'new']] })
  })

  it('on its own day needs OAI-PMH alone', async () => {
    expect(await recover('2026-05-11')).toMatchObject({ asked: 0, announced: [['2605.00009', 'new']] })
  })

  it('is unsure of what another feed calls replaced, and which looks cross-listed', async () => {
    const known = ['2605.00009']
    expect(await recover('2026-05-11', {}, known, '2605.00005', { type: 'replace' })).toMatchObject({ unsure: true })
    expect(await recover('2026-05-11', {}, known)).toMatchObject({ unsure: false })
  })

  it('that is the first one stored takes none of the days before, which nothing tells from its own', async () => {
    expect(await recover('2026-05-13', {}, [], null)).toMatchObject({ asked: 0, announced: [['2605.00009', 'new']] })
  })

  it('is not whole where its feed is stale and the source knows no more than the other feeds', async () => {
    const known = ['2605.00007', '2605.00009', '2605.00011']
    expect((await recover('2026-05-11', { isStale: true }, known)).obtained).toBeUndefined()
    expect((await recover('2026-05-11', {}, known)).obtained).toBe('oai')
    expect((await recover('2026-05-11', { isStale: true }, known.slice(0, 1))).obtained).toBe('oai')
  })
})
