import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetDigest } from '../../src/digest/budget.ts'
import { composeDigest } from '../../src/digest/compose.ts'
import type { Digest, DigestSizes } from '../../src/domain/digest.ts'
import { entry, FACTS, paper } from '../support/papers.ts'

const SIZES: DigestSizes = {
  frame: () => 5_000,
  group: (group) => 300 + group.keyword.length,
  entry: ({ kind, entry: { paper } }) => ({ full: 600 + paper.abstract.length, brief: 250, again: 330 })[kind],
}

describe('the budget', () => {
  it('leaves a digest that fits as it is', () => {
    const digest = digestOf([5, 3])
    expect(budgetDigest(digest, SIZES)).toEqual(digest)
  })

  it('shows full entries first, then titles, then a count', () => {
    const [group] = budgetDigest(digestOf([400]), SIZES).groups
    const kinds = group?.entries.map(({ kind }) => kind) ?? []
    expect(kinds.lastIndexOf('full')).toBeLessThan(kinds.indexOf('brief'))
    expect(kinds).toContain('brief')
    expect(group?.hidden).toBe(400 - kinds.length)
    expect(group?.hidden).toBeGreaterThan(0)
  })

  it('keeps every title of a digest of 65 papers, though not every abstract', () => {
    const [group] = budgetDigest(digestOf([65], 1_500), SIZES).groups
    expect(group?.hidden).toBe(0)
    expect(group?.entries).toHaveLength(65)
    expect(group?.entries.filter(({ kind }) => kind === 'full').length).toBeGreaterThan(25)
  })

  it('gives a keyword with two papers its abstracts beside one with three hundred', () => {
    const [, small] = budgetDigest(digestOf([300, 2], 1_500), SIZES).groups
    expect(small?.entries.map(({ kind }) => kind)).toEqual(['full', 'full'])
  })

  it('shows a paper where it would only have been named, if its own place was left out', () => {
    const shared = paper(999_99)
    const crowd = Array.from({ length: 400 }, (_, i) => entry(paper(i)))
    const digest = composeDigest(FACTS, [
      { keyword: 'crowded', entries: [...crowd, entry(shared)] },
      { keyword: 'narrow', entries: [entry(shared)] },
    ])
    const [crowded, narrow] = budgetDigest(digest, SIZES).groups
    expect(crowded?.entries.some((shown) => shown.entry.paper.id === shared.id)).toBe(false)
    expect(narrow?.entries[0]?.kind).not.toBe('again')
  })

  it('counts the keywords for which there is no room at all', () => {
    const digest = digestOf(Array.from({ length: 400 }, () => 1))
    const short = budgetDigest(digest, SIZES)
    expect(short.hiddenGroups).toBe(400 - short.groups.length)
    expect(short.groups.length).toBeGreaterThan(50)
    expect(short.groups[0]?.entries.length).toBe(1)
  })

  it('never goes over the limit, never loses count, never repeats a full entry', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 20, max: 4_000 }),
        fc.integer({ min: 20_000, max: 120_000 }),
        (counts, abstractLength, limit) => {
          const digest = digestOf(counts, abstractLength, 40)
          const short = budgetDigest(digest, SIZES, limit)
          expect(size(short)).toBeLessThanOrEqual(limit)
          for (const group of short.groups) expect(group.entries.length + group.hidden).toBe(group.total)
          expect(short.groups.length + short.hiddenGroups).toBe(digest.groups.length)
          const shown = short.groups.flatMap(({ entries }) => entries.filter(({ kind }) => kind !== 'again'))
          expect(new Set(shown.map((one) => one.entry.paper.id)).size).toBe(shown.length)
          for (const { entries } of short.groups)
            for (const one of entries)
              if (one.kind === 'again')
                expect(shown.some((full) => full.entry.paper.id === one.entry.paper.id)).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** Groups of so many papers; with `overlap`, the groups share their first papers. */
function digestOf(counts: number[], abstractLength = 800, overlap = 0): Digest {
  let next = 1_000
  const groups = counts.map((count, g) => ({
    keyword: `keyword ${g}`,
    entries: Array.from({ length: count }, (_, i) => {
      const number = i < overlap ? i : next++
      return entry(paper(number, { abstract: 'x'.repeat(abstractLength) }), i % 3 === g % 3 ? 'title' : 'abstract')
    }),
  }))
  return composeDigest(FACTS, groups)
}

function size(digest: Digest): number {
  return digest.groups.reduce(
    (sum, group) =>
      sum + SIZES.group(group, digest) + group.entries.reduce((all, shown) => all + SIZES.entry(shown, digest), 0),
    SIZES.frame(digest),
  )
}
