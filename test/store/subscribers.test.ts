import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Subscriber } from '../../src/domain/subscriber.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'

let database: TestDatabase
let store: Store
let alice: Subscriber

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers restart identity cascade`
  alice = await store.subscribers.add({
    email: 'alice@example.org',
    keywords: searchFor(['robot', 'RAG']),
    language: 'en',
    ...defaultReading('en'),
    timeZone: 'Europe/Madrid',
    hour: 7,
  })
})

describe('a change of settings', () => {
  it('is refused whole where it was decided on settings that are no longer so', async () => {
    await store.subscribers.change(alice.id, { hour: 8 }, alice)
    const late = store.subscribers.change(alice.id, { hour: 9, keywords: searchFor(['tea']) }, alice)
    await expect(late).rejects.toMatchObject({ code: 'conflict' })
    expect(await store.subscribers.byId(alice.id)).toMatchObject({ hour: 8, keywords: searchFor(['robot', 'RAG']) })
  })

  it('is made once where several are decided on the same at the same moment', async () => {
    const changes = [8, 9, 10, 11, 12].map((hour) => store.subscribers.change(alice.id, { hour }, alice))
    const outcomes = await Promise.allSettled(changes)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('never undoes the muting of a keyword unseen', async () => {
    for (let times = 0; times < 10; times++) {
      const known = (await store.subscribers.byId(alice.id)) as Subscriber
      const change = store.subscribers.change(alice.id, { keywords: searchFor(['robot', 'RAG', 'tea']) }, known)
      const [changed] = await Promise.allSettled([change, store.subscribers.pauseKeyword(alice.id, 'RAG')])
      const { keywords } = (await store.subscribers.byId(alice.id)) as Subscriber
      expect([changed.status, keywords.find(({ text }) => text === 'RAG')?.mode]).toEqual([changed.status, 'paused'])
      await store.subscribers.change(alice.id, { keywords: searchFor(['robot', 'RAG']) })
    }
  })
})
