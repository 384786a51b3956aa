import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createArxivClient } from '../../src/arxiv/client.ts'
import { createArxivHarvester } from '../../src/arxiv/harvester.ts'
import { createArxivSource } from '../../src/arxiv/source.ts'
import { isFirstSeen } from '../../src/domain/paper.ts'
import { type IngestWish, ingest } from '../../src/jobs/ingest.ts'
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

  it('comes from the query API where OAI-PMH does not answer', async () => {
    const report = await take({ hoped: '2026-05-11' }, { rss: false, oai: false })
    expect(report).toMatchObject({ edition: '2026-05-11', complete: true, feeds: [{ obtained: 'api' }] })
    expect(await firstSeen()).toHaveLength(FRESH)
  })
})
