import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  announcementTime,
  longDate,
  newestEdition,
  nextMorning,
  oaiReadyTime,
  shortDate,
  stamp,
  stampWithSeconds,
  startOfFeedDay,
} from '../../src/lib/time.ts'

const ZONES = ['Asia/Shanghai', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/New_York', 'Pacific/Auckland', 'UTC']

describe('the announcement', () => {
  it('is at 20:00 US Eastern on the evening before the feed date', () => {
    expect(announcementTime('2026-05-11').toISOString()).toBe('2026-05-11T00:00:00.000Z')
    expect(announcementTime('2026-01-14').toISOString()).toBe('2026-01-14T01:00:00.000Z')
  })

  it('is right on both sides of both changes of the clocks', () => {
    // Daylight saving begins on Sunday 8 March 2026 and ends on Sunday 1 November 2026.
    expect(announcementTime('2026-03-06').toISOString()).toBe('2026-03-06T01:00:00.000Z')
    expect(announcementTime('2026-03-09').toISOString()).toBe('2026-03-09T00:00:00.000Z')
    expect(announcementTime('2026-10-30').toISOString()).toBe('2026-10-30T00:00:00.000Z')
    expect(announcementTime('2026-11-02').toISOString()).toBe('2026-11-02T01:00:00.000Z')
  })
})

describe('an edition', () => {
  it.each([
    // Daylight saving begins on Sunday 8 March 2026 at 02:00 and ends on Sunday 1 November 2026 at 02:00.
    ['2026-03-06', '2026-03-06T01:00:00Z', '2026-03-06T03:30:00Z', '2026-03-06T05:00:00Z'],
    ['2026-03-09', '2026-03-09T00:00:00Z', '2026-03-09T02:30:00Z', '2026-03-09T04:00:00Z'],
    ['2026-05-11', '2026-05-11T00:00:00Z', '2026-05-11T02:30:00Z', '2026-05-11T04:00:00Z'],
    ['2026-10-30', '2026-10-30T00:00:00Z', '2026-10-30T02:30:00Z', '2026-10-30T04:00:00Z'],
    ['2026-11-02', '2026-11-02T01:00:00Z', '2026-11-02T03:30:00Z', '2026-11-02T05:00:00Z'],
  ])('of %s is announced at %s, in OAI-PMH at %s, in the feeds at %s', (edition, announced, oai, feeds) => {
    expect(announcementTime(edition)).toEqual(new Date(announced))
    expect(oaiReadyTime(edition)).toEqual(new Date(oai))
    expect(startOfFeedDay(edition)).toEqual(new Date(feeds))
  })

  it('is the newest from its announcement to that of the next', () => {
    const newest = (at: string) => newestEdition(new Date(at))
    expect(newest('2026-05-11T00:00:00Z')).toBe('2026-05-11')
    expect(newest('2026-05-11T23:59:59Z')).toBe('2026-05-11')
    expect(newest('2026-05-12T00:00:00Z')).toBe('2026-05-12')
    // A Friday's stays until Sunday evening, also where the clocks change in between.
    expect(newest('2026-03-06T12:00:00Z')).toBe('2026-03-06')
    expect(newest('2026-03-08T23:59:59Z')).toBe('2026-03-06')
    expect(newest('2026-03-09T00:00:00Z')).toBe('2026-03-09')
    expect(newest('2026-11-02T00:59:59Z')).toBe('2026-10-30')
    expect(newest('2026-11-02T01:00:00Z')).toBe('2026-11-02')
  })
})

describe('stamps', () => {
  const announced = announcementTime('2026-05-11')

  it('name the zone as its people do', () => {
    expect(stamp(announced, 'America/New_York')).toBe('2026-05-10 20:00 EDT')
    expect(stamp(announced, 'Asia/Shanghai')).toBe('2026-05-11 08:00 UTC+8')
    expect(stamp(announced, 'Asia/Kolkata')).toBe('2026-05-11 05:30 UTC+5:30')
    expect(stampWithSeconds(new Date('2026-05-11T11:26:45Z'), 'Asia/Shanghai')).toBe('2026-05-11 19:26:45 (UTC+8)')
  })

  it('write dates in the reader’s language', () => {
    expect(longDate('2026-05-11', 'en')).toBe('Monday 11 May 2026')
    expect(longDate('2026-05-11', 'zh')).toBe('2026年5月11日星期一')
    expect(shortDate('2026-05-11', 'en')).toBe('11 May 2026')
    expect(shortDate('2026-05-11', 'zh')).toBe('5月11日')
  })
})

describe('the next morning', () => {
  const at = (from: string, hour: number, zone: string) => nextMorning(new Date(from), hour, zone).toISOString()

  it('is today where the hour is still to come, tomorrow where it is over', () => {
    expect(at('2026-05-11T04:05:00Z', 7, 'America/New_York')).toBe('2026-05-11T11:00:00.000Z')
    expect(at('2026-05-11T04:05:00Z', 7, 'Asia/Shanghai')).toBe('2026-05-11T23:00:00.000Z')
  })

  it('is now, within the hour', () => {
    expect(at('2026-05-11T11:20:00Z', 7, 'America/New_York')).toBe('2026-05-11T11:20:00.000Z')
  })

  it('comes after the gap on the day when the clocks skip the hour', () => {
    expect(at('2026-03-29T00:00:00Z', 2, 'Europe/Madrid')).toBe('2026-03-29T01:00:00.000Z')
    expect(at('2026-10-03T12:00:00Z', 2, 'Australia/Lord_Howe')).toBe('2026-10-03T15:30:00.000Z')
  })

  it('comes once on the day when the clocks show the hour twice', () => {
    expect(at('2026-10-24T22:00:00Z', 2, 'Europe/Madrid')).toBe('2026-10-25T00:00:00.000Z')
  })

  it('is never in the past and never more than 25 hours ahead, and shows the hour asked for', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.nat({ max: 23 }),
        fc.constantFrom(...ZONES),
        (from, hour, timeZone) => {
          const morning = nextMorning(from, hour, timeZone)
          expect(morning.getTime()).toBeGreaterThanOrEqual(from.getTime())
          expect(morning.getTime() - from.getTime()).toBeLessThanOrEqual(25 * 3_600_000)
          const shown = Number(
            new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(morning),
          )
          // In a gap (an hour, or half of one on Lord Howe) the hour after it is shown.
          expect([hour, (hour + 1) % 24]).toContain(shown)
        },
      ),
      { numRuns: 500 },
    )
  })
})
