import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultReading } from '../../src/domain/reading.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'
let database: TestDatabase
let store: Store
let clock: Date

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
  // The database's own clock says since when somebody is active.
  clock = new Date(Date.now() + 60_000)
  const announcements = [{ paper: paper(1, { title: 'Robots' }), type: 'new' as const }]
  await store.editions.save({ date: DAY, feeds: [], announcements, expected: [], at: clock })
  for (const name of ['alice', 'bob', 'chen', 'dora']) await subscribe(name)
  const messageId = (id: number, edition: string) => `${edition}.${id}@example.org`
  await planEdition({ ...store, ledger: store.digests, messageId, now: () => clock }, DAY)
  await store.editions.markPlanned(DAY, clock, 1)
})
afterAll(() => database.drop())

const subscribe = (name: string) =>
  store.subscribers.add({
    email: `${name}@example.org`,
    keywords: searchFor([name === 'dora' ? 'gardening' : 'robot']),
    language: 'en',
    timeZone: 'UTC',
    hour: 7,
    ...defaultReading('en'),
  })
const claim = async () => {
  const until = new Date(clock.getTime() + 60_000)
  const held = await store.digests.claim({ now: clock, until, ignoreDue: { since: clock } })
  if (!held) throw new Error('nothing was claimed')
  return held
}
const balance = async () => (await store.balances.balances(null, 1))[0]

it('counts every row in one state, from planning to the end', async () => {
  const open = { edition: DAY, planned: 4, sent: 0, skipped: 1, rejected: 0, expired: 0, uncertain: 0 }
  expect(await balance()).toEqual({ ...open, waiting: 3, inDoubt: 0, differences: [] })
  const [alice, bob, chen] = [await claim(), await claim(), await claim()]
  await store.digests.begin(alice, null, clock)
  expect(await balance()).toMatchObject({ waiting: 3, differences: [] })
  await store.digests.settle(alice, { state: 'sent', reason: '250 ok' }, clock)
  await store.digests.settle(bob, { state: 'rejected', reason: '550 no' }, clock)
  await store.digests.settle(chen, { state: 'planned', reason: 'silence', dueAt: clock, inDoubt: true }, clock)
  expect(await balance()).toEqual({ ...open, sent: 1, rejected: 1, waiting: 1, inDoubt: 1, differences: [] })
})

it('keeps when each change was, and why', async () => {
  const [receipt] = await store.digests.receipts(1, 5)
  expect(receipt?.history.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
    'planned null',
    'claimed null',
    'handing over attempt 1',
    'sent 250 ok',
  ])
  expect(receipt?.history.every(({ at }) => at.getTime() === clock.getTime())).toBe(true)
})

it('notices who has no row, and what was changed past the ledger', async () => {
  await database.pool.query('delete from digests where subscriber_id = 4')
  await database.pool.query(`update digests set state = 'planned' where subscriber_id = 1`)
  expect((await balance())?.differences).toEqual([
    'subscribers without a row: 1',
    'rows whose state was changed past the ledger: 1',
  ])
})

it('misses nobody who came, or came back, after the edition was planned', async () => {
  await database.pool.query(`delete from digests where subscriber_id in (2, 3)`)
  await store.subscribers.unsubscribe(2, clock)
  await store.subscribers.unsubscribe(3, clock)
  await database.pool.query(`update editions set planned_at = now()`)
  await store.subscribers.resume(3)
  await subscribe('emil')
  expect((await balance())?.differences).toContain('subscribers without a row: 1')
})

it('misses nobody whose mail was held back when the edition was planned, nor once they have asked for it again', async () => {
  await database.pool.query(`update editions set planned_at = now()`)
  const before = (await balance())?.differences
  await subscribe('fritz')
  await database.pool.query(`
    update subscribers set suppressed_at = now(), suppressed_reason = '550 no', active_since = now() - interval '1 day'
    where email = 'fritz@example.org'`)
  const { id } = (await store.subscribers.byEmail('fritz@example.org')) ?? { id: 0 }
  const held = (await balance())?.differences
  await store.subscribers.trust(id)
  expect([held, (await balance())?.differences]).toEqual([before, before])
})

it('misses nobody who came while the edition was being planned', async () => {
  const before = (await balance())?.differences
  const messageId = (id: number, edition: string) => `${edition}.${id}@example.org`
  const { pool } = database
  let began = true
  const now = () => {
    // The clock goes on once planning has begun, and somebody comes whose turn was over.
    const at = new Date(Date.now() + (began ? 0 : 60_000))
    began = false
    return at
  }
  const markPlanned: Store['editions']['markPlanned'] = async (...planned) => {
    await subscribe('gina')
    await store.editions.markPlanned(...planned)
  }
  await pool.query(`update editions set planned_at = null`)
  await planEdition(
    { ...store, editions: { ...store.editions, markPlanned }, ledger: store.digests, messageId, now },
    DAY,
  )
  const missing = (await balance())?.differences.filter((one) => one.startsWith('subscribers'))
  expect([before?.length, missing]).toEqual([2, []])
})
