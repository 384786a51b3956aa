import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wireTranslation } from '../../src/app/translation.ts'
import { readConfig } from '../../src/config.ts'
import type { Digest } from '../../src/domain/digest.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { digestNow } from '../../src/jobs/digest-now.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import type { Postman } from '../../src/jobs/ports.ts'
import { settlementOf, translateNeeded } from '../../src/jobs/translate.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { DEFAULT_GUARD } from '../../src/translate/guarded.ts'
import { createProviders } from '../../src/translate/providers.ts'
import { translateTexts } from '../../src/translate/translate.ts'
import { startCli } from '../support/cli.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { paper } from '../support/papers.ts'
import { type ChatServer, chatServer, type Mood } from '../translate/support/chat-server.ts'

const DAY = '2026-05-11'
const HOUR = 3_600_000

let database: TestDatabase
let store: Store
let engine: ChatServer
let clock: Date
let lines: { level: number; msg: string }[]

const now = () => clock
const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma
    .$executeRaw`truncate subscribers, editions, papers, announcements, digests, translations, translation_work,
      translation_use, runs restart identity cascade`
  clock = new Date('2026-05-11T05:00:00Z')
  lines = []
  engine = await chatServer()
})
afterEach(() => engine.close())

const TOPICS = ['robots', 'proteins', 'markets']

/** Papers about robots, proteins and markets in turn. */
async function announce(count: number): Promise<void> {
  await store.editions.save({
    date: DAY,
    feeds: [{ category: 'cs.AI', status: 'ok', items: count, url: 'http://feed', etag: null }],
    announcements: Array.from({ length: count }, (_, index) => ({
      paper: paper(index + 1, {
        title: `Learning about ${TOPICS[index % 3]}, part ${index + 1} of $n$`,
        abstract: `We learn about ${TOPICS[index % 3]} with $x^{${index + 1}}$. The code is at https://a.example/${index + 1}.`,
      }),
      type: 'new',
    })),
    expected: ['cs.AI'],
    at: clock,
  })
}

/** As many as wanted at once: `language` of null reads originals. */
async function subscribe(count: number, language: string | null, keyword: string, state = 'active'): Promise<void> {
  await database.prisma.$executeRaw`
    with people as (
      insert into subscribers (email, email_key, state, language, translation, time_zone, hour)
      select name, name, ${state}::subscriber_state, 'en', ${language}, 'UTC', 7
      from (select ${`${language}-${keyword}-`} || n || '@example.org' as name from generate_series(1, ${count}::int) n) named
      returning id
    )
    insert into keywords (subscriber_id, position, text) select id, 0, ${keyword} from people`
}

const messageId = (id: number, edition: string) => `${edition}.${id}@example.org`
const plan = () => planEdition({ ...store, ledger: store.digests, now, messageId }, DAY)

const config = (settings: Record<string, string> = {}) =>
  readConfig({
    DATABASE_URL: database.url,
    DATA_DIR: tmpdir(),
    PAPERBOY_SECRET: 's'.repeat(40),
    TRANSLATORS: 'openai',
    OPENAI_BASE_URL: engine.baseUrl,
    OPENAI_MODEL: 'parrot',
    TRANSLATE_REQUESTS_PER_MINUTE: '60000',
    ...settings,
  })

const worker = (settings: Record<string, string> = {}) => wireTranslation(config(settings), { store, now, log })

/** @param timeoutMs how long it is patient */
const single = (timeoutMs = 10_000) => {
  const guard = { ...DEFAULT_GUARD, requestsPerMinute: 60_000, concurrency: 1 }
  const providers = createProviders(
    [{ kind: 'openai', baseUrl: engine.baseUrl, model: 'parrot', key: 'sesame', timeoutMs, guard }],
    { fetch, now, sleep: (ms, signal) => delay(ms, undefined, { signal }), log, budget: store.translationUse },
  )
  const translator = {
    translate: (texts: readonly string[], target: string) => translateTexts(texts, { target, providers }),
  }
  return () => translateNeeded({ translationWork: store.translationWork, translator, now, log }, { concurrency: 1 })
}

describe('A thousand subscribers in five languages', () => {
  it('have each text that they wait for asked for once, by two workers at the same time', async () => {
    await announce(12)
    await subscribe(300, 'es', 'learning')
    await subscribe(250, 'fr', 'learning')
    await subscribe(200, 'de', 'robot')
    await subscribe(100, 'pt', 'protein')
    await subscribe(50, 'it', 'market')
    await subscribe(100, null, 'learning')
    await subscribe(20, 'nl', 'learning', 'unsubscribed')
    expect((await plan()).planned).toBe(1_000)

    const reports = await Promise.all([worker().run(), worker({ TRANSLATE_CONCURRENCY: '5' }).run()])
    expect(new Set(engine.asked).size).toBe(12 + 12 + 4 + 4 + 4)
    expect(engine.asked).toHaveLength(36)
    expect(engine.asked.filter((one) => /^(German|Portuguese|Italian)/.test(one)).sort()).toEqual(
      [
        'German: Learning about robots',
        'Italian: Learning about markets',
        'Portuguese: Learning about proteins',
      ].flatMap((one) => Array.from({ length: 4 }, () => expect.stringContaining(one))),
    )
    expect(reports.reduce((sum, { translated }) => sum + translated, 0)).toBe(36)

    await worker().run()
    expect(engine.asked).toHaveLength(36)
    expect(await store.translationWork.needed(clock)).toEqual([])
  })

  it('come before a few of a rare language, whose morning is the same hour', async () => {
    await announce(2)
    await subscribe(1, 'cy', 'learning')
    await subscribe(3, 'es', 'learning')
    await plan()
    await single()()
    expect(engine.asked.map((one) => one.split(':')[0])).toEqual(['Spanish', 'Spanish', 'Welsh', 'Welsh'])
  })

  it('have what a killed worker had in hand asked for again when its lease is over, and nothing else', {
    timeout: 60_000,
  }, async () => {
    await announce(6)
    await subscribe(3, 'es', 'learning')
    await subscribe(3, 'fr', 'robot')
    clock = new Date()
    await plan()
    // Their morning shall not come meanwhile.
    await database.prisma.$executeRaw`update digests set due_at = now() + interval '1 day'`
    await database.prisma.$executeRaw`update editions set planned_at = now()`
    await store.runs.record('ingest', now, async () => ({}))
    engine.mood = 'slow'
    const running = startCli(['worker'], {
      DATABASE_URL: database.url,
      DATA_DIR: tmpdir(),
      PAPERBOY_SECRET: 's'.repeat(40),
      TRANSLATORS: 'openai',
      OPENAI_BASE_URL: engine.baseUrl,
      OPENAI_MODEL: 'parrot',
      ARXIV_RSS_URL: 'http://127.0.0.1:1/',
    })
    try {
      while (engine.asked.length < 2)
        await Promise.race([
          delay(20),
          running.ended.then((end) => {
            throw new Error(end.stderr)
          }),
        ])
    } finally {
      running.child.kill('SIGKILL')
      await running.ended
    }
    const inHand = [...engine.asked]

    engine.mood = 'well'
    await worker().run()
    expect(engine.asked).toHaveLength(8)
    expect(new Set(engine.asked).size).toBe(8)

    clock = new Date(Date.now() + 6 * 60_000)
    expect(await worker().run()).toMatchObject({ needed: 2, translated: 2 })
    expect(engine.asked.slice(8).sort()).toEqual(inHand.sort())
  })
})

describe('A translator', () => {
  beforeEach(async () => {
    await announce(3)
    await subscribe(2, 'es', 'learning')
    await plan()
  })

  const moods: readonly (readonly [Mood, RegExp])[] = [
    ['down', /no connection/],
    ['slow', /no answer within 0.5 s/],
    ['limited', /HTTP 429/],
    ['garbage', /JSON without the 2 translations/],
    ['html', /an answer that is HTML/],
    ['quota', /insufficient_quota/],
    ['wrong key', /HTTP 401/],
  ]
  it.each(moods)('that is %s is told of once, and asked again later', async (mood, reason) => {
    engine.mood = mood
    const run = single(mood === 'slow' ? 500 : undefined)
    expect(await run()).toMatchObject({ needed: 3, translated: 0, refused: 0, failed: 3 })
    expect(await run()).toMatchObject({ needed: 0 })
    const warned = lines.filter(({ level }) => level >= 40)
    expect(warned.map(({ msg }) => msg)).toEqual([expect.stringMatching(reason)])
    const kept = await database.prisma.translationWork.findMany()
    expect(kept.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting'])
    expect(kept.some((row) => reason.test(row.reason ?? ''))).toBe(true)
    expect(kept.every((row) => row.retryAt !== null && row.retryAt > clock)).toBe(true)

    engine.mood = 'well'
    clock = new Date(clock.getTime() + 7 * HOUR)
    expect(await run()).toMatchObject({ needed: 3, translated: 3 })
    expect(lines.filter(({ level }) => level >= 40)).toHaveLength(1)
  })

  it('that breaks every formula is not asked for the same text again', async () => {
    engine.mood = 'nonsense'
    const run = single()
    expect(await run()).toMatchObject({ needed: 3, refused: 3, failed: 0 })
    engine.mood = 'well'
    clock = new Date(clock.getTime() + 48 * HOUR)
    expect(await run()).toMatchObject({ needed: 0 })
    expect(await database.prisma.translation.count()).toBe(0)
  })

  it('gets no more characters a day than it may, whichever process asks', async () => {
    const settings = { TRANSLATE_CHARACTERS_PER_DAY: '220' }
    await Promise.all([worker(settings).run(), worker(settings).run()])
    const [used] = await store.translationUse.onDay(DAY)
    expect(used?.characters).toBeGreaterThan(0)
    expect(used?.characters).toBeLessThanOrEqual(220)
    expect(await database.prisma.translation.count()).toBeLessThan(3)

    clock = new Date('2026-05-12T00:00:01Z')
    await worker().run()
    expect(await database.prisma.translation.count()).toBe(3)
  })

  it('translates a new version with another text, and one with the same text no more', async () => {
    await worker().run()
    const title = 'Learning about robots, corrected'
    await database.prisma.$executeRaw`update papers set title = ${title} where id = ${paper(1).id}`
    await database.prisma.$executeRaw`update papers set version = 2 where id = ${paper(2).id}`
    await worker().run()
    expect(engine.asked).toHaveLength(4)
    expect(engine.asked[3]).toBe(`Spanish: ${title}`)
  })
})

describe('A digest whose translations are not ready', () => {
  let digests: Digest[]
  const deps = () => ({
    ...store,
    ledger: store.digests,
    openPostman: async (): Promise<Postman> => ({
      sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
      send: async ({ digest }) => {
        digests.push(digest)
        return '250 ok'
      },
      classify: (error) => verdict('fatal', String(error)),
    }),
    links: () => ({ web: 'https://w.example', manage: '', unsubscribe: '', mute: null }),
    messageId,
    now,
    log,
  })
  const translationsIn = () =>
    digests.flatMap(({ groups }) => groups).flatMap(({ entries }) => entries.map(({ entry }) => entry.translation))
  beforeEach(() => {
    digests = []
  })

  it('goes out at its hour with what there is, and says which language it was to have', async () => {
    await announce(3)
    await subscribe(1, 'es', 'learning')
    await plan()
    engine.mood = 'slow'
    const stop = new AbortController()
    const running = worker({ TRANSLATE_CONCURRENCY: '1' }).run(stop.signal)
    while (engine.asked.length === 0) await delay(10)

    clock = new Date('2026-05-11T07:00:00Z')
    expect(await deliver(deps(), {})).toMatchObject({ sent: 1 })
    expect(digests).toMatchObject([{ translation: 'es' }])
    expect(translationsIn()).toEqual([null, null, null])

    stop.abort()
    await running
    expect(await database.prisma.translationWork.count({ where: { state: 'claimed' } })).toBe(0)
  })

  it('has what came while the run that sends it lasts', async () => {
    await announce(3)
    await subscribe(3, 'es', 'learning')
    await plan()
    clock = new Date('2026-05-11T07:00:00Z')
    const { openPostman, ...others } = deps()
    const slow = async (): Promise<Postman> => {
      const postman = await openPostman()
      return {
        ...postman,
        send: async (mail) => {
          const reply = await postman.send(mail)
          // The first mail takes the relay ten minutes, in which everything is translated.
          if (digests.length === 1) {
            await worker().run()
            clock = new Date('2026-05-11T07:10:00Z')
          }
          return reply
        },
      }
    }
    expect(await deliver({ ...others, openPostman: slow }, { concurrency: 1 })).toMatchObject({ sent: 3 })
    expect(translationsIn().map((one) => one !== null)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ])
  })

  it('that is asked for by hand is translated first', async () => {
    await announce(3)
    await subscribe(1, 'es', 'learning')
    expect(await digestNow({ ...deps(), translate: worker().run }, {})).toMatchObject({ planned: 1, sent: 1 })
    expect(translationsIn().map((one) => one?.title.split(' ')[0])).toEqual(['Learninos', 'Learninos', 'Learninos'])
  })
})

describe('The time to translate', () => {
  it('is when digests of readers of other languages were planned, and when what failed may be tried again', async () => {
    const { isDue } = store.translationWork
    await announce(3)
    await subscribe(1, null, 'learning')
    await plan()
    expect(await isDue(clock, null)).toBe(false)

    await subscribe(1, 'es', 'learning')
    await plan()
    expect(await isDue(clock, null)).toBe(true)
    const later = (minutes: number) => new Date(clock.getTime() + minutes * 60_000)
    expect(await isDue(later(2), later(1))).toBe(false)
    // The last look began while they were being planned.
    expect(await isDue(later(2), later(0.4))).toBe(true)
    expect(await isDue(later(16), later(1))).toBe(true)

    engine.mood = 'limited'
    await single()()
    expect(await isDue(later(2), later(1))).toBe(false)
    expect(await isDue(later(4), later(1))).toBe(true)
  })
})

describe('A title and an abstract', () => {
  const at = new Date('2026-05-11T05:00:00Z')
  const done = { state: 'translated', text: 'Hecho', provider: 'p' } as const
  const refused = { state: 'untranslated', reasons: ['p: no'], again: false, retryAfterMs: null } as const
  const failed = { state: 'untranslated', reasons: ['p: down'], again: true, retryAfterMs: null } as const

  it('are kept together, or the title alone where the abstract can’t be translated', () => {
    expect(settlementOf(done, done, 1, at)).toMatchObject({ state: 'done', translation: { abstract: 'Hecho' } })
    expect(settlementOf(done, refused, 1, at)).toMatchObject({ state: 'done', translation: { abstract: null } })
    expect(settlementOf(refused, done, 1, at)).toEqual({ state: 'refused', reason: 'p: no' })
  })

  it('wait longer after each failure, or as long as the translator says', () => {
    const waits = [1, 2, 3, 9].map((attempts) => settlementOf(done, failed, attempts, at))
    expect(waits.map((one) => one.state === 'waiting' && (one.retryAt.getTime() - at.getTime()) / 60_000)).toEqual([
      2, 5, 15, 60,
    ])
    const asked = (retryAfterMs: number) => settlementOf(done, { ...failed, retryAfterMs }, 1, at)
    expect(asked(1_000)).toMatchObject({ retryAt: new Date('2026-05-11T05:00:01Z') })
    expect(asked(6 * HOUR)).toMatchObject({ retryAt: new Date('2026-05-11T06:00:00Z') })
  })
})
