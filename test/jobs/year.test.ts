import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsIn, isInMorning } from '../../scripts/year/check.ts'
import { readersAt, ZONES } from '../../scripts/year/readers.ts'
import { readyAt, type SimulatedEdition, simulate } from '../../scripts/year/simulate.ts'
import { editionsBetween, expectedEdition } from '../../src/domain/calendar.ts'
import { nextMorning } from '../../src/lib/time.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const edition = (date: string, lateHours = 0): SimulatedEdition => ({
  date,
  hasPapers: expectedEdition(date) === 'expected',
  lateHours,
})
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

describe('two years, by the rule alone', () => {
  it('have one morning for each edition, zone and hour: after the edition is ready, and before the next one is', () => {
    const editions = editionsBetween('2026-01-01', '2027-12-31').map((date) => edition(date))
    const faults: string[] = []
    for (const [index, one] of editions.entries()) {
      const ready = readyAt(one)
      const next = editions[index + 1]
      for (const [zone, timeZone] of ZONES.entries())
        for (const hour of [7, HOURS[(index * 7 + zone) % 24] ?? 0]) {
          const due = nextMorning(ready, hour, timeZone)
          const isOwn = due >= ready && (!next || due < readyAt(next))
          if (!isOwn || !isInMorning({ at: due, timeZone, hour }))
            faults.push(`${one.date} at ${hour} in ${timeZone}: ${due.toISOString()}`)
        }
    }
    expect(faults).toEqual([])
  })
})

describe('readers in twenty zones, and one on the move', () => {
  it('get each edition once, in their morning, where clocks change, on holidays, and when an edition is late', async () => {
    // A fortnight of changes is lived through day by day with `npm run year`.
    const editions = [
      ...editionsBetween('2026-03-06', '2026-03-10'),
      ...editionsBetween('2026-10-30', '2026-11-03'),
      ...editionsBetween('2026-11-25', '2026-11-30'),
    ].map((date) => edition(date, date === '2026-11-03' ? 9 : 0))
    const readers = readersAt([(zone) => (zone % 2 === 0 ? 7 : (zone * 5 + 2) % 24)], 1)
    const mails = await simulate(database, readers, editions)
    expect(editions.filter(({ hasPapers }) => !hasPapers).map(({ date }) => date)).toEqual(['2026-11-27'])
    expect(faultsIn(mails, readers, editions)).toEqual([])
  }, 60_000)

  it('would be noticed if one of them were missed, doubled or woken at midnight', () => {
    const editions = [edition('2026-05-11')]
    const readers = [{ name: 'alice', isOnTheMove: false }]
    const mail = { reader: 'alice@example.org', timeZone: 'UTC', hour: 7, editions: ['2026-05-11'] }
    const morning = { ...mail, at: new Date('2026-05-11T07:00:00Z') }
    expect(faultsIn([morning], readers, editions)).toEqual([])
    expect(faultsIn([], readers, editions)).toHaveLength(1)
    expect(faultsIn([morning, morning], readers, editions)).toHaveLength(1)
    expect(faultsIn([{ ...morning, at: new Date('2026-05-12T00:00:00Z') }], readers, editions)).toHaveLength(1)
  })
})
