import { describe, expect, it } from 'vitest'
import type { Edition } from '../../src/domain/edition.ts'
import { dueTasks, isIngestDue, isReady } from '../../src/jobs/schedule.ts'

const edition = (date: string, complete = true): Edition => ({
  date,
  complete,
  feeds: [{ category: 'cs.AI', status: complete ? 'ok' : 'failed', items: 1 }],
})
const at = (instant: string) => new Date(instant)

describe('asking arXiv', () => {
  it('is due on a feed day from five minutes after midnight US Eastern, until the edition is complete', () => {
    const friday = edition('2026-05-08')
    // Monday 11 May 2026 begins at 04:00 UTC in New York.
    expect(isIngestDue(at('2026-05-11T03:59:00Z'), friday, null)).toBe(false)
    expect(isIngestDue(at('2026-05-11T04:04:00Z'), friday, null)).toBe(false)
    expect(isIngestDue(at('2026-05-11T04:05:00Z'), friday, null)).toBe(true)
    expect(isIngestDue(at('2026-05-11T04:05:00Z'), edition('2026-05-11', false), null)).toBe(true)
    expect(isIngestDue(at('2026-05-11T04:05:00Z'), edition('2026-05-11'), null)).toBe(false)
  })

  it('rests at the weekend', () => {
    for (const instant of ['2026-05-09T12:00:00Z', '2026-05-10T12:00:00Z'])
      expect(isIngestDue(at(instant), null, null)).toBe(false)
  })

  it('happens at most every half hour while a feed is missing', () => {
    const last = at('2026-05-11T04:05:00Z')
    expect(isIngestDue(at('2026-05-11T04:34:00Z'), null, last)).toBe(false)
    expect(isIngestDue(at('2026-05-11T04:35:00Z'), null, last)).toBe(true)
  })

  it('keeps to New York’s clocks in winter', () => {
    expect(isIngestDue(at('2026-01-12T04:30:00Z'), null, null)).toBe(false)
    expect(isIngestDue(at('2026-01-12T05:05:00Z'), null, null)).toBe(true)
  })
})

describe('an edition', () => {
  it('is ready when every feed was read, though an item of one was not', () => {
    const flawed: Edition = {
      date: '2026-05-11',
      complete: false,
      feeds: [{ category: 'cs.AI', status: 'ok', items: 900, error: 'line 7, column 1: no title' }],
    }
    expect(isReady(at('2026-05-11T04:10:00Z'), flawed)).toBe(true)
  })

  it('is ready when complete, or six hours after its day began in New York', () => {
    expect(isReady(at('2026-05-11T04:10:00Z'), edition('2026-05-11'))).toBe(true)
    expect(isReady(at('2026-05-11T09:59:00Z'), edition('2026-05-11', false))).toBe(false)
    expect(isReady(at('2026-05-11T10:00:00Z'), edition('2026-05-11', false))).toBe(true)
    expect(isReady(at('2026-01-12T10:30:00Z'), edition('2026-01-12', false))).toBe(false)
    expect(isReady(at('2026-01-12T11:00:00Z'), edition('2026-01-12', false))).toBe(true)
  })
})

describe('what is due', () => {
  const state = (latest: Edition | null, planned: boolean, due: boolean, lastDelivery: object | null = null) => ({
    editions: { latest: async () => latest, isPlanned: async () => planned },
    runs: {
      last: async (kind: string) =>
        kind === 'clean'
          ? { startedAt: at('2026-05-11T00:00:00Z'), detail: null }
          : kind === 'deliver' && lastDelivery
            ? { startedAt: at('2026-05-11T11:50:00Z'), detail: lastDelivery }
            : null,
    },
    ledger: { hasDue: async () => due },
  })
  const noon = () => at('2026-05-11T12:00:00Z')

  it('is read from the database: ingest, then plan, then deliver', async () => {
    expect(await dueTasks(state(null, false, false), noon)).toEqual([{ name: 'ingest' }])
    expect(await dueTasks(state(edition('2026-05-11'), false, false), noon)).toEqual([
      { name: 'plan', edition: '2026-05-11' },
    ])
    expect(await dueTasks(state(edition('2026-05-11'), true, true), noon)).toEqual([{ name: 'deliver' }])
    expect(await dueTasks(state(edition('2026-05-11'), true, false), noon)).toEqual([])
  })

  it('is to translate where somebody does and something is wanted, as told when that was looked at last', async () => {
    const asked: unknown[] = []
    const translationWork = {
      isDue: async (...times: unknown[]) => {
        asked.push(times)
        return true
      },
    }
    const waiting = { ...state(edition('2026-05-11'), true, true), translationWork }
    expect(await dueTasks(waiting, noon)).toEqual([{ name: 'deliver' }, { name: 'translate' }])
    expect(asked).toEqual([[noon(), null]])
  })

  it('cleans up once a day', async () => {
    const nextDay = () => at('2026-05-12T00:00:00Z')
    expect(await dueTasks(state(edition('2026-05-12'), true, false), nextDay)).toEqual([{ name: 'clean' }])
  })

  it('leaves a relay alone for a quarter of an hour after a run that gave up', async () => {
    const gaveUp = state(edition('2026-05-11'), true, true, { stopped: true })
    expect(await dueTasks(gaveUp, noon)).toEqual([])
    expect(await dueTasks(gaveUp, () => at('2026-05-11T12:05:00Z'))).toEqual([{ name: 'deliver' }])
    const wentWell = state(edition('2026-05-11'), true, true, { stopped: false })
    expect(await dueTasks(wentWell, noon)).toEqual([{ name: 'deliver' }])
  })
})
