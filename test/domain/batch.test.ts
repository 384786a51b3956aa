import { describe, expect, it } from 'vitest'
import { type KnownBatch, placeBatch } from '../../src/domain/batch.ts'
import type { Expectation } from '../../src/domain/calendar.ts'
import type { AnnounceType } from '../../src/domain/paper.ts'
import { paper } from '../support/papers.ts'

const items = (numbers: readonly number[], type: AnnounceType = 'new') =>
  numbers.map((number) => ({ paper: paper(number), type }))
const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
const known = (date: string, numbers: readonly number[]): KnownBatch => ({
  date,
  ids: new Set(numbers.map((number) => paper(number).id)),
  ceiling: paper(Math.max(...numbers)).id,
  awaited: new Set(),
})
const place = (
  date: string,
  found: ReturnType<typeof items>,
  editions: KnownBatch[],
  expectation: Expectation = 'expected',
) =>
  placeBatch(
    date,
    { category: 'cs.AI', announcements: found },
    { expectation, dayBefore: '2026-05-08', known: editions },
  )

describe('whose batch a feed holds', () => {
  const thursday = known('2026-05-07', from(100, 50))

  it('is its own day’s where the papers are others than before', () => {
    expect(place('2026-05-08', items(from(150, 40)), [thursday])).toMatchObject({ status: 'ok', edition: '2026-05-08' })
  })

  it('is the day’s before where more than half of the papers are its, whatever the date says', () => {
    const half = [...items(from(130, 20)), ...items(from(150, 20))]
    expect(place('2026-05-08', half, [thursday]).status).toBe('ok')
    const more = [...items(from(129, 21)), ...items(from(150, 20))]
    expect(place('2026-05-08', more, [thursday])).toMatchObject({
      status: 'stale',
      edition: '2026-05-07',
      isRepeated: true,
    })
  })

  it('is that of the edition that shares most, also where an older batch repeats', () => {
    const wednesday = known('2026-05-06', [...from(50, 50), 100])
    expect(place('2026-05-08', items(from(50, 50)), [thursday, wednesday])).toMatchObject({
      status: 'stale',
      edition: '2026-05-06',
    })
  })

  it('is told by the order of ids where the missed batch comes a day late, and nothing of it was known', () => {
    const elsewhere = known('2026-05-08', from(150, 90))
    const late = items(from(155, 30).filter((number) => number % 2 === 0))
    const others = { ...elsewhere, ids: new Set<string>(), awaited: new Set(['cs.AI']) }
    expect(place('2026-05-11', late, [others, thursday])).toMatchObject({
      status: 'stale',
      edition: '2026-05-08',
      isRepeated: false,
    })
    // Four papers prove nothing.
    expect(place('2026-05-11', items(from(155, 4)), [others, thursday]).status).toBe('ok')
  })

  it('is its own day’s, whatever the order of ids, where no edition before waits for that category', () => {
    const elsewhere = { ...known('2026-05-08', from(150, 90)), ids: new Set<string>(), awaited: new Set(['cs.LG']) }
    expect(place('2026-05-11', items(from(155, 30)), [elsewhere, thursday])).toMatchObject({
      status: 'ok',
      edition: '2026-05-11',
    })
  })

  it('is the last edition’s on a Saturday, which has none of its own', () => {
    expect(place('2026-05-09', items(from(150, 40)), [thursday], 'none')).toMatchObject({
      status: 'stale',
      edition: '2026-05-08',
    })
    // But for what an earlier one announced.
    expect(place('2026-05-09', items(from(100, 40)), [thursday], 'none').edition).toBe('2026-05-07')
  })

  it('is nobody’s where it is empty: as expected, or not', () => {
    expect(place('2026-05-09', [], [thursday], 'none').status).toBe('empty')
    expect(place('2026-01-20', [], [], 'empty').status).toBe('empty')
    expect(place('2026-05-08', [], [thursday]).status).toBe('empty-unexpectedly')
  })

  it('is taken as it comes on a holiday that was none', () => {
    expect(place('2026-01-20', items(from(200, 9)), [], 'empty')).toMatchObject({ status: 'ok', edition: '2026-01-20' })
  })
})
