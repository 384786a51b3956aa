import { describe, expect, it } from 'vitest'
import { composeDigest } from '../../src/digest/compose.ts'
import { entry, FACTS, paper } from '../support/papers.ts'

describe('a digest', () => {
  it('keeps the groups in the order of the keywords', () => {
    const digest = composeDigest(FACTS, [
      { keyword: 'zebra', entries: [entry(paper(1))] },
      { keyword: 'ant', entries: [entry(paper(2))] },
    ])
    expect(digest.groups.map(({ keyword }) => keyword)).toEqual(['zebra', 'ant'])
  })

  it('puts title matches before abstract matches, then goes by arXiv id', () => {
    const digest = composeDigest(FACTS, [
      {
        keyword: 'rag',
        entries: [
          entry(paper(4), 'title'),
          entry(paper(3)),
          entry(paper(1)),
          entry(paper(2), 'title'),
          entry(paper(9, { id: 'hep-th/9901001' })),
        ],
      },
    ])
    expect(digest.groups[0]?.entries.map((shown) => shown.entry.paper.id)).toEqual([
      '2613.00002',
      '2613.00004',
      'hep-th/9901001',
      '2613.00001',
      '2613.00003',
    ])
  })

  it('shows a paper of several keywords in full once, and names it afterwards', () => {
    const shared = paper(1)
    const digest = composeDigest(FACTS, [
      { keyword: 'first', entries: [entry(shared)] },
      { keyword: 'second', entries: [entry(shared, 'title'), entry(paper(2))] },
    ])
    expect(digest.matched).toBe(2)
    expect(digest.groups[0]?.entries[0]?.kind).toBe('full')
    expect(digest.groups[1]?.entries[0]).toMatchObject({ kind: 'again', under: 'first' })
    expect(digest.groups[1]?.entries[1]?.kind).toBe('full')
  })

  it('leaves keywords without papers out of the groups, and says so', () => {
    const digest = composeDigest(FACTS, [
      { keyword: 'nothing', entries: [] },
      { keyword: 'something', entries: [entry(paper(1))] },
    ])
    expect(digest.groups).toHaveLength(1)
    expect(digest.unmatched).toEqual(['nothing'])
  })
})
