import { describe, expect, it } from 'vitest'
import { type BounceKind, type Standing, SUPPRESS_FROM, scoreAfter } from '../../src/domain/bounce.ts'

const at = (time: string) => new Date(`2026-05-${time}Z`)
const fresh: Standing = { score: 0, bouncedAt: null, weekday: null }

/** The score after a row of bounces, those that do not count left out. */
function scoreOf(bounces: readonly [string, BounceKind][], weekday: number | null = null): number {
  let standing: Standing = { ...fresh, weekday }
  for (const [time, kind] of bounces) {
    const score = scoreAfter(standing, { kind, at: at(time) })
    if (score !== null) standing = { ...standing, score, bouncedAt: at(time) }
  }
  return standing.score
}

describe('a score of bounces', () => {
  it('grows by 1 for a hard bounce and by half for a soft one', () => {
    expect(
      scoreOf([
        ['11T05:00:00', 'hard'],
        ['12T05:00:00', 'soft'],
      ]),
    ).toBe(1.5)
  })

  it('grows once a day', () => {
    expect(
      scoreAfter({ ...fresh, score: 1, bouncedAt: at('11T05:00:00') }, { kind: 'hard', at: at('11T23:59:59') }),
    ).toBe(null)
    expect(
      scoreOf([
        ['11T05:00:00', 'soft'],
        ['11T06:00:00', 'hard'],
        ['12T00:00:01', 'soft'],
      ]),
    ).toBe(1)
  })

  it('reaches the limit with the fifth day of hard bounces, and the third of a full mailbox', () => {
    const days = (count: number, kind: BounceKind) =>
      scoreOf(Array.from({ length: count }, (_, i): [string, BounceKind] => [`${11 + i}T05:00:00`, kind]))
    expect(days(4, 'hard')).toBeLessThan(SUPPRESS_FROM)
    expect(days(5, 'hard')).toBeGreaterThanOrEqual(SUPPRESS_FROM)
    expect(days(2, 'full')).toBeLessThan(SUPPRESS_FROM)
    expect(days(3, 'full')).toBeGreaterThanOrEqual(SUPPRESS_FROM)
    expect(days(9, 'soft')).toBeLessThan(SUPPRESS_FROM)
    expect(days(10, 'soft')).toBeGreaterThanOrEqual(SUPPRESS_FROM)
  })

  it('is at the limit at once where nobody has the address, also on a day that had a bounce', () => {
    expect(scoreAfter({ ...fresh, bouncedAt: at('11T05:00:00') }, { kind: 'unknown', at: at('11T06:00:00') })).toBe(
      SUPPRESS_FROM,
    )
  })

  it('begins anew after a week without a bounce, and after three for a weekly digest', () => {
    const weekApart: [string, BounceKind][] = [
      ['01T05:00:00', 'hard'],
      ['08T05:00:01', 'hard'],
    ]
    expect(scoreOf(weekApart)).toBe(1)
    expect(scoreOf(weekApart, 5)).toBe(2)
    expect(
      scoreOf(
        [
          ['01T05:00:00', 'hard'],
          ['22T05:00:01', 'hard'],
        ],
        5,
      ),
    ).toBe(1)
  })
})
