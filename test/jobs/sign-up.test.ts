import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../src/domain/notice.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { createKeywordPreview } from '../../src/jobs/keyword-preview.ts'
import { createNoticeDesk, holdNotices } from '../../src/jobs/notices.ts'
import { createSignUp } from '../../src/jobs/sign-up.ts'
import { addressNumber } from '../../src/lib/address.ts'
import { createLog } from '../../src/lib/log.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

let database: TestDatabase
let store: Store
let clock: Date
let notices: Notice[]
let digests: string[]

const tokens = createTokens(['a secret of thirty-two characters or more'])
const service = () => {
  const log = createLog('silent')
  const sendNotice = async (notice: Notice) => {
    notices.push(notice)
  }
  const desk = createNoticeDesk({ limits: store.limits, sendNotice, log })
  const signUp = createSignUp({
    ...store,
    ledger: store.digests,
    tokens,
    openPostman: async () => ({
      sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
      send: async ({ to }) => {
        digests.push(to)
        return '250 ok'
      },
      classify: (error) => verdict('internal', String(error)),
    }),
    links: () => ({
      web: 'https://w.example',
      manage: 'https://m.example',
      unsubscribe: 'https://u.example',
      mute: null,
    }),
    messageId: (subscriberId, edition) => `${edition}.${subscriberId}@example.org`,
    notices: desk,
    manageLink: (id) => `https://paperboy.example/m/${id}`,
    confirmLink: (token) => `https://paperboy.example/c/${token}`,
    now: () => clock,
    log,
  })
  return { signUp, settled: () => desk.settled() }
}

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
  await store.editions.save({
    date: '2026-05-11',
    feeds: [{ category: 'cs.AI', status: 'ok', items: 1, url: 'http://feed', etag: null }],
    announcements: Array.from({ length: 40 }, (_, i) => ({
      paper: paper(i, { title: i < 3 ? `Robots, part ${i}` : `Paper ${i}` }),
      type: 'new' as const,
    })),
    expected: ['cs.AI'],
    at: new Date(),
  })
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers, digests, rate_limits restart identity cascade`
  clock = new Date()
  notices = []
  digests = []
})

const form = (name: string, keywords = ['robot']) => ({ email: `${name}@example.org`, keywords, hour: '7' })
const request = async (name: string, keywords?: string[]) => {
  const { signUp, settled } = service()
  await signUp.request(form(name, keywords))
  await settled()
}
const confirm = async (token: string) => {
  const { signUp, settled } = service()
  const answer = await signUp.confirm(token)
  await settled()
  return answer
}
const tokenOf = (notice: Notice | undefined) => notice?.link.split('/c/')[1] ?? ''

describe('signing up', () => {
  it('mails a link, and nothing else until it is confirmed', async () => {
    await request('alice')
    expect(notices).toMatchObject([{ kind: 'confirm', to: 'alice@example.org', keywords: ['robot'], keptKeywords: 0 }])
    expect(await store.subscribers.byEmail('alice@example.org')).toMatchObject({ state: 'pending' })
    expect(await store.subscribers.activeKeywords()).toEqual([])
  })

  it('makes the subscription active on confirming, once, and sends the newest digest at once', async () => {
    await request('alice')
    const token = tokenOf(notices[0])
    expect(await service().signUp.pending(token)).toMatchObject({ subscriber: { state: 'pending' }, replaced: [] })
    expect(digests).toEqual([])
    expect(await confirm(token)).toMatchObject({ state: 'active' })
    expect(await confirm(token)).toMatchObject({ state: 'active' })
    expect(digests).toEqual(['alice@example.org'])
  })

  it('gives the link 48 hours', async () => {
    await request('alice')
    clock = new Date(clock.getTime() + 48 * 3_600_000 + 120_000)
    expect(await confirm(tokenOf(notices[0]))).toBe('expired')
    expect(await confirm('x')).toBeNull()
    expect(await store.subscribers.byEmail('alice@example.org')).toMatchObject({ state: 'pending' })
  })

  it('changes nothing for an active address, and tells its owner alone', async () => {
    await request('alice')
    await confirm(tokenOf(notices[0]))
    await database.prisma.$executeRaw`truncate rate_limits`
    await request('alice', ['gardening'])
    expect(notices[1]).toMatchObject({
      kind: 'known',
      link: 'https://paperboy.example/m/1',
      keywords: ['gardening'],
      keptKeywords: 1,
    })
    expect(await store.subscribers.byEmail('alice@example.org')).toMatchObject({
      state: 'active',
      keywords: searchFor(['robot']),
    })
  })

  it('sends one mail to an address signed up two hundred times, and five in a day at most', async () => {
    for (let i = 0; i < 200; i++) await request('alice')
    expect(notices).toHaveLength(1)
    for (let i = 0; i < 10; i++) {
      await database.prisma.$executeRaw`delete from rate_limits where key like 'notice-10min%'`
      await request('alice')
    }
    expect(notices.length).toBeLessThanOrEqual(5)
  })

  it('sends nothing to an address whose mail came back, until a week has gone by', async () => {
    await request('alice')
    await holdNotices(store.limits, addressNumber('Alice@Example.org'), 7 * 86_400)
    const goBy = (days: number) =>
      database.prisma.$executeRaw`update rate_limits set expire = expire - make_interval(days => ${days}::int)`
    await goBy(6)
    await request('alice', ['gardening'])
    expect(notices).toHaveLength(1)
    // What was asked for in vain does not keep the sign-up from being forgotten.
    expect(await store.subscribers.byEmail('alice@example.org')).toMatchObject({ keywords: searchFor(['robot']) })
    await request('bob')
    expect(notices).toMatchObject([{ to: 'alice@example.org' }, { to: 'bob@example.org' }])
    await goBy(1)
    await request('alice')
    expect(notices).toHaveLength(3)
  })

  it('brings back someone who had left, but only when they confirm', async () => {
    await request('alice')
    const id = (await store.subscribers.byEmail('alice@example.org'))?.id ?? 0
    await confirm(tokenOf(notices[0]))
    await store.subscribers.unsubscribe(id, clock)
    await database.prisma.$executeRaw`truncate rate_limits`
    await request('alice', ['paper'])
    expect(notices[1]).toMatchObject({ kind: 'confirm', keywords: ['paper'], keptKeywords: 1 })
    expect(await service().signUp.pending(tokenOf(notices[1]))).toMatchObject({
      subscriber: { state: 'pending', keywords: searchFor(['paper']) },
      replaced: searchFor(['robot']),
    })
    // Anybody could have asked: until it is confirmed, what is kept of them stays as it was.
    expect(await store.subscribers.byId(id)).toMatchObject({ state: 'unsubscribed', keywords: searchFor(['robot']) })
    clock = new Date(clock.getTime() + 8 * 24 * 3_600_000)
    await service().signUp.clean()
    expect(await store.subscribers.toConfirm(id)).toMatchObject({ subscriber: { state: 'unsubscribed' }, replaced: [] })
    await request('alice', ['paper'])
    expect(await confirm(tokenOf(notices[2]))).toMatchObject({ state: 'active', keywords: searchFor(['paper']) })
    expect(await confirm(tokenOf(notices[2]))).toMatchObject({ state: 'active' })
    await store.subscribers.unsubscribe(id, clock)
    expect(await confirm(tokenOf(notices[2]))).toMatchObject({ state: 'unsubscribed' })
  })

  it('refuses bad input before anything is done', async () => {
    await expect(
      service().signUp.request({ email: 'alice@x\r\nBcc: bob@example.org', keywords: [''] }),
    ).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^email: .*\nkeywords: /),
    })
    expect(notices).toEqual([])
  })

  it('admits twenty sign-ups an hour from one network', async () => {
    const { signUp } = service()
    const answers = await Promise.all(Array.from({ length: 25 }, () => signUp.admit('sign-up', '192.0.2.0/24')))
    expect(answers.filter(Boolean)).toHaveLength(20)
    expect(await signUp.admit('sign-up', '198.51.100.0/24')).toBe(true)
  })

  it('forgets what nobody confirmed in a week', async () => {
    await request('alice')
    await service().signUp.clean()
    expect(await store.subscribers.list()).toHaveLength(1)
    clock = new Date(clock.getTime() + 7 * 24 * 3_600_000 + 60_000)
    await service().signUp.clean()
    expect(await store.subscribers.list()).toEqual([])
  })
})

describe('the preview of keywords', () => {
  it('counts the papers of each edition, names the newest, and warns of too much and of nothing', async () => {
    const preview = createKeywordPreview(store)
    const [robots, all, none] = await preview(['robot', 'abstract', 'gardening'])
    expect(robots).toMatchObject({
      counts: [{ edition: '2026-05-11', matched: 3, announced: 40 }],
      newest: [{ title: 'Robots, part 2', spans: [[0, 6]] }, { title: 'Robots, part 1' }, { title: 'Robots, part 0' }],
      warning: 'tooMany',
    })
    expect(all).toMatchObject({ warning: 'tooMany' })
    expect(none).toMatchObject({ warning: 'nothing', newest: [] })
    await expect(preview(['x'.repeat(500)])).rejects.toMatchObject({ code: 'invalid' })
  })
})
