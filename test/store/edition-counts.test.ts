import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EditionDate } from '../../src/domain/edition.ts'
import type { Announcement } from '../../src/domain/paper.ts'
import { createEditionCountStore, type EditionCountStore } from '../../src/store/edition-counts.ts'
import type { FeedRecord } from '../../src/store/edition-saving.ts'
import { createEditionStore } from '../../src/store/editions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { paper } from '../support/papers.ts'

const AT = new Date('2026-05-12T05:00:00Z')
const IN_VISION = { categories: ['cs.CV', 'cs.AI'] }

let database: TestDatabase
let counts: EditionCountStore

beforeAll(async () => {
  database = await testDatabase()
  counts = createEditionCountStore(database.prisma)
  await save('2026-05-08', [{ paper: paper(1), type: 'new' }], ['cs.AI', 'cs.CV'])
  await save('2026-05-10', [], ['cs.AI', 'cs.CV'])
  await save(
    '2026-05-11',
    [
      { paper: paper(2), type: 'new' },
      { paper: paper(3, IN_VISION), type: 'cross' },
      { paper: paper(4, IN_VISION), type: 'new' },
      { paper: paper(5, { ...IN_VISION, version: 2 }), type: 'replace' },
      { paper: paper(6, { categories: ['math.OC'], version: 3 }), type: 'replace-cross' },
      { paper: paper(7, { version: 2 }), type: 'replace' },
    ],
    ['cs.AI'],
  )
  await save('2026-05-12', [{ paper: paper(8), type: 'cross' }], ['cs.AI', 'cs.CV'])
})
afterAll(() => database.drop())

describe('the latest editions', () => {
  it('come newest first, with their papers by announce type; one without papers is passed over', async () => {
    expect(await counts.recent(30)).toEqual([
      {
        date: '2026-05-12',
        complete: true,
        feeds: FEEDS,
        announced: { new: 0, cross: 1, replace: 0, 'replace-cross': 0 },
      },
      {
        date: '2026-05-11',
        complete: false,
        feeds: [FEEDS[0], { category: 'cs.CV', status: 'failed', items: 0, error: 'HTTP status 503' }],
        announced: { new: 2, cross: 1, replace: 2, 'replace-cross': 1 },
      },
      {
        date: '2026-05-08',
        complete: true,
        feeds: FEEDS,
        announced: { new: 1, cross: 0, replace: 0, 'replace-cross': 0 },
      },
    ])
    expect((await counts.recent(2)).map(({ date }) => date)).toEqual(['2026-05-12', '2026-05-11'])
  })
})

describe('the figures of an edition', () => {
  it('count each paper once, and first-seen ones by primary category, the fullest first', async () => {
    expect(await counts.figures('2026-05-11')).toMatchObject({
      date: '2026-05-11',
      complete: false,
      announced: { new: 2, cross: 1, replace: 2, 'replace-cross': 1 },
      categories: [
        { code: 'cs.CV', new: 1, cross: 1 },
        { code: 'cs.AI', new: 1, cross: 0 },
      ],
    })
  })

  it('name the neighbours that hold papers', async () => {
    const neighbours = async (date: EditionDate) => {
      const { before, after } = (await counts.figures(date)) ?? {}
      return { before, after }
    }
    expect(await neighbours('2026-05-08')).toEqual({ before: null, after: '2026-05-11' })
    expect(await neighbours('2026-05-10')).toEqual({ before: '2026-05-08', after: '2026-05-11' })
    expect(await neighbours('2026-05-11')).toEqual({ before: '2026-05-08', after: '2026-05-12' })
    expect(await neighbours('2026-05-12')).toEqual({ before: '2026-05-11', after: null })
  })

  it('are all zero for an edition without papers, and none for one that is not stored', async () => {
    expect(await counts.figures('2026-05-10')).toMatchObject({
      announced: { new: 0, cross: 0, replace: 0, 'replace-cross': 0 },
      categories: [],
    })
    expect(await counts.figures('2026-05-09')).toBeNull()
  })
})

const FEEDS = ['cs.AI', 'cs.CV'].map((category) => ({ category, status: 'ok' as const, items: 10 }))

/** @param taken the categories whose feeds came; the others failed */
function save(date: EditionDate, announcements: Announcement[], taken: string[]) {
  const records = ['cs.CV', 'cs.AI'].map(
    (category): FeedRecord => ({
      category,
      url: `https://example.org/rss/${category}`,
      etag: null,
      ...(taken.includes(category)
        ? { status: 'ok', items: 10 }
        : { status: 'failed', items: 0, error: 'HTTP status 503' }),
    }),
  )
  return createEditionStore(database.prisma).save({
    date,
    feeds: records,
    announcements,
    expected: ['cs.AI', 'cs.CV'],
    at: AT,
  })
}
