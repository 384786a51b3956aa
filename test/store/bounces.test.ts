import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BounceKind } from '../../src/domain/bounce.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'

let database: TestDatabase
let store: Store

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers, editions restart identity cascade`
})

const day = (n: number) => new Date(Date.UTC(2026, 4, n, 5))

async function subscribe(name: string): Promise<number> {
  const keywords = searchFor(['robot'])
  const { id } = await store.subscribers.add({
    email: `${name}@example.org`,
    keywords,
    language: 'en',
    ...defaultReading('en'),
    timeZone: 'Europe/Madrid',
    hour: 7,
  })
  return id
}

/** What was sent to somebody on a day. */
async function digestOf(subscriberId: number, n: number) {
  const editionDate = new Date(Date.UTC(2026, 4, n))
  await database.prisma.edition.upsert({
    where: { date: editionDate },
    create: { date: editionDate, state: 'complete', updatedAt: day(n) },
    update: {},
  })
  const { id } = await database.prisma.digest.create({
    data: {
      subscriberId,
      editionDate,
      state: 'sent',
      messageId: `${n}.${subscriberId}@example.org`,
      matches: [],
      dueAt: day(n),
      morningAt: day(n),
      plannedAt: day(n),
    },
  })
  return { id, subscriberId }
}

async function bounce(subscriberId: number, n: number, kind: BounceKind) {
  return store.bounces.record(await digestOf(subscriberId, n), { kind, at: day(n), detail: `${kind} on ${n}` })
}

const suppressedOf = async (id: number) => (await store.subscribers.byId(id))?.suppressed

describe('bounces', () => {
  it('hold back the mail of an address that nobody has, and of no other', async () => {
    const alice = await subscribe('alice')
    const bob = await subscribe('bob')
    expect(await bounce(alice, 11, 'unknown')).toBe('suppressed')
    expect(await suppressedOf(alice)).toEqual({ since: day(11), reason: 'unknown on 11' })
    expect(await suppressedOf(bob)).toBe(null)
    const page = { after: 0, limit: 10 }
    expect((await store.subscribers.toPlan('2026-05-12', page)).map(({ id }) => id)).toEqual([bob])
  })

  it('hold it back when they come to the limit, day after day', async () => {
    const alice = await subscribe('alice')
    const outcomes = []
    for (const n of [11, 12, 13, 14, 15]) outcomes.push(await bounce(alice, n, 'hard'))
    expect(outcomes).toEqual(['counted', 'counted', 'counted', 'counted', 'suppressed'])
    expect(await bounce(alice, 16, 'hard')).toBe('counted')
    expect(await suppressedOf(alice)).toMatchObject({ since: day(15) })
  })

  it('count once however often they are told, on other days too', async () => {
    const alice = await subscribe('alice')
    const digest = await digestOf(alice, 11)
    const tell = (n: number) => store.bounces.record(digest, { kind: 'hard', at: day(n), detail: 'no' })
    expect(await Promise.all([tell(11), tell(11), tell(11)])).toEqual(
      expect.arrayContaining(['counted', 'known', 'known']),
    )
    for (const n of [12, 13, 14, 15, 16]) expect(await tell(n)).toBe('known')
    expect(await suppressedOf(alice)).toBe(null)
    expect(await store.bounces.ofSubscriber(alice)).toHaveLength(1)
  })

  it('count together when two come for one person at the same moment', async () => {
    const alice = await subscribe('alice')
    const digests = [await digestOf(alice, 11), await digestOf(alice, 12)]
    const at = [day(11), day(12)]
    await Promise.all(
      digests.map((digest, i) => store.bounces.record(digest, { kind: 'hard', at: at[i] ?? day(11), detail: 'no' })),
    )
    const { bounceScore } = await database.prisma.subscriber.findUniqueOrThrow({ where: { id: alice } })
    expect(bounceScore).toBe(2)
  })

  it('end a subscription when they are complaints, and once', async () => {
    const alice = await subscribe('alice')
    expect(await bounce(alice, 11, 'complaint')).toBe('unsubscribed')
    expect(await store.subscribers.kept(alice)).toMatchObject({ state: 'unsubscribed', leaveReason: 'complaint' })
    expect(await bounce(alice, 12, 'complaint')).toBe('counted')
  })

  it('are forgiven when their reader wants mail again, and old ones told anew change nothing', async () => {
    const alice = await subscribe('alice')
    const digest = await digestOf(alice, 11)
    const tell = () => store.bounces.record(digest, { kind: 'unknown', at: day(11), detail: 'no such user' })
    expect(await tell()).toBe('suppressed')
    await store.subscribers.trust(alice)
    expect(await suppressedOf(alice)).toBe(null)
    expect(await tell()).toBe('known')
    expect(await suppressedOf(alice)).toBe(null)
    expect(await bounce(alice, 12, 'hard')).toBe('counted')
  })

  it('say nothing of the address that took the place of the one that bounced', async () => {
    const alice = await subscribe('alice')
    await bounce(alice, 11, 'unknown')
    const { id } = await store.addressChanges.add(alice, 'alice@example.com', day(12))
    const late = await digestOf(alice, 12)
    await store.addressChanges.take(id)
    expect(await suppressedOf(alice)).toBe(null)
    const detail = 'of the old address'
    expect(await store.bounces.record(late, { kind: 'unknown', at: day(13), detail })).toBe('not counted')
    expect(await suppressedOf(alice)).toBe(null)
    expect(await bounce(alice, 14, 'unknown')).toBe('suppressed')
  })

  it('of somebody who was deleted meanwhile are passed over', async () => {
    const alice = await subscribe('alice')
    const digest = await digestOf(alice, 11)
    await store.subscribers.remove('alice@example.org')
    expect(await store.bounces.record(digest, { kind: 'hard', at: day(11), detail: 'no' })).toBe('known')
  })
})
