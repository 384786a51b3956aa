import { describe, expect, it } from 'vitest'
import { isEarlyBird, type PollFacts, pollDue } from '../../src/jobs/polling.ts'
import type { StoredEdition } from '../../src/jobs/ports.ts'

const at = (instant: string) => new Date(instant)
const whole = (date: string, changes: Partial<StoredEdition> = {}): StoredEdition => ({
  date,
  state: 'complete',
  obtained: ['cs.AI'],
  isFromFeeds: true,
  ...changes,
})
const partial = (date: string) => whole(date, { state: 'partial', obtained: [], isFromFeeds: false })
const facts = (stored: StoredEdition[], lastIngest: string | null = null, isEarly = false): PollFacts => ({
  stored,
  lastIngest: lastIngest === null ? null : at(lastIngest),
  isEarly,
  deadlineHours: 6,
})

describe('asking arXiv', () => {
  it('is due on a feed day from five minutes after midnight US Eastern, until the edition is whole', () => {
    const friday = whole('2026-05-08')
    // Monday 11 May 2026 begins at 04:00 UTC in New York.
    expect(pollDue(at('2026-05-11T04:04:00Z'), facts([friday], '2026-05-10T12:00:00Z'))).toBeNull()
    expect(pollDue(at('2026-05-11T04:05:00Z'), facts([friday]))).toEqual({ hoped: '2026-05-11', withoutFeeds: false })
    expect(pollDue(at('2026-05-11T04:05:00Z'), facts([friday, partial('2026-05-11')]))).not.toBeNull()
    expect(pollDue(at('2026-05-11T04:05:00Z'), facts([friday, whole('2026-05-11')]))).toBeNull()
    expect(pollDue(at('2026-01-12T04:30:00Z'), facts([]))).toBeNull()
    expect(pollDue(at('2026-01-12T05:05:00Z'), facts([]))).not.toBeNull()
  })

  it('goes on where OAI-PMH made up for the feeds, which know better, and where nothing came on a day that should have papers', () => {
    const made = whole('2026-05-11', { isFromFeeds: false })
    const empty = whole('2026-05-11', { state: 'empty' })
    expect(pollDue(at('2026-05-11T08:00:00Z'), facts([made], '2026-05-11T07:00:00Z'))).not.toBeNull()
    expect(pollDue(at('2026-05-11T12:00:00Z'), facts([made], '2026-05-11T11:00:00Z'))).toBeNull()
    expect(pollDue(at('2026-05-11T13:05:00Z'), facts([made], '2026-05-11T11:00:00Z'))).not.toBeNull()
    expect(pollDue(at('2026-05-11T11:00:00Z'), facts([empty], '2026-05-11T07:00:00Z'))).not.toBeNull()
    // 20 January follows a holiday: its feed is empty, as it should be.
    const holiday = whole('2026-01-20', { state: 'empty' })
    expect(pollDue(at('2026-01-20T08:00:00Z'), facts([holiday], '2026-01-20T06:00:00Z'))).toBeNull()
  })

  it('happens every half hour before the deadline, and every two hours after it', () => {
    const stored = [partial('2026-05-11')]
    expect(pollDue(at('2026-05-11T05:29:00Z'), facts(stored, '2026-05-11T05:00:00Z'))).toBeNull()
    expect(pollDue(at('2026-05-11T05:30:00Z'), facts(stored, '2026-05-11T05:00:00Z'))).not.toBeNull()
    expect(pollDue(at('2026-05-11T13:59:00Z'), facts(stored, '2026-05-11T12:00:00Z'))).toBeNull()
    expect(pollDue(at('2026-05-11T14:00:00Z'), facts(stored, '2026-05-11T12:00:00Z'))).not.toBeNull()
  })

  it('comes a little later by chance, as the millisecond of the last time has it', () => {
    const last = '2026-05-11T05:02:30.000Z'
    expect(pollDue(at('2026-05-11T05:34:59Z'), facts([], last))).toBeNull()
    expect(pollDue(at('2026-05-11T05:35:00Z'), facts([], last))).not.toBeNull()
  })

  it('looks once on a Saturday and a Sunday for what came late, and more often where something is missing', () => {
    const friday = whole('2026-05-08')
    const saturday = at('2026-05-09T12:00:00Z')
    expect(pollDue(saturday, facts([], null))).toBeNull()
    expect(pollDue(saturday, facts([friday], '2026-05-08T05:00:00Z'))).toEqual({
      hoped: '2026-05-08',
      withoutFeeds: false,
    })
    expect(pollDue(saturday, facts([friday], '2026-05-09T05:00:00Z'))).toBeNull()
    expect(pollDue(saturday, facts([partial('2026-05-08')], '2026-05-09T06:30:00Z'))).toBeNull()
    expect(pollDue(saturday, facts([partial('2026-05-08')], '2026-05-09T05:55:00Z'))).not.toBeNull()
    expect(
      pollDue(saturday, facts([whole('2026-05-08', { isFromFeeds: false })], '2026-05-09T05:55:00Z')),
    ).not.toBeNull()
  })

  it('tries to make up for an earlier edition every three hours', () => {
    const stored = [partial('2026-05-08'), whole('2026-05-11')]
    expect(pollDue(at('2026-05-11T14:59:00Z'), facts(stored, '2026-05-11T12:00:00Z'))).toBeNull()
    expect(pollDue(at('2026-05-11T15:00:00Z'), facts(stored, '2026-05-11T12:00:00Z'))).not.toBeNull()
  })

  it('turns to OAI-PMH alone at 22:30 the evening before, where somebody is up by then', () => {
    const stored = [whole('2026-05-11')]
    const last = '2026-05-11T05:00:00Z'
    expect(pollDue(at('2026-05-12T02:29:00Z'), facts(stored, last, true))).toBeNull()
    expect(pollDue(at('2026-05-12T02:30:00Z'), facts(stored, last, true))).toEqual({
      hoped: '2026-05-12',
      withoutFeeds: true,
    })
    expect(pollDue(at('2026-05-12T02:30:00Z'), facts(stored, last, false))).toBeNull()
    const told = whole('2026-05-12', { isFromFeeds: false })
    expect(pollDue(at('2026-05-12T03:30:00Z'), facts([...stored, told], last, true))).toBeNull()
    expect(pollDue(at('2026-05-12T04:10:00Z'), facts([...stored, told], last, true))).toEqual({
      hoped: '2026-05-12',
      withoutFeeds: false,
    })
  })
})

describe('somebody is up before the feeds are rebuilt', () => {
  it.each([
    ['Asia/Shanghai', 11, true],
    ['Asia/Shanghai', 8, false],
    ['Asia/Kolkata', 8, true],
    ['Asia/Tashkent', 8, true],
    ['Europe/Madrid', 7, false],
  ])('%s at %i:00: %s', (timeZone, hour, isEarly) => {
    expect(isEarlyBird('2026-05-12', [{ timeZone, hour, weekday: null }])).toBe(isEarly)
  })

  it('but not for who reads on another day', () => {
    expect(isEarlyBird('2026-05-12', [{ timeZone: 'Asia/Kolkata', hour: 8, weekday: 5 }])).toBe(false)
    expect(isEarlyBird('2026-05-12', [{ timeZone: 'Asia/Kolkata', hour: 8, weekday: 2 }])).toBe(true)
  })
})
