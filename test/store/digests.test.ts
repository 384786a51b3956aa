import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Claim, type FrozenMatches, NO_MATCHES, type PlannedDigest } from '../../src/domain/ledger.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'

const DAY = '2026-05-11'
const AT = new Date('2026-05-11T05:00:00Z')
const LATER = new Date('2026-05-11T06:00:00Z')
const MORNING = new Date('2026-05-11T07:00:00Z')
const NEXT_MORNING = new Date('2026-05-12T07:00:00Z')

let database: TestDatabase
let store: Store
let alice: number
let bob: number
let chen: number

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())

beforeEach(async () => {
  await database.pool.query('truncate subscribers, editions restart identity cascade')
  for (const date of [DAY, '2026-05-12'])
    await store.editions.save({ date, feeds: [], announcements: [], expected: [], at: AT })
  alice = await subscribe('alice')
  bob = await subscribe('bob')
  chen = await subscribe('chen')
})

describe('planning', () => {
  it('makes a row for each reader once', async () => {
    const rows = [row(alice, 1), row(bob)]
    expect(await plan(rows)).toEqual({ planned: 1, skipped: 1 })
    expect(await plan(rows)).toEqual({ planned: 0, skipped: 0 })
    expect(await ledger()).toMatchObject([
      { state: 'planned', due_at: MORNING, planned_at: AT, settled_at: null },
      { state: 'skipped', reason: 'no paper matches', settled_at: AT },
    ])
  })

  it('freezes anew what nobody has tried to send, which keeps its time', async () => {
    await plan([row(alice, 1)])
    expect(await plan([{ ...row(alice, 1, 2), dueAt: NEXT_MORNING }], LATER)).toEqual({ planned: 0, skipped: 0 })
    expect(await ledger()).toMatchObject([
      {
        state: 'planned',
        matches: matching(1, 2),
        due_at: MORNING,
        planned_at: AT,
        message_id: `${alice}@example.org`,
      },
    ])
  })

  it('plans whom no paper had matched, once one does, for their next morning', async () => {
    await plan([row(alice)])
    expect(await plan([{ ...row(alice, 1), dueAt: NEXT_MORNING }], LATER)).toEqual({ planned: 1, skipped: 0 })
    expect(await ledger()).toMatchObject([
      {
        state: 'planned',
        matches: matching(1),
        due_at: NEXT_MORNING,
        planned_at: LATER,
        settled_at: null,
        reason: null,
      },
    ])
  })

  it('skips what has lost its only match before anyone tried it', async () => {
    await plan([row(alice, 1)])
    expect(await plan([row(alice)], LATER)).toEqual({ planned: 0, skipped: 0 })
    expect(await ledger()).toMatchObject([{ state: 'skipped', reason: 'no paper matches', settled_at: LATER }])
  })

  it('leaves alone what is being sent, was tried, was sent, or belongs to someone who left', async () => {
    await plan([row(alice, 1), row(bob, 1), row(chen, 1)])
    const [first, second, third] = [await claim(), await claim(), await claim()]
    await store.digests.settle(held(second), { state: 'planned', reason: 'later', dueAt: NEXT_MORNING }, AT)
    await store.digests.settle(held(third), { state: 'skipped', reason: 'unsubscribed' }, AT)
    await store.subscribers.unsubscribe(chen, AT)
    const before = await ledger()
    expect(before.map(({ state }) => state)).toEqual(['claimed', 'planned', 'skipped'])
    expect(await plan([row(alice, 1, 2), row(bob, 1, 2), row(chen, 1, 2)], LATER)).toEqual({ planned: 0, skipped: 0 })
    expect(await ledger()).toEqual(before)
    await store.digests.settle(held(first), { state: 'sent', reason: '250' }, AT)
    expect(await plan([row(alice, 2)], LATER)).toEqual({ planned: 0, skipped: 0 })
    expect((await ledger())[0]).toMatchObject({ state: 'sent', matches: matching(1) })
  })

  it('counts each row once when many plan the same at once', async () => {
    const rows = [row(alice, 1), row(bob, 1), row(chen)]
    const counts = await Promise.all(Array.from({ length: 6 }, () => plan(rows)))
    expect(counts.filter(({ planned }) => planned > 0)).toEqual([{ planned: 2, skipped: 1 }])
    expect(counts.filter(({ planned, skipped }) => planned + skipped === 0)).toHaveLength(5)
  })

  it('is still to do for those without a row, with one that nobody tried, or without a match', async () => {
    const open = async () => (await store.subscribers.toPlan(DAY, { after: 0, limit: 10 })).map(({ id }) => id)
    expect(await open()).toEqual([alice, bob, chen])
    await plan([row(alice, 1), row(bob)])
    expect(await open()).toEqual([alice, bob, chen])
    expect((await store.subscribers.toPlan(DAY, { after: alice, limit: 1 })).map(({ id }) => id)).toEqual([bob])
    expect((await store.subscribers.toPlan(DAY, { after: 0, limit: 9, only: chen })).map(({ id }) => id)).toEqual([
      chen,
    ])
    const claimed = held(await claim())
    expect(await open()).toEqual([bob, chen])
    await store.digests.settle(claimed, { state: 'planned', reason: 'later', dueAt: NEXT_MORNING }, AT)
    expect(await open()).toEqual([bob, chen])
    await store.subscribers.unsubscribe(chen, AT)
    expect(await open()).toEqual([bob])
  })

  it('is to do again for who left while a mail was on its way, once they are back', async () => {
    const open = async () => (await store.subscribers.toPlan(DAY, { after: 0, limit: 9 })).map(({ id }) => id)
    await plan([row(alice, 1)])
    await store.subscribers.unsubscribe(alice, AT)
    await store.digests.settle(held(await claim()), { state: 'skipped', reason: 'unsubscribed' }, AT)
    expect(await open()).toEqual([bob, chen])
    await store.subscribers.resume(alice)
    expect(await open()).toEqual([alice, bob, chen])
    expect(await plan([row(alice, 2)], LATER)).toEqual({ planned: 1, skipped: 0 })
    expect((await ledger())[0]).toMatchObject({ state: 'planned', attempts: 0, matches: matching(2) })
  })
})

describe('claiming', () => {
  it('takes what has waited longest, and nothing before its time', async () => {
    await plan([row(alice, 1), { ...row(bob, 1), dueAt: AT }, { ...row(chen, 1), dueAt: NEXT_MORNING }])
    expect([await claim(), await claim(), await claim()].map((one) => one?.subscriberId)).toEqual([
      bob,
      alice,
      undefined,
    ])
    const eager = { now: MORNING, until: NEXT_MORNING, ignoreDue: { since: MORNING } }
    expect(await store.digests.claim(eager)).toMatchObject({ subscriberId: chen, attempts: 1 })
  })

  it('keeps to the edition and the reader that are asked for', async () => {
    await plan([row(alice, 1), row(bob, 1)])
    const filter = { now: MORNING, until: NEXT_MORNING }
    expect(await store.digests.claim({ ...filter, edition: '2026-05-12' })).toBeNull()
    expect(await store.digests.claim({ ...filter, subscriberId: chen })).toBeNull()
    expect(await store.digests.claim({ ...filter, edition: DAY, subscriberId: bob })).toMatchObject({
      subscriberId: bob,
    })
    const expired = { now: new Date(NEXT_MORNING.getTime() + 1), until: NEXT_MORNING, subscriberId: bob }
    expect(await store.digests.claim({ ...expired, edition: '2026-05-12' })).toBeNull()
    expect(await store.digests.claim({ ...expired, edition: DAY })).toMatchObject({ subscriberId: bob, attempts: 2 })
  })

  it('takes what a dead worker held, after all that waits; the dead can settle it no more', async () => {
    await plan([row(alice, 1), row(bob, 1)])
    const until = new Date(MORNING.getTime() + 60_000)
    const dead = held(await store.digests.claim({ now: MORNING, until }))
    const late = new Date(until.getTime() + 1)
    const next = { now: late, until: NEXT_MORNING }
    expect(await store.digests.claim(next)).toMatchObject({ subscriberId: bob })
    expect(await store.digests.claim(next)).toMatchObject({ subscriberId: alice, attempts: 2 })
    expect(await store.digests.claim(next)).toBeNull()
    expect(await store.digests.settle(dead, { state: 'sent', reason: '250' }, late)).toBe(false)
  })

  it('holds for longer when it is renewed, unless it has passed on', async () => {
    await plan([row(alice, 1)])
    const short = new Date(MORNING.getTime() + 60_000)
    const late = new Date(short.getTime() + 1)
    const first = held(await store.digests.claim({ now: MORNING, until: short }))
    await store.digests.renew(first, NEXT_MORNING)
    expect(await store.digests.claim({ now: late, until: NEXT_MORNING })).toBeNull()
    await store.digests.renew(first, short)
    const second = held(await store.digests.claim({ now: late, until: NEXT_MORNING }))
    await store.digests.renew(first, short)
    expect(await store.digests.claim({ now: late, until: NEXT_MORNING })).toBeNull()
    expect(await store.digests.settle(second, { state: 'sent', reason: '250' }, late)).toBe(true)
  })

  it('never gives one row to two of eight workers, waiting or left by the dead', async () => {
    const people = 120
    await database.pool.query(
      `insert into subscribers (email, email_key, language, time_zone, hour)
       select key, key, 'en', 'UTC', 7 from (select 'reader' || i as key from generate_series(1, $1::int) i) as keys`,
      [people],
    )
    const rows = (await store.subscribers.list()).map(({ id }) => row(id, 1))
    await plan(rows)
    const until = new Date(MORNING.getTime() + 60_000)
    for (const [now, attempts] of [
      [MORNING, 1],
      [NEXT_MORNING, 2],
    ] as const) {
      const claims: Claim[] = []
      const worker = async () => {
        for (;;) {
          const one = await store.digests.claim({ now, until: now === MORNING ? until : new Date(now.getTime() + 1) })
          if (!one) return
          claims.push(one)
        }
      }
      await Promise.all(Array.from({ length: 8 }, worker))
      expect(new Set(claims.map(({ id }) => id)).size).toBe(rows.length)
      expect(claims.map((one) => one.attempts)).toEqual(rows.map(() => attempts))
    }
  })

  it('finds the next row by the index, without sorting the queue', async () => {
    await plan([row(alice, 1), row(bob, 1)])
    const client = await database.pool.connect()
    try {
      await client.query('set enable_seqscan = off')
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select id from digests where state = 'planned' and due_at <= now() order by due_at, id limit 1`,
      )
      const steps = rows.map((line) => line['QUERY PLAN']).join('\n')
      expect(steps).toContain('digests_state_due_at_id_idx')
      expect(steps).not.toContain('Sort')
    } finally {
      client.release(true)
    }
  })
})

async function subscribe(name: string): Promise<number> {
  const email = `${name}@example.org`
  const person = {
    email,
    keywords: searchFor(['robot']),
    language: 'en' as const,
    ...defaultReading('en'),
    timeZone: 'UTC',
    hour: 7,
  }
  return (await store.subscribers.add(person)).id
}

function row(subscriberId: number, ...papers: number[]): PlannedDigest {
  return {
    subscriberId,
    state: papers.length > 0 ? 'planned' : 'skipped',
    reason: papers.length > 0 ? null : NO_MATCHES,
    messageId: `${subscriberId}@example.org`,
    matches: matching(...papers),
    dueAt: MORNING,
    nextMorning: MORNING,
  }
}

function matching(...papers: number[]): FrozenMatches {
  const found = papers.map((number) => ({
    id: `2613.0000${number}`,
    version: 1,
    text: '0badcafe',
    spans: { title: [], abstract: [] },
  }))
  return [{ keyword: 'robot', papers: found }]
}

function plan(rows: PlannedDigest[], at = AT) {
  return store.digests.plan(DAY, rows, at, { replaced: [], elsewhere: new Map() })
}

function claim(): Promise<Claim | null> {
  return store.digests.claim({ now: MORNING, until: NEXT_MORNING })
}

function held(found: Claim | null): Claim {
  if (!found) throw new Error('there was nothing to claim')
  return found
}

async function ledger(): Promise<Record<string, unknown>[]> {
  return (await database.pool.query('select * from digests order by subscriber_id')).rows
}
