import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { digestText } from '../../src/digest/text.ts'
import type { Digest } from '../../src/domain/digest.ts'
import type { AnnounceType, Paper } from '../../src/domain/paper.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { createDigestReader, makingFor } from '../../src/jobs/content.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { LINKS, SENDER } from '../support/digests.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'

let database: TestDatabase
let store: Store
let clock: Date

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers, editions, papers restart identity cascade`
})

const now = () => clock
const deps = () => ({
  ...store,
  ledger: store.digests,
  messageId: (id: number, edition: string) => `${edition}.${id}@example.org`,
  now,
})
const robot = (number: number, changes: Partial<Paper> = {}) => paper(number, { title: `Robot ${number}`, ...changes })

async function subscribe(name: string, keywords = ['robot'], replacements = false): Promise<number> {
  const { id } = await store.subscribers.add({
    email: `${name}@example.org`,
    keywords: searchFor(keywords),
    language: 'en',
    ...defaultReading('en'),
    timeZone: 'America/New_York',
    hour: 7,
  })
  await store.subscribers.change(id, { replacements })
  return id
}

/** Papers come into an edition at one in the morning, New York, of a day. */
async function come(date: string, on: string, papers: Paper[], type: AnnounceType = 'new'): Promise<void> {
  clock = new Date(`${on}T05:00:00Z`)
  await store.editions.save({
    date,
    feeds: [{ category: 'cs.AI', status: 'ok', items: papers.length, url: 'http://feed', etag: null }],
    announcements: papers.map((one) => ({ paper: one, type })),
    expected: ['cs.AI'],
    at: clock,
  })
}

/** Digests of an edition are planned and sent; @returns them by reader's id, as `edition id` */
async function send(date: string): Promise<Record<number, string[]>> {
  await planEdition(deps(), date)
  clock = new Date(clock.getTime() + 8 * 3_600_000)
  const told: Record<number, string[]> = {}
  for (let claim = await claimOne(); claim; claim = await claimOne()) {
    told[claim.subscriberId] = claim.matches.flatMap(({ papers }) =>
      papers.map(({ id, edition = claim?.edition }) => `${edition} ${Number(id.slice(-5))}`),
    )
    await store.digests.settle(claim, { state: 'sent', reason: '250 ok' }, clock)
  }
  return told
}
const claimOne = () => store.digests.claim({ now: clock, until: new Date(clock.getTime() + 60_000) })

async function digestOf(reader: number): Promise<Digest> {
  const subscriber = await store.subscribers.byId(reader)
  const row = (await store.digests.ofSubscriber(reader)).at(-1)
  if (!subscriber || !row) throw new Error('no digest')
  return createDigestReader(store).digest(row, { ...makingFor(subscriber), madeAt: clock })
}

describe('papers that come late', () => {
  it('are in the next digest, marked with their day, of those whose digest was sent', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-07', '2026-05-07', [robot(1)])
    expect(await send('2026-05-07')).toEqual({ [alice]: ['2026-05-07 1'] })
    await come('2026-05-07', '2026-05-08', [robot(2)])
    await come('2026-05-08', '2026-05-08', [robot(3)])
    expect(await send('2026-05-08')).toEqual({ [alice]: ['2026-05-07 2', '2026-05-08 3'] })
    expect(await digestOf(alice)).toMatchObject({
      edition: '2026-05-08',
      since: '2026-05-07',
      announced: 3,
      matched: 2,
    })
    await come('2026-05-11', '2026-05-11', [robot(4)])
    expect(await send('2026-05-11')).toEqual({ [alice]: ['2026-05-11 4'] })
  })

  it('are not told to who came later, and are to who had no match in time', async () => {
    const alice = await subscribe('alice', ['gardening'])
    await come('2026-05-07', '2026-05-07', [robot(1)])
    expect(await send('2026-05-07')).toEqual({})
    const bob = await subscribe('bob')
    await come('2026-05-07', '2026-05-08', [robot(2, { title: 'A robot for gardening' })])
    await come('2026-05-08', '2026-05-08', [robot(3)])
    expect(await send('2026-05-08')).toEqual({ [alice]: ['2026-05-07 2'], [bob]: ['2026-05-08 3'] })
  })

  it('make one digest with those of all days that were missed', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-06', '2026-05-06', [robot(1)])
    await send('2026-05-06')
    await come('2026-05-07', '2026-05-11', [robot(2)])
    await come('2026-05-08', '2026-05-11', [robot(3)])
    await come('2026-05-11', '2026-05-11', [robot(4)])
    expect(await send('2026-05-11')).toEqual({ [alice]: ['2026-05-07 2', '2026-05-08 3', '2026-05-11 4'] })
  })
})

describe('a paper', () => {
  it('is told of once: new, cross-listed elsewhere the next day, and late in a feed a day after', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-07', '2026-05-07', [robot(1)])
    await send('2026-05-07')
    await come('2026-05-08', '2026-05-08', [robot(1)], 'cross')
    expect(await send('2026-05-08')).toEqual({})
    await come('2026-05-08', '2026-05-11', [robot(1), robot(2)])
    await come('2026-05-11', '2026-05-11', [robot(1, { version: 2 }), robot(3)], 'cross')
    expect(await send('2026-05-11')).toEqual({ [alice]: ['2026-05-08 2', '2026-05-11 3'] })
  })

  it('is told of once, also where the digest that has it is one of several days', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-07', '2026-05-07', [robot(1)])
    await planEdition(deps(), '2026-05-07')
    await come('2026-05-08', '2026-05-08', [robot(2)])
    expect(await send('2026-05-08')).toEqual({ [alice]: ['2026-05-07 1', '2026-05-08 2'] })
    await come('2026-05-11', '2026-05-11', [robot(1), robot(3)], 'cross')
    expect(await send('2026-05-11')).toEqual({ [alice]: ['2026-05-11 3'] })
  })

  it('is told of once, also where it is known by now that it was only replaced when it was sent', async () => {
    const alice = await subscribe('alice')
    clock = new Date('2026-05-07T05:00:00Z')
    const announcements = [{ paper: robot(1), type: 'cross' as const, guessed: true }]
    await store.editions.save({ date: '2026-05-07', feeds: [], announcements, expected: ['cs.AI'], at: clock })
    expect(await send('2026-05-07')).toEqual({ [alice]: ['2026-05-07 1'] })
    await come('2026-05-07', '2026-05-07', [robot(1)], 'replace')
    await come('2026-05-08', '2026-05-08', [robot(1), robot(2)], 'cross')
    expect(await send('2026-05-08')).toEqual({ [alice]: ['2026-05-08 2'] })
  })

  it('is told of where it is cross-listed, to who was not sent it when it was new', async () => {
    await subscribe('alice')
    await come('2026-05-07', '2026-05-07', [robot(1)])
    await send('2026-05-07')
    const bob = await subscribe('bob')
    await come('2026-05-08', '2026-05-08', [robot(1)], 'cross')
    expect(await send('2026-05-08')).toEqual({ [bob]: ['2026-05-08 1'] })
  })

  it('that was sent is named again when it is replaced or withdrawn, to who asked for that', async () => {
    const alice = await subscribe('alice', ['robot'], true)
    await subscribe('bob')
    await come('2026-05-07', '2026-05-07', [robot(1), robot(2)])
    await send('2026-05-07')
    const gone = robot(2, { version: 2, abstract: 'This paper has been withdrawn by the authors.' })
    await come('2026-05-08', '2026-05-08', [robot(1, { version: 2 }), gone, robot(9, { version: 3 })], 'replace')
    expect(await send('2026-05-08')).toEqual({ [alice]: [] })
    const digest = await digestOf(alice)
    expect(digest.replaced.map(({ paper: { id, version }, withdrawn }) => [id, version, withdrawn])).toEqual([
      [robot(1).id, 2, false],
      [robot(2).id, 2, true],
    ])
    const text = digestText(digest, LINKS, SENDER)
    expect(text).toContain('Robot 1 (replaced, version 2)\nhttps://arxiv.org/abs/2613.00001')
    expect(text).toContain('Robot 2 (withdrawn)')
  })
})

describe('the coverage line', () => {
  it('says how much was announced and read, or what is missing and will follow', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-07', '2026-05-07', [robot(1), paper(2)])
    await send('2026-05-07')
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain(
      '2 papers announced in 1 category, 1 for you; all sources complete.',
    )
    await come('2026-05-08', '2026-05-08', [robot(3)])
    await store.editions.save({
      date: '2026-05-08',
      feeds: [{ category: 'cs.LG', status: 'stale', items: 9, error: 'old', url: 'http://feed', etag: null }],
      announcements: [],
      expected: ['cs.AI', 'cs.LG'],
      at: clock,
    })
    await send('2026-05-08')
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain(
      '1 paper announced in 2 categories, 1 for you; cs.LG not complete yet: what is missing will follow',
    )
    await come('2026-05-11', '2026-05-11', [robot(4)])
    await send('2026-05-11')
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain(
      '1 for you; all sources complete. Earlier days still incomplete: 2026-05-08; what is missing will follow.',
    )
  })
})

describe('an older paper that is cross-listed where OAI-PMH stands in for the feed', () => {
  it('may be missing, as the coverage line says, and is told of when the feed names it', async () => {
    const alice = await subscribe('alice')
    clock = new Date('2026-05-07T05:00:00Z')
    await store.editions.save({
      date: '2026-05-07',
      feeds: [
        {
          category: 'cs.AI',
          status: 'unchanged',
          obtained: 'oai',
          unsure: true,
          items: 2,
          url: 'http://feed',
          etag: null,
        },
      ],
      announcements: [
        { paper: robot(2), type: 'new', guessed: true },
        { paper: robot(1, { version: 2 }), type: 'replace-cross', guessed: true },
      ],
      expected: ['cs.AI'],
      at: clock,
    })
    expect(await send('2026-05-07')).toEqual({ [alice]: ['2026-05-07 2'] })
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain(
      '2 papers announced in 1 category, 1 for you; older papers newly cross-listed to cs.AI may be missing',
    )
    await come('2026-05-07', '2026-05-07', [robot(1, { version: 2 })], 'cross')
    await come('2026-05-08', '2026-05-08', [robot(3)])
    expect(await send('2026-05-08')).toEqual({ [alice]: ['2026-05-07 1', '2026-05-08 3'] })
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain('all sources complete')
  })
})

describe('the coverage line of days with a Saturday between', () => {
  it('does not speak of the feed that came late on it', async () => {
    const alice = await subscribe('alice')
    await come('2026-05-08', '2026-05-08', [robot(1)])
    await send('2026-05-08')
    await store.editions.save({
      date: '2026-05-09',
      feeds: [{ category: 'cs.AI', status: 'stale', items: 9, error: 'of Friday', url: 'http://feed', etag: null }],
      announcements: [],
      expected: [],
      at: clock,
    })
    await come('2026-05-08', '2026-05-09', [robot(2)])
    await come('2026-05-11', '2026-05-11', [robot(3)])
    expect(await send('2026-05-11')).toEqual({ [alice]: ['2026-05-08 2', '2026-05-11 3'] })
    expect(digestText(await digestOf(alice), LINKS, SENDER)).toContain(
      '3 papers announced in 1 category, 2 for you; all sources complete.',
    )
  })
})
