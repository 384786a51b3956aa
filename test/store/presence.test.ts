import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PlannedDigest } from '../../src/domain/ledger.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { createLog } from '../../src/lib/log.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { createPresence, type Presence, WORKER_LOCKS } from '../../src/store/presence.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'

const NOW = new Date('2026-05-11T07:00:00Z')
const HOURS_LATER = new Date('2026-05-11T12:00:00Z')
const log = createLog('silent')

let database: TestDatabase
const opened: { database: Database; presence: Presence }[] = []

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.pool.query('truncate subscribers, editions restart identity cascade')
  const store = createStore(database.prisma)
  await store.editions.save({ date: '2026-05-11', feeds: [], announcements: [], expected: [], at: NOW })
  const alice = { email: 'alice@example.org', keywords: searchFor(['robot']), language: 'en' as const }
  const { id } = await store.subscribers.add({ ...alice, ...defaultReading('en'), timeZone: 'UTC', hour: 7 })
  const row: PlannedDigest = {
    subscriberId: id,
    state: 'planned',
    reason: null,
    messageId: 'digest.1@example.org',
    matches: [],
    dueAt: NOW,
    nextMorning: NOW,
  }
  await store.digests.plan('2026-05-11', [row], NOW, { replaced: [], elsewhere: new Map() })
})
afterEach(async () => {
  for (const { presence, database } of opened.splice(0)) {
    await presence.close()
    await database.close()
  }
})

/** As a process of its own has it. */
async function worker(settleMs = 50): Promise<{ store: Store; presence: Presence; database: Database }> {
  const own = await openDatabase({ url: database.url, log })
  const presence = createPresence(own.pool, log, settleMs)
  opened.push({ database: own, presence })
  await presence.number()
  return { store: createStore(own.prisma, presence), presence, database: own }
}

const claim = ({ store }: { store: Store }) => store.digests.claim({ now: NOW, until: HOURS_LATER })
/** PostgreSQL takes a moment to notice that somebody is gone, and a worker to be sure of it. */
const claimSoon = (of: { store: Store }) =>
  vi.waitFor(async () => {
    const held = await claim(of)
    if (!held) throw new Error('nothing can be claimed')
    return held
  }, 5_000)
const cut = async (number: number) => {
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1::int::oid`,
    [number],
  )
  expect(rowCount).toBe(1)
}

describe('what a worker held', () => {
  it('is anyone’s as soon as the worker is gone, long before its lease is over', async () => {
    const [alice, bob] = [await worker(), await worker()]
    expect(await claim(alice)).toMatchObject({ attempts: 1, doubts: 0 })
    expect(await claim(bob)).toBeNull()
    expect(await bob.store.digests.hasDue(NOW)).toBe(false)
    await alice.presence.close()
    await vi.waitFor(async () => expect(await bob.store.digests.hasDue(NOW)).toBe(true), 5_000)
    expect(await claimSoon(bob)).toMatchObject({ attempts: 2, doubts: 0 })
  })

  it('is of unknown fate if it was being handed over, and is given up when that happens too often', async () => {
    for (const doubts of [0, 1, 2, 3]) {
      const mortal = await worker()
      const held = await claimSoon(mortal)
      expect(held).toMatchObject({ doubts })
      expect(await mortal.store.digests.begin(held, null, NOW)).toBe(true)
      await mortal.presence.close()
    }
    const last = await worker()
    expect(await claim(last)).toBeNull()
    const overdue = { now: NOW, deadlineBefore: new Date(0), resends: 3 }
    await vi.waitFor(
      async () => expect(await last.store.digests.closeOverdue(overdue)).toEqual({ expired: 0, uncertain: 1 }),
      5_000,
    )
    expect(await last.store.digests.hasDue(NOW)).toBe(false)
  })

  it('stays its own where only the session was lost: it comes back, and the others wait for that', async () => {
    const [alice, bob] = [await worker(1_500), await worker(1_500)]
    await delay(1_500)
    const held = await claim(alice)
    await Promise.all([cut(await alice.presence.number()), cut(await bob.presence.number())])
    await vi.waitFor(() => expect(alice.presence.isSettled() || bob.presence.isSettled()).toBe(false), 5_000)
    expect(await claim(bob)).toBeNull()
    if (!held) throw new Error('nothing was claimed')
    expect(await alice.store.digests.settle(held, { state: 'sent', reason: '250 ok' }, NOW)).toBe(true)
  })

  it('is not given up either before everybody could come back', async () => {
    const [alice, bob] = [await worker(), await worker(1_500)]
    const held = await claim(alice)
    if (!held) throw new Error('nothing was claimed')
    await alice.store.digests.begin(held, null, NOW)
    const number = await alice.presence.number()
    await alice.presence.close()
    const closing = bob.store.digests.closeOverdue({ now: NOW, deadlineBefore: new Date(0), resends: 0 })
    await delay(300)
    const back = await database.pool.connect()
    try {
      await back.query('select pg_advisory_lock($1, $2)', [WORKER_LOCKS, number])
      expect(await closing).toEqual({ expired: 0, uncertain: 0 })
    } finally {
      back.release(true)
    }
    expect(await alice.store.digests.settle(held, { state: 'sent', reason: '250 ok' }, NOW)).toBe(true)
  })
})

it('a claim that has passed on can neither begin nor settle', async () => {
  const [alice, bob] = [await worker(), await worker()]
  const held = await claim(alice)
  if (!held) throw new Error('nothing was claimed')
  await alice.presence.close()
  await claimSoon(bob)
  expect(await bob.store.digests.begin(held, null, NOW)).toBe(false)
  expect(await bob.store.digests.settle(held, { state: 'sent', reason: '250 ok' }, NOW)).toBe(false)
})
