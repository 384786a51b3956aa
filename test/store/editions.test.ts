import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Announcement } from '../../src/domain/paper.ts'
import { createEditionStore, type EditionStore } from '../../src/store/editions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'
const AT = new Date('2026-05-11T05:00:00Z')
const ONE: Announcement = { paper: paper(1), type: 'cross' }

let database: TestDatabase
let editions: EditionStore

beforeAll(async () => {
  database = await testDatabase()
  editions = createEditionStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.pool.query('truncate editions, papers cascade')
  await save(ONE)
  await markPlanned()
})

describe('an edition that was planned', () => {
  it('stays so when the same papers come again', async () => {
    await save(ONE)
    await save()
    expect(await editions.isPlanned(DAY)).toBe(true)
  })

  it.each<[string, Announcement]>([
    ['a paper is added', { paper: paper(2), type: 'new' }],
    ['a cross-listed paper turns out to be new', { ...ONE, type: 'new' }],
    ['a newer version comes', { ...ONE, paper: paper(1, { version: 2 }) }],
    ['a text is corrected', { ...ONE, paper: paper(1, { abstract: 'Robots after all.' }) }],
  ])('has to be planned again when %s', async (_, announcement) => {
    await save(announcement)
    expect(await editions.isPlanned(DAY)).toBe(false)
    await markPlanned()
    expect(await editions.isPlanned(DAY)).toBe(true)
  })

  it('stays so when a weaker announcement of an older version comes late', async () => {
    await save({ paper: paper(1, { version: 3 }), type: 'new' })
    await save({ paper: paper(1, { version: 2 }), type: 'new' })
    await markPlanned()
    await save({ paper: paper(1, { version: 2 }), type: 'cross' })
    expect(await editions.isPlanned(DAY)).toBe(true)
    expect((await editions.content(DAY))?.announcements).toMatchObject([{ type: 'new', paper: { version: 3 } }])
  })

  it('is not marked so by a plan that papers have overtaken', async () => {
    const revision = await editions.revision(DAY)
    await save({ paper: paper(2), type: 'new' })
    await editions.markPlanned(DAY, AT, revision)
    expect(await editions.isPlanned(DAY)).toBe(false)
  })
})

it('remembers with a feed what could not be read of it', async () => {
  const feed = { category: 'cs.AI', status: 'ok' as const, items: 1, url: 'https://example.org/rss', etag: '"1"' }
  const store = (error?: string) =>
    editions.save({
      date: DAY,
      feeds: [{ ...feed, ...(error === undefined ? {} : { error }) }],
      announcements: [],
      expected: [],
      at: AT,
    })
  await store('line 3, column 1: no title')
  expect(await editions.cachedFeed('cs.AI', feed.url)).toEqual({
    edition: DAY,
    etag: '"1"',
    items: 1,
    isObtained: false,
    error: 'line 3, column 1: no title',
  })
  await store()
  expect(await editions.cachedFeed('cs.AI', feed.url)).toEqual({
    edition: DAY,
    etag: '"1"',
    items: 1,
    isObtained: true,
  })
})

function save(...announcements: Announcement[]) {
  return editions.save({ date: DAY, feeds: [], announcements, expected: [], at: AT })
}

async function markPlanned(): Promise<void> {
  await editions.markPlanned(DAY, AT, await editions.revision(DAY))
}
