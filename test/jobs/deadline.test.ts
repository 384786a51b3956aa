import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../src/domain/delivery-policy.ts'
import type { Digest } from '../../src/domain/digest.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Preferences, Subscriber } from '../../src/domain/subscriber.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { digestNow } from '../../src/jobs/digest-now.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import { changeSettings } from '../../src/jobs/settings.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

let database: TestDatabase
let store: Store
let clock: Date
let sent: { at: string; digest: Digest }[]
let relay: 'well' | 'away' | 'silent'

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers, editions, papers restart identity cascade`
  sent = []
  relay = 'well'
})

const deps = () => ({
  ...store,
  ledger: store.digests,
  openPostman: async () => ({
    sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
    send: async ({ digest }: { digest: Digest }) => {
      if (relay !== 'well') throw new Error(relay)
      sent.push({ at: clock.toISOString(), digest })
      return '250 ok'
    },
    classify: () => verdict(relay === 'away' ? 'transient' : 'uncertain', `the relay is ${relay}`),
  }),
  links: () => ({
    web: 'https://w.example',
    manage: 'https://m.example',
    unsubscribe: 'https://u.example',
    mute: null,
  }),
  messageId: (id: number, edition: string) => `${edition}.${id}@example.org`,
  now: () => clock,
  log: createLog('silent'),
  random: () => 0,
})

const subscribe = async (timeZone = 'UTC', changes: Partial<Preferences> = {}) => {
  const alice = { email: 'alice@example.org', keywords: searchFor(['robot']), language: 'en' as const }
  const { id } = await store.subscribers.add({ ...alice, ...defaultReading('en'), timeZone, hour: 7 })
  return store.subscribers.change(id, changes)
}

async function announce(day: string, number: number, at: string): Promise<void> {
  await come(day, number, at)
  await planEdition(deps(), day)
}

async function come(day: string, number: number, at: string): Promise<void> {
  clock = new Date(at)
  const announcements = [{ paper: paper(number, { title: `Robot number ${number}` }), type: 'new' as const }]
  await store.editions.save({ date: day, feeds: [], announcements, expected: [], at: clock })
}

/** The worker wakes whenever something is due. */
async function liveUntil(end: string): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ due: Date | null }>(
      `select min(due_at) as due from digests where state = 'planned'`,
    )
    const due = rows[0]?.due ?? null
    if (due === null || due >= new Date(end)) break
    clock = new Date(Math.max(clock.getTime(), due.getTime()))
    await deliver(deps(), { concurrency: 1 })
  }
  clock = new Date(end)
}

const states = async (reader: Subscriber) =>
  (await store.digests.ofSubscriber(reader.id)).map(({ edition, state, reason }) => `${edition} ${state} ${reason}`)
const papers = () =>
  sent.map(({ digest }) => digest.groups.flatMap(({ entries }) => entries.map(({ entry }) => entry.paper.id.slice(-1))))

describe('a digest that could not be sent all day', () => {
  it('expires twelve hours after its morning, and the next one brings its papers, marked with their day', async () => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    relay = 'away'
    await liveUntil('2026-05-11T20:00:00Z')
    expect(await states(alice)).toEqual(['2026-05-11 expired past its deadline'])
    relay = 'well'
    await liveUntil('2026-05-12T04:00:00Z')
    expect(sent).toEqual([])
    await announce('2026-05-12', 2, '2026-05-12T04:05:00Z')
    await liveUntil('2026-05-12T10:00:00Z')
    expect(papers()).toEqual([['1', '2']])
    expect(sent[0]?.digest).toMatchObject({ since: '2026-05-11', edition: '2026-05-12' })
    expect(await states(alice)).toEqual(['2026-05-11 expired in the digest of 2026-05-12', '2026-05-12 sent 250 ok'])
  })

  it('gives its papers once, however often the next edition is planned, and what waits longer passes them on', async () => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    relay = 'away'
    await liveUntil('2026-05-11T20:00:00Z')
    await announce('2026-05-12', 2, '2026-05-12T04:05:00Z')
    await announce('2026-05-12', 3, '2026-05-12T04:35:00Z')
    await liveUntil('2026-05-12T20:00:00Z')
    relay = 'well'
    await announce('2026-05-13', 4, '2026-05-13T04:05:00Z')
    await liveUntil('2026-05-13T10:00:00Z')
    expect(papers()).toEqual([['1', '2', '3', '4']])
    expect(await states(alice)).toEqual([
      '2026-05-11 expired in the digest of 2026-05-12',
      '2026-05-12 expired in the digest of 2026-05-13',
      '2026-05-13 sent 250 ok',
    ])
  })

  it('brings its papers with the next one also where nobody sends but the operator’s own "digest"', async () => {
    const alice = await subscribe()
    await come('2026-05-11', 1, '2026-05-11T04:05:00Z')
    relay = 'away'
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, waiting: 1 })
    relay = 'well'
    await come('2026-05-12', 2, '2026-05-12T04:05:00Z')
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 1, waiting: 0 })
    expect(papers()).toEqual([['1', '2']])
    expect(await states(alice)).toEqual(['2026-05-11 expired in the digest of 2026-05-12', '2026-05-12 sent 250 ok'])
  })

  it('is sent, however late, where the operator asks for it', async () => {
    await subscribe()
    await come('2026-05-11', 1, '2026-05-11T04:05:00Z')
    relay = 'away'
    await digestNow(deps(), {})
    relay = 'well'
    clock = new Date('2026-05-12T04:05:00Z')
    expect(await digestNow(deps(), { edition: '2026-05-11' })).toMatchObject({ sent: 1 })
  })

  it('comes after days without Paperboy with all that was missed, in one mail and at once', async () => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    // Both are due when it starts again, and deliveries may be the first.
    clock = new Date('2026-05-14T10:00:00Z')
    await deliver(deps(), {})
    await come('2026-05-11', 5, '2026-05-14T10:01:00Z')
    for (const [day, number] of [
      ['2026-05-12', 2],
      ['2026-05-13', 3],
    ] as const)
      await come(day, number, '2026-05-14T10:01:00Z')
    await announce('2026-05-14', 4, '2026-05-14T10:01:00Z')
    await liveUntil('2026-05-14T10:02:00Z')
    expect(papers().map((all) => all.toSorted())).toEqual([['1', '2', '3', '4', '5']])
    expect(await states(alice)).toEqual(['2026-05-11 expired in the digest of 2026-05-14', '2026-05-14 sent 250 ok'])
  })

  it('is not late because its reader gets weekly digests, or has a later hour now', async () => {
    await subscribe('UTC', { weekday: 5 })
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    await liveUntil('2026-05-15T10:00:00Z')
    expect(sent.map(({ at }) => at)).toEqual(['2026-05-15T07:00:00.000Z'])
  })

  it('keeps what the operator says as its deadline', async () => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    clock = new Date('2026-05-11T09:30:00Z')
    await deliver({ ...deps(), policy: { ...DEFAULT_POLICY, deadlineMs: 2 * 3_600_000 } }, {})
    expect(await states(alice)).toEqual(['2026-05-11 expired past its deadline'])
  })

  it('is uncertain, and its papers are not sent again, where the relay may have had it', async () => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    await liveUntil('2026-05-11T07:00:00Z')
    relay = 'silent'
    clock = new Date('2026-05-11T07:05:00Z')
    await deliver(deps(), {})
    relay = 'away'
    await liveUntil('2026-05-11T21:00:00Z')
    expect(await states(alice)).toEqual(['2026-05-11 uncertain past its deadline'])
    relay = 'well'
    await announce('2026-05-12', 2, '2026-05-12T04:05:00Z')
    await liveUntil('2026-05-12T10:00:00Z')
    expect(papers()).toEqual([['2']])
  })
})

describe('a reader on the move', () => {
  it.each([
    ['to the east, past their morning', 'Asia/Shanghai', 7, '2026-05-11T23:00'],
    ['to the west', 'America/New_York', 7, '2026-05-11T11:00'],
    ['to a zone of half hours', 'Asia/Kolkata', 7, '2026-05-12T01:30'],
    ['to an hour that is over', 'UTC', 3, '2026-05-12T03:00'],
    ['to an hour that is still to come', 'UTC', 9, '2026-05-11T09:00'],
  ])('%s, gets one digest, neither none nor two', async (_, timeZone, hour, expected) => {
    const alice = await subscribe()
    await announce('2026-05-11', 1, '2026-05-11T04:05:00Z')
    clock = new Date('2026-05-11T06:55:00Z')
    const moved = await changeSettings(deps(), alice, { timeZone, hour: String(hour) })
    clock = new Date('2026-05-11T07:00:00Z')
    await liveUntil('2026-05-13T04:00:00Z')
    expect(sent.map(({ at }) => at.slice(0, 16))).toEqual([expected])
    await changeSettings(deps(), moved, { timeZone: 'Pacific/Auckland' })
    await liveUntil('2026-05-14T04:00:00Z')
    expect(sent).toHaveLength(1)
  })
})
