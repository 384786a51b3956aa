import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FrozenMatches, type Holding, takeIn } from '../../src/domain/ledger.ts'

type Papers = FrozenMatches[number]['papers']

const papers = (ids: readonly string[]): Papers =>
  ids.map((id) => ({ id, version: 1, text: '0badcafe', spans: { title: [], abstract: [] } }))
const holding = (edition: string, matches: Record<string, string[]>, since: string | null = null): Holding => ({
  edition,
  since,
  matches: Object.entries(matches).map(([keyword, ids]) => ({ keyword, papers: papers(ids) })),
})
const shown = ({ matches }: Holding) =>
  Object.fromEntries(
    matches.map(({ keyword, papers: found }) => [keyword, found.map(({ id, edition }) => `${id} ${edition}`)]),
  )

describe('what still waits, taken into a row', () => {
  it('stands before its own papers, by keyword, and says from which edition it is', () => {
    const row = takeIn(holding('2026-05-06', { robot: ['c'], RAG: [] }), [
      holding('2026-05-04', { robot: ['a'], RAG: ['r'] }),
      holding('2026-05-05', { robot: ['b'] }),
    ])
    expect(row.since).toBe('2026-05-04')
    expect(shown(row)).toEqual({ robot: ['a 2026-05-04', 'b 2026-05-05', 'c undefined'], RAG: ['r 2026-05-04'] })
  })

  it('is left out where the keyword is no longer in the list', () => {
    const row = takeIn(holding('2026-05-06', { robot: ['c'] }), [holding('2026-05-05', { gardening: ['g'] })])
    expect(shown(row)).toEqual({ robot: ['c undefined'] })
  })

  it('keeps its edition from one taking to the next, and the row as it stood gives nothing of its own', () => {
    const monday = holding('2026-05-04', { robot: ['a'] })
    const tuesday = takeIn(holding('2026-05-05', { robot: ['b'] }), [monday])
    const again = takeIn(holding('2026-05-05', { robot: ['x'] }), [tuesday])
    expect(again.since).toBe('2026-05-04')
    expect(shown(again)).toEqual({ robot: ['a 2026-05-04', 'x undefined'] })
    const wednesday = takeIn(holding('2026-05-06', { robot: [] }), [again])
    expect(wednesday.since).toBe('2026-05-04')
    expect(shown(wednesday)).toEqual({ robot: ['a 2026-05-04', 'x 2026-05-05'] })
  })

  it('never loses and never doubles a paper of a keyword that stays, however the days come together', () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 })
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 6 }), (days) => {
        const found = days
          .map((day, i) => holding(`2026-05-0${i + 1}`, { robot: [...new Set(day)] }))
          .reduce((before, row) => takeIn(row, [before]))
        const [robot] = found.matches
        const all = robot?.papers.map(({ id }) => id) ?? []
        expect(all.toSorted()).toEqual([...new Set(days.flat())].sort())
        for (const { id, edition = found.edition } of robot?.papers ?? [])
          expect(edition).toBe(`2026-05-0${days.findIndex((day) => day.some((one) => one === id)) + 1}`)
      }),
    )
  })
})
