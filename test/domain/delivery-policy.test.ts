import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY, resends, waitAfter } from '../../src/domain/delivery-policy.ts'

const minutes = (attempts: number, random: number) => waitAfter(attempts, random) / 60_000

describe('the wait after a failure', () => {
  it('doubles from two minutes to an hour, and stays there', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 30, 1_000].map((attempts) => minutes(attempts, 0))).toEqual([
      2, 4, 8, 16, 32, 60, 60, 60, 60,
    ])
  })

  it('is up to a quarter longer, so that those who failed together do not come back together', () => {
    expect([minutes(1, 0.5), minutes(1, 0.999), minutes(6, 1)]).toEqual([2.25, expect.closeTo(2.5, 2), 75])
  })
})

describe('a mail of unknown fate', () => {
  it('is sent once more where the relay was silent, oftener where workers died, never where the operator holds it', () => {
    expect(resends(DEFAULT_POLICY, 'silence')).toBe(1)
    expect(resends(DEFAULT_POLICY, 'death')).toBe(3)
    expect(resends({ ...DEFAULT_POLICY, uncertain: 'hold' }, 'silence')).toBe(0)
    expect(resends({ ...DEFAULT_POLICY, uncertain: 'hold' }, 'death')).toBe(0)
  })
})
