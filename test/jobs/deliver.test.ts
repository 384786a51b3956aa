import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { budgetDigest } from '../../src/digest/budget.ts'
import { DEFAULT_POLICY } from '../../src/domain/delivery-policy.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { digestNow } from '../../src/jobs/digest-now.ts'
import { createPace } from '../../src/jobs/pace.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import type { Postman } from '../../src/jobs/ports.ts'
import { trustAgain } from '../../src/jobs/settings.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'

let database: TestDatabase
let store: Store
let clock: Date
/** What was handed over, in order. */
let sent: { to: string; messageId: string; papers: number }[]
/** Decides what becomes of a mail; throws an outcome to fail. */
let relay: (to: string) => void | Promise<void>

class Outcome extends Error {}

const postman: Postman = {
  sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
  send: async ({ to, messageId, digest }) => {
    await relay(to)
    sent.push({ to, messageId, papers: budgetDigest(digest, postman.sizes).matched })
    return '250 ok'
  },
  classify: (error) =>
    error instanceof Outcome
      ? { ...verdict(error.message as 'transient', `the relay said ${error.message}`), scope: 'pool' }
      : verdict('fatal', String(error)),
}

const deps = () => ({
  ...store,
  ledger: store.digests,
  openPostman: async () => postman,
  links: () => ({
    web: 'https://w.example',
    manage: 'https://m.example',
    unsubscribe: 'https://u.example',
    mute: null,
  }),
  messageId: (subscriberId: number, edition: string) => `${edition}.${subscriberId}@example.org`,
  now: () => clock,
  log: createLog('silent'),
  random: () => 0,
})

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma
    .$executeRaw`truncate subscribers, editions, papers, announcements, digests restart identity cascade`
  clock = new Date('2026-05-11T05:00:00Z')
  sent = []
  relay = () => {}
  await store.editions.save({
    date: DAY,
    feeds: [{ category: 'cs.AI', status: 'ok', items: 3, url: 'http://feed', etag: null }],
    announcements: [
      { paper: paper(1, { title: 'Robots that fold paper' }), type: 'new' },
      { paper: paper(2, { title: 'A robot on a bicycle' }), type: 'cross' },
      { paper: paper(3, { title: 'Robots, replaced', version: 2 }), type: 'replace' },
    ],
    expected: ['cs.AI'],
    at: clock,
  })
})

const subscribe = (name: string, keywords = ['robot'], hour = 7) =>
  store.subscribers.add({
    email: `${name}@example.org`,
    keywords: searchFor(keywords),
    language: 'en',
    ...defaultReading('en'),
    timeZone: 'UTC',
    hour,
  })

describe('digest, planned and delivered now', () => {
  it('sends each subscriber one mail of what is new and cross-listed, and skips who has no match', async () => {
    await subscribe('alice')
    await subscribe('bob', ['gardening'])
    expect(await digestNow(deps(), {})).toEqual({
      edition: DAY,
      planned: 1,
      sent: 1,
      untranslated: 0,
      skipped: 1,
      failed: 0,
      waiting: 0,
      elsewhere: 0,
      reasons: [],
    })
    expect(sent).toEqual([{ to: 'alice@example.org', messageId: `${DAY}.1@example.org`, papers: 2 }])
  })

  it('counts who is sent papers in English and wants them translated', async () => {
    const [alice, bob, chen] = [await subscribe('alice'), await subscribe('bob'), await subscribe('chen')]
    await store.subscribers.change(bob.id, { translation: 'zh' })
    await store.subscribers.change(chen.id, { translation: 'es' })
    const texts = [paper(1, { title: 'Robots that fold paper' }), paper(2, { title: 'A robot on a bicycle' })]
    const translation = { title: 'Traducido', abstract: null }
    const translate = (language: string, sources: typeof texts) =>
      store.translations.add(
        language,
        'test',
        sources.map((source) => ({ source, translation })),
      )
    await translate('es', texts)
    await translate('zh', texts.slice(1))
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 3, untranslated: 1 })
    expect(sent.map(({ to }) => to)).toContain(alice.email)
  })

  it('waits for those who had to let others go first, however slow SMTP_RATE lets it be', async () => {
    for (let i = 0; i < 9; i++) await subscribe(`alice${i}`)
    const pace = createPace({ rate: null, domainRate: 5, ramp: false }, store.sendingPace, createLog('silent'))
    const report = await digestNow({ ...deps(), pace, lanes: 9, now: () => new Date() }, {})
    expect(report).toMatchObject({ sent: 9, failed: 0, waiting: 0 })
  })

  it('sends nothing twice', async () => {
    await subscribe('alice')
    await digestNow(deps(), {})
    expect(await digestNow(deps(), {})).toMatchObject({ planned: 0, sent: 0, skipped: 0, failed: 0 })
    expect(sent).toHaveLength(1)
  })

  it('sends nothing twice when eight run at once', async () => {
    for (let i = 0; i < 30; i++) await subscribe(`alice${i}`)
    const reports = await Promise.all(Array.from({ length: 8 }, () => digestNow(deps(), {})))
    expect(reports.reduce((sum, report) => sum + report.sent, 0)).toBe(30)
    expect(reports.reduce((sum, report) => sum + report.planned, 0)).toBe(30)
    expect(new Set(sent.map(({ to }) => to)).size).toBe(30)
    expect(sent).toHaveLength(30)
  })

  it('takes in who subscribed since, and one alone where asked', async () => {
    await subscribe('alice')
    await digestNow(deps(), {})
    await subscribe('bob')
    await subscribe('chen')
    expect(await digestNow(deps(), { only: 'Chen@example.org' })).toMatchObject({ planned: 1, sent: 1 })
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.org', 'chen@example.org'])
    await expect(digestNow(deps(), { only: 'nobody@example.org' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('rehearses without a trace', async () => {
    await subscribe('alice')
    await subscribe('bob', ['gardening'])
    expect(await digestNow(deps(), { dryRun: true })).toMatchObject({ planned: 1, skipped: 1, sent: 0 })
    expect(sent).toEqual([])
    expect(await store.digests.ofEdition(DAY)).toEqual([])
  })

  it('says which editions there are when one is not', async () => {
    await expect(digestNow(deps(), { edition: '2026-05-12' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'there is no edition 2026-05-12: the newest stored is 2026-05-11',
    })
  })

  it('does not mail who leaves between planning and sending', async () => {
    const alice = await subscribe('alice')
    await planEdition(deps(), DAY)
    await store.subscribers.unsubscribe(alice.id, clock)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, skipped: 1 })
    expect(sent).toEqual([])
  })
})

describe('a failing relay', () => {
  it('leaves a transient failure planned, and the next run sends it with the same Message-ID', async () => {
    await subscribe('alice')
    const attempts: string[] = []
    relay = (to) => {
      attempts.push(to)
      throw new Outcome('transient')
    }
    expect(await digestNow(deps(), {})).toMatchObject({
      planned: 1,
      sent: 0,
      failed: 1,
      waiting: 1,
      reasons: ['the relay said transient'],
    })
    expect(attempts).toHaveLength(1)
    relay = () => {}
    clock = new Date(clock.getTime() + 1_000)
    expect(await digestNow(deps(), {})).toMatchObject({ planned: 0, sent: 1, waiting: 0 })
    expect(sent[0]?.messageId).toBe(`${DAY}.1@example.org`)
  })

  it('waits longer after each failure when the schedule delivers', async () => {
    await subscribe('alice', ['robot'], 5)
    await planEdition(deps(), DAY)
    relay = () => {
      throw new Outcome('transient')
    }
    expect(await deliver(deps(), {})).toMatchObject({ failed: 1 })
    clock = new Date(clock.getTime() + 60_000)
    expect(await deliver(deps(), {})).toMatchObject({ failed: 0 })
    clock = new Date(clock.getTime() + 61_000)
    expect(await deliver(deps(), {})).toMatchObject({ failed: 1 })
    clock = new Date(clock.getTime() + 200_000)
    expect(await deliver(deps(), {})).toMatchObject({ failed: 0 })
  })

  it('never tries a rejected one again, and one of unknown fate once more', async () => {
    await subscribe('alice')
    await subscribe('bob')
    relay = (to) => {
      throw new Outcome(to.startsWith('alice') ? 'rejected' : 'uncertain')
    }
    expect(await digestNow(deps(), {})).toMatchObject({ failed: 2, waiting: 1 })
    clock = new Date(clock.getTime() + 1_000)
    expect(await digestNow(deps(), {})).toMatchObject({ failed: 1, waiting: 0 })
    relay = () => {}
    clock = new Date(clock.getTime() + 1_000)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, failed: 0 })
    expect((await store.digests.ofEdition(DAY)).map(({ state }) => state)).toEqual(['rejected', 'uncertain'])
  })

  it('that leaves a fate open is not asked again where the operator says hold', async () => {
    await subscribe('alice')
    relay = () => {
      throw new Outcome('uncertain')
    }
    const policy = { ...DEFAULT_POLICY, uncertain: 'hold' as const }
    expect(await digestNow({ ...deps(), policy }, {})).toMatchObject({ failed: 1, waiting: 0 })
    expect((await store.digests.ofEdition(DAY)).map(({ state }) => state)).toEqual(['uncertain'])
  })

  it('is left alone after a fatal failure or five transient ones in a row, and nothing is lost', async () => {
    for (let i = 0; i < 40; i++) await subscribe(`alice${i}`)
    let attempts = 0
    relay = () => {
      attempts++
      throw new Outcome('transient')
    }
    expect(await digestNow(deps(), {})).toMatchObject({ planned: 40, sent: 0, waiting: 40 })
    expect(attempts).toBeLessThan(15)
    relay = () => {
      throw new Outcome('fatal')
    }
    clock = new Date(clock.getTime() + 1_000)
    expect((await digestNow(deps(), {})).failed).toBeLessThan(6)
    relay = () => {}
    clock = new Date(clock.getTime() + 1_000)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 40, waiting: 0 })
  })
})

describe('a process that is told to end', () => {
  it('finishes the mails in hand and begins no other; the next sends exactly the rest', async () => {
    for (let i = 0; i < 30; i++) await subscribe(`alice${i}`)
    await planEdition(deps(), DAY)
    const ending = new AbortController()
    relay = async () => {
      if (sent.length >= 6) ending.abort()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    clock = new Date('2026-05-11T07:00:00Z')
    const first = await deliver(deps(), { signal: ending.signal })
    expect(first.sent).toBe(sent.length)
    expect(first.sent).toBeGreaterThanOrEqual(7)
    expect(first.sent).toBeLessThan(30)
    expect(await store.digests.countByState(DAY)).toMatchObject({ claimed: 0, planned: 30 - first.sent })
    expect(await deliver(deps(), {})).toMatchObject({ sent: 30 - first.sent, failed: 0 })
    expect(new Set(sent.map(({ to }) => to)).size).toBe(30)
    expect(sent).toHaveLength(30)
  })
})

describe('the ledger', () => {
  it('hands a digest whose worker died to the next, once its lease is over', async () => {
    await subscribe('alice')
    await planEdition(deps(), DAY)
    const dead = await store.digests.claim({
      now: clock,
      until: new Date(clock.getTime() + 60_000),
      ignoreDue: { since: clock },
    })
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, waiting: 0, elsewhere: 1 })
    clock = new Date(clock.getTime() + 61_000)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 1, waiting: 0 })
    if (!dead) throw new Error('nothing was claimed')
    expect(await store.digests.settle(dead, { state: 'sent', reason: 'too late' }, clock)).toBe(false)
  })

  it('delivers by the schedule only when the reader’s hour has come', async () => {
    await subscribe('alice', ['robot'], 7)
    await planEdition(deps(), DAY)
    expect(await deliver(deps(), {})).toMatchObject({ sent: 0 })
    expect(await store.digests.hasDue(clock)).toBe(false)
    clock = new Date('2026-05-11T07:00:00Z')
    expect(await store.digests.hasDue(clock)).toBe(true)
    expect(await deliver(deps(), {})).toMatchObject({ sent: 1 })
  })

  it('sends nothing to an address whose mail came back meanwhile, and the newest digest once its reader asks', async () => {
    const { id: alice } = await subscribe('alice')
    await planEdition(deps(), DAY)
    const row = await database.prisma.digest.findFirstOrThrow()
    const bounce = { kind: 'unknown' as const, at: clock, detail: '550 5.1.1 no such user' }
    await store.bounces.record(row, bounce)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, skipped: 1 })
    expect(await digestNow(deps(), {})).toMatchObject({ planned: 0, sent: 0 })

    await trustAgain(deps(), alice)
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 1 })
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.org'])
  })

  it('strikes an address off that the relay knows to be dead, and none that it refuses for another reason', async () => {
    await subscribe('alice')
    await subscribe('bob')
    relay = (to) => {
      throw new Outcome(`rejected ${to}`)
    }
    const refusing: Postman = {
      ...postman,
      classify: (error) => ({
        ...verdict('rejected', '550 5.1.1 no such user'),
        suppress: String(error).includes('alice') ? 'now' : null,
      }),
    }
    await digestNow({ ...deps(), openPostman: async () => refusing }, {})
    const suppressed = (await store.subscribers.list()).filter((one) => one.suppressed !== null)
    expect(suppressed.map(({ email }) => email)).toEqual(['alice@example.org'])
  })
})
