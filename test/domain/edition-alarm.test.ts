import { describe, expect, it } from 'vitest'
import { alarmsOf, type EditionHealth } from '../../src/domain/edition-alarm.ts'
import { type EditionOverview, withExpected } from '../../src/domain/edition-overview.ts'

const health = (changes: Partial<EditionHealth> = {}): EditionHealth => ({
  date: '2026-05-12',
  state: 'complete',
  papers: 700,
  missing: [],
  ...changes,
})
const kinds = (edition: EditionHealth, before: number[] = []) => alarmsOf(edition, before).map(({ kind }) => kind)

describe('an edition whose deadline is over', () => {
  it('is no reason for alarm where it is whole', () => {
    expect(alarmsOf(health(), [800, 600, 900])).toEqual([])
  })

  it('is one where papers are missing, and the alarm says of which categories', () => {
    expect(alarmsOf(health({ state: 'partial', missing: ['cs.AI', 'cs.LG'] }), [])).toMatchObject([
      { edition: '2026-05-12', kind: 'incomplete', detail: expect.stringContaining('cs.AI, cs.LG missing') },
    ])
    expect(kinds(health({ state: 'expected', papers: 0 }), [800, 800, 800])).toEqual(['incomplete'])
  })

  it('is one where it has less than half of its weekday’s median', () => {
    expect(kinds(health({ papers: 399 }), [800, 100, 900])).toEqual(['few'])
    expect(kinds(health({ papers: 400 }), [800, 100, 900])).toEqual([])
    expect(kinds(health({ papers: 374 }), [700, 800, 100, 900])).toEqual(['few'])
    expect(kinds(health({ papers: 10 }), [800, 900])).toEqual([])
    expect(kinds(health({ state: 'empty', papers: 0 }), [800, 800, 900])).toEqual(['few'])
  })

  it('is none where the calendar has no papers for the day', () => {
    expect(kinds(health({ date: '2026-01-20', state: 'empty', papers: 0 }), [800, 800, 900])).toEqual([])
    expect(kinds(health({ date: '2026-05-09', state: 'expected', papers: 0 }))).toEqual([])
  })
})

describe('the list of editions', () => {
  const stored = (date: string): EditionOverview => ({
    date,
    state: 'complete',
    papers: { new: 1, cross: 0, replaced: 0 },
    feeds: [],
  })
  const dates = (editions: EditionOverview[]) => editions.map(({ date, state }) => `${date} ${state}`)

  it('has those between that the calendar expects, and the one that should be there by now', () => {
    expect(dates(withExpected([stored('2026-05-12'), stored('2026-05-07')], '2026-05-13'))).toEqual([
      '2026-05-13 expected',
      '2026-05-12 complete',
      '2026-05-11 expected',
      '2026-05-08 expected',
      '2026-05-07 complete',
    ])
  })

  it('does not reach over months in which nothing was stored', () => {
    expect(dates(withExpected([stored('2026-05-12')], '2026-11-24'))).toEqual(['2026-05-12 complete'])
    expect(withExpected([stored('2026-11-24'), stored('2026-05-12')], '2026-11-24').length).toBeLessThan(13)
    expect(withExpected([], '2026-11-24')).toEqual([])
  })
})
