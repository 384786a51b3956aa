import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Digest } from '../../src/domain/digest.ts'
import type { Keyword } from '../../src/domain/keyword.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Preferences, Subscriber } from '../../src/domain/subscriber.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { digestNow } from '../../src/jobs/digest-now.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import { changeSettings, muteKeyword, resume } from '../../src/jobs/settings.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

/** A week of editions: papers by day. */
const WEEK = {
  '2026-05-04': [1, 2],
  '2026-05-05': [3],
  '2026-05-06': [],
  '2026-05-07': [2, 4],
  '2026-05-08': [5],
}
type Day = keyof typeof WEEK
const DAYS = Object.keys(WEEK) as Day[]

let database: TestDatabase
let store: Store
let clock: Date
let sent: { to: string; digest: Digest; messageId: string }[]

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers, editions, papers restart identity cascade`
  sent = []
})

const now = () => clock
const deps = () => ({
  ...store,
  ledger: store.digests,
  openPostman: async () => ({
    sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
    send: async ({ to, digest, messageId }: { to: string; digest: Digest; messageId: string }) => {
      sent.push({ to, digest, messageId })
      return '250 ok'
    },
    classify: (error: unknown) => verdict('internal', String(error)),
  }),
  links: () => ({
    web: 'https://w.example',
    manage: 'https://m.example',
    unsubscribe: 'https://u.example',
    mute: null,
  }),
  messageId: (subscriberId: number, edition: string) => `${edition}.${subscriberId}@example.org`,
  now,
  log: createLog('silent'),
})

async function subscribe(changes: Partial<Preferences> = {}, keywords: Keyword[] = searchFor(['robot'])) {
  const { id } = await store.subscribers.add({
    email: 'alice@example.org',
    keywords,
    language: 'en',
    ...defaultReading('en'),
    timeZone: 'Europe/Madrid',
    hour: 7,
  })
  return store.subscribers.change(id, changes)
}

/** The edition comes in at 05:00 UTC (midnight in New York is 04:00), an hour passes at a time until the next one. */
async function liveThrough(day: Day): Promise<void> {
  clock = new Date(`${day}T04:30:00Z`)
  await store.editions.save({
    date: day,
    feeds: [{ category: 'cs.AI', status: 'ok', items: 2, url: 'http://feed', etag: null }],
    announcements: WEEK[day].map((number) => ({
      paper: paper(number, { title: `Robot number ${number}` }),
      type: number === 2 && day === '2026-05-07' ? 'cross' : 'new',
    })),
    expected: ['cs.AI'],
    at: clock,
  })
  await planEdition(deps(), day)
  for (let hours = 0; hours < 23; hours++) {
    await deliver(deps(), { concurrency: 1 })
    clock = new Date(clock.getTime() + 3_600_000)
  }
}

async function announceAt(day: Day, at: string): Promise<void> {
  clock = new Date(at)
  await store.editions.save({
    date: day,
    feeds: [],
    announcements: WEEK[day].map((number) => ({
      paper: paper(number, { title: `Robot number ${number}` }),
      type: 'new',
    })),
    expected: [],
    at: clock,
  })
  await planEdition(deps(), day)
}

const rowsOf = async (reader: Subscriber) =>
  (await store.digests.ofSubscriber(reader.id)).map(
    ({ edition, state, reason }) => `${edition} ${state} ${reason ?? ''}`,
  )
const idsOf = (digest: Digest | undefined) =>
  digest?.groups.flatMap(({ entries }) => entries.map(({ entry }) => `${entry.edition} ${entry.paper.id.slice(-1)}`))

describe('a weekly digest', () => {
  it('comes once, on its day, with the papers of the week, each marked with its day and shown once', async () => {
    const alice = await subscribe({ weekday: 5 })
    for (const day of DAYS) await liveThrough(day)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.digest).toMatchObject({ edition: '2026-05-08', since: '2026-05-04', announced: 5, matched: 5 })
    expect(idsOf(sent[0]?.digest)).toEqual([
      '2026-05-04 1',
      '2026-05-04 2',
      '2026-05-05 3',
      '2026-05-07 4',
      '2026-05-08 5',
    ])
    expect(await rowsOf(alice)).toEqual([
      '2026-05-04 skipped in the digest of 2026-05-05',
      '2026-05-05 skipped in the digest of 2026-05-06',
      '2026-05-06 skipped in the digest of 2026-05-07',
      '2026-05-07 skipped in the digest of 2026-05-08',
      '2026-05-08 sent 250 ok',
    ])
  })

  it('comes on a day without an edition, too', async () => {
    await subscribe({ weekday: 7 })
    for (const day of DAYS) await liveThrough(day)
    expect(sent).toEqual([])
    clock = new Date('2026-05-10T05:00:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent.map(({ digest }) => [digest.since, digest.edition])).toEqual([['2026-05-04', '2026-05-08']])
  })

  it('loses nothing, and doubles nothing, when papers come late and the edition is planned again', async () => {
    await subscribe({ weekday: 5 })
    await liveThrough('2026-05-04')
    await liveThrough('2026-05-05')
    await store.editions.save({
      date: '2026-05-05',
      feeds: [],
      announcements: [{ paper: paper(9, { title: 'A late robot' }), type: 'new' }],
      expected: ['cs.AI'],
      at: clock,
    })
    await planEdition(deps(), '2026-05-05')
    for (const day of DAYS.slice(2)) await liveThrough(day)
    expect(idsOf(sent[0]?.digest)?.toSorted()).toEqual([
      '2026-05-04 1',
      '2026-05-04 2',
      '2026-05-05 3',
      '2026-05-05 9',
      '2026-05-07 4',
      '2026-05-08 5',
    ])
  })

  it('that is overdue comes with the next morning, not a week later', async () => {
    await subscribe({ weekday: 2 })
    await announceAt('2026-05-04', '2026-05-04T04:30:00Z')
    // Nothing ran over Tuesday morning.
    await announceAt('2026-05-06', '2026-05-06T04:30:00Z')
    await announceAt('2026-05-07', '2026-05-07T01:00:00Z')
    clock = new Date('2026-05-07T05:10:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent.map(({ digest }) => [digest.since, digest.edition])).toEqual([['2026-05-04', '2026-05-07']])
  })

  it('without papers comes, too, where its reader wants it so and the last day brings none', async () => {
    await subscribe({ weekday: 3, emptyMail: true }, searchFor(['gardening']))
    await liveThrough('2026-05-05')
    await liveThrough('2026-05-06')
    expect(sent.map(({ digest }) => [digest.edition, digest.matched])).toEqual([['2026-05-06', 0]])
  })

  it('moves to another day when its reader does, and becomes a daily one', async () => {
    const alice = await subscribe({ weekday: 5 })
    await liveThrough('2026-05-04')
    await changeSettings(deps(), alice, { weekday: 'every' })
    await liveThrough('2026-05-05')
    await liveThrough('2026-05-06')
    expect(sent.map(({ digest }) => idsOf(digest))).toEqual([['2026-05-04 1', '2026-05-04 2', '2026-05-05 3']])
    await liveThrough('2026-05-07')
    // Number 2 is cross-listed then, and was sent before.
    expect(idsOf(sent[1]?.digest)).toEqual(['null 4'])
  })
})

describe('a digest of every edition', () => {
  it('that was not sent when the next one is planned comes together with it', async () => {
    await subscribe()
    clock = new Date('2026-05-04T04:30:00Z')
    for (const day of ['2026-05-04', '2026-05-05'] as const) {
      await store.editions.save({
        date: day,
        feeds: [],
        announcements: WEEK[day].map((number) => ({ paper: paper(number, { title: 'Robot' }), type: 'new' })),
        expected: [],
        at: clock,
      })
      await planEdition(deps(), day)
    }
    clock = new Date('2026-05-04T05:00:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.messageId).toBe('2026-05-05.1@example.org')
    expect(idsOf(sent[0]?.digest)).toEqual(['2026-05-04 1', '2026-05-04 2', '2026-05-05 3'])
  })

  it('comes without papers only to who wants it so, and never for an edition without papers', async () => {
    const alice = await subscribe({ emptyMail: true }, searchFor(['gardening']))
    await liveThrough('2026-05-05')
    await liveThrough('2026-05-06')
    expect(sent.map(({ digest }) => [digest.edition, digest.matched])).toEqual([['2026-05-05', 0]])
    expect(await rowsOf(alice)).toEqual(['2026-05-05 sent 250 ok', '2026-05-06 skipped no paper matches'])
  })

  it('leaves out what an excluded keyword finds, and what a paused one does', async () => {
    await subscribe({}, [
      ...searchFor(['robot']),
      { text: 'number 1', mode: 'exclude' },
      { text: 'number 2', mode: 'paused' },
    ])
    await liveThrough('2026-05-04')
    expect(sent[0]?.digest.groups.map(({ keyword }) => keyword)).toEqual(['robot'])
    expect(idsOf(sent[0]?.digest)).toEqual(['null 2'])
    expect(sent[0]?.digest.unmatched).toEqual([])
  })

  it('does not come before the day on which a pause ends, and leaves those papers out', async () => {
    const alice = await subscribe({ pausedUntil: '2026-05-06' })
    for (const day of DAYS) await liveThrough(day)
    expect(sent.map(({ digest }) => digest.edition)).toEqual(['2026-05-07', '2026-05-08'])
    expect(await rowsOf(alice)).toContain('2026-05-05 skipped paused')
  })

  it('that was skipped since its reader had left is sent when they did not mean to', async () => {
    const alice = await subscribe()
    await store.subscribers.unsubscribe(alice.id, new Date('2026-05-03T00:00:00Z'))
    await liveThrough('2026-05-04')
    await store.subscribers.resume(alice.id)
    clock = new Date('2026-05-05T04:30:00Z')
    await store.editions.save({
      date: '2026-05-05',
      feeds: [],
      announcements: [{ paper: paper(3, { title: 'Robot' }), type: 'new' }],
      expected: [],
      at: clock,
    })
    await planEdition(deps(), '2026-05-05')
    await store.subscribers.unsubscribe(alice.id, clock)
    clock = new Date('2026-05-05T05:10:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(await rowsOf(alice)).toEqual(['2026-05-05 skipped unsubscribed'])
    await resume(deps(), alice.id)
    await deliver(deps(), { concurrency: 1 })
    expect(await rowsOf(alice)).toEqual(['2026-05-05 sent 250 ok'])
  })

  it('begins anew for who signs up again, whatever they had paused', async () => {
    const alice = await subscribe({ pausedUntil: '2026-12-31', weekday: 3, emptyMail: true })
    await store.subscribers.unsubscribe(alice.id, new Date())
    const { email, keywords, language, timeZone, hour, ...others } = alice
    const { translation, show, abstracts } = others
    await store.subscribers.signUp(
      { email, keywords, language, timeZone, hour, translation, show, abstracts },
      new Date(),
    )
    expect(await store.subscribers.confirm(alice.id)).toMatchObject({
      pausedUntil: null,
      weekday: null,
      emptyMail: false,
    })
  })

  it('that waits follows what its reader changes: a muted keyword goes, a new one comes', async () => {
    const alice = await subscribe({}, searchFor(['robot', 'number 1']))
    await announceAt('2026-05-04', '2026-05-04T01:00:00Z')
    await muteKeyword(deps(), alice.id, 'robot')
    const now = (await store.subscribers.byId(alice.id)) as Subscriber
    await changeSettings(deps(), now, { keywords: [...now.keywords, 'number 2'] })
    clock = new Date('2026-05-04T05:10:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent[0]?.digest.groups.map(({ keyword }) => keyword)).toEqual(['number 1', 'number 2'])
  })

  it('that waits beyond a pause stays, when all is sent at once meanwhile', async () => {
    const alice = await subscribe({ weekday: 5, pausedUntil: '2026-05-06' })
    await announceAt('2026-05-04', '2026-05-04T05:00:00Z')
    expect(await digestNow(deps(), {})).toMatchObject({ sent: 0, failed: 0, waiting: 1 })
    expect(await rowsOf(alice)).toEqual(['2026-05-04 planned paused'])
    clock = new Date('2026-05-08T05:10:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent).toHaveLength(1)
  })

  it('that a pause kept back comes when the pause is ended early', async () => {
    const alice = await subscribe({ pausedUntil: '2026-06-01' })
    await announceAt('2026-05-04', '2026-05-04T01:00:00Z')
    expect(await rowsOf(alice)).toEqual(['2026-05-04 skipped paused'])
    await changeSettings(deps(), alice, { pausedUntil: '' })
    clock = new Date('2026-05-04T05:10:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent).toHaveLength(1)
  })

  it('that waits when its reader pauses is not sent', async () => {
    const alice = await subscribe()
    clock = new Date('2026-05-04T01:00:00Z')
    await store.editions.save({
      date: '2026-05-04',
      feeds: [],
      announcements: [{ paper: paper(1, { title: 'Robot' }), type: 'new' }],
      expected: [],
      at: clock,
    })
    await planEdition(deps(), '2026-05-04')
    await store.subscribers.change(alice.id, { pausedUntil: '2026-06-01' })
    clock = new Date('2026-05-04T05:30:00Z')
    await deliver(deps(), { concurrency: 1 })
    expect(sent).toEqual([])
    expect(await rowsOf(alice)).toEqual(['2026-05-04 skipped paused'])
  })
})
