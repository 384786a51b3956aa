import { describe, expect, it } from 'vitest'
import { editionAfter, editionBefore, editionsBetween, expectedEdition } from '../../src/domain/calendar.ts'

describe("arXiv's calendar", () => {
  it('expects an edition from Monday to Friday, for announcements from Sunday to Thursday evening', () => {
    const week = ['2026-05-11', '2026-05-12', '2026-05-13', '2026-05-14', '2026-05-15', '2026-05-16', '2026-05-17']
    expect(week.map(expectedEdition)).toEqual([...Array(5).fill('expected'), 'none', 'none'])
  })

  it.each([
    ['2026-01-01', 'Thursday', '2026-01-02'],
    ['2026-01-19', 'Monday', '2026-01-20'],
    ['2026-06-19', 'Friday', '2026-06-22'],
    ['2026-07-03', 'Friday', '2026-07-06'],
    ['2026-09-07', 'Monday', '2026-09-08'],
    ['2026-11-26', 'Thursday', '2026-11-27'],
    ['2026-12-25', 'Friday', '2026-12-28'],
    ['2026-12-29', 'Tuesday', '2026-12-30'],
    ['2026-12-31', 'Thursday', '2027-01-01'],
  ])('after the holiday of %s, a %s, the edition of %s is empty, and no other near it', (holiday, weekday, empty) => {
    expect(new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(holiday))).toBe(weekday)
    expect(expectedEdition(empty)).toBe('empty')
    expect(expectedEdition(editionAfter(empty))).toBe('expected')
    expect(expectedEdition(holiday)).toBe('expected')
  })

  it('has nine empty editions between the Fridays that end 2025 and begin 2027, and expects the rest', () => {
    const dates = editionsBetween('2026-01-02', '2027-01-01')
    expect(dates).toHaveLength(261)
    expect(dates.filter((date) => expectedEdition(date) === 'empty')).toHaveLength(9)
    expect(dates.filter((date) => expectedEdition(date) === 'none')).toEqual([])
  })

  it('expects every weekday of a year whose holidays it does not know', () => {
    expect(editionsBetween('2027-01-04', '2027-12-31').filter((date) => expectedEdition(date) !== 'expected')).toEqual(
      [],
    )
  })

  it('goes from edition to edition over weekends, months and years', () => {
    expect(editionAfter('2026-05-08')).toBe('2026-05-11')
    expect(editionBefore('2026-05-11')).toBe('2026-05-08')
    expect(editionAfter('2026-05-09')).toBe('2026-05-11')
    expect(editionBefore('2026-05-10')).toBe('2026-05-08')
    expect(editionAfter('2026-12-31')).toBe('2027-01-01')
    expect(editionBefore('2026-03-02')).toBe('2026-02-27')
    expect(editionsBetween('2026-05-08', '2026-05-12')).toEqual(['2026-05-08', '2026-05-11', '2026-05-12'])
    expect(editionsBetween('2026-05-12', '2026-05-11')).toEqual([])
  })
})
