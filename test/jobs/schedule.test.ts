import { describe, expect, it } from 'vitest'
import type { Edition } from '../../src/domain/edition.ts'
import { dueTasks, isReady } from '../../src/jobs/schedule.ts'

const edition = (date: string, complete = true): Edition => ({
  date,
  complete,
  feeds: [{ category: 'cs.AI', status: complete ? 'ok' : 'failed', items: 1 }],
})
const at = (instant: string) => new Date(instant)

describe('an edition', () => {
  it('is ready when every feed was read, though an item of one was not', () => {
    const flawed: Edition = {
      date: '2026-05-11',
      complete: false,
      feeds: [{ category: 'cs.AI', status: 'ok', items: 900, error: 'line 7, column 1: no title' }],
    }
    expect(isReady(at('2026-05-11T04:10:00Z'), flawed, 6)).toBe(true)
  })

  it('is ready when complete, or six hours after its day began in New York', () => {
    expect(isReady(at('2026-05-11T04:10:00Z'), edition('2026-05-11'), 6)).toBe(true)
    expect(isReady(at('2026-05-11T09:59:00Z'), edition('2026-05-11', false), 6)).toBe(false)
    expect(isReady(at('2026-05-11T10:00:00Z'), edition('2026-05-11', false), 6)).toBe(true)
    expect(isReady(at('2026-01-12T10:30:00Z'), edition('2026-01-12', false), 6)).toBe(false)
    expect(isReady(at('2026-01-12T11:00:00Z'), edition('2026-01-12', false), 6)).toBe(true)
  })
})

describe('what is due', () => {
  let closedUntil: Date | null = null
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
    batches: {
      gaps: async () =>
        latest ? [{ date: latest.date, state: 'complete' as const, obtained: ['cs.AI'], isFromFeeds: true }] : [],
    },
    subscribers: { mornings: async () => [] },
    source: { closedUntil: async () => closedUntil },
  })
  const noon = () => at('2026-05-11T12:00:00Z')

  it('is read from the database: ingest, then plan, then deliver', async () => {
    expect(await dueTasks(state(null, false, false), noon, 6)).toEqual([
      { name: 'ingest', hoped: '2026-05-11', withoutFeeds: false },
    ])
    expect(await dueTasks(state(edition('2026-05-11'), false, false), noon, 6)).toEqual([
      { name: 'plan', edition: '2026-05-11' },
    ])
    expect(await dueTasks(state(edition('2026-05-11'), true, true), noon, 6)).toEqual([{ name: 'deliver' }])
    expect(await dueTasks(state(edition('2026-05-11'), true, false), noon, 6)).toEqual([])
  })

  it('is not to ask arXiv while that wants to be left alone', async () => {
    closedUntil = at('2026-05-11T12:00:01Z')
    expect(await dueTasks(state(null, false, false), noon, 6)).toEqual([])
    closedUntil = at('2026-05-11T11:59:59Z')
    expect(await dueTasks(state(null, false, false), noon, 6)).toMatchObject([{ name: 'ingest' }])
    closedUntil = null
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
    expect(await dueTasks(waiting, noon, 6)).toEqual([{ name: 'deliver' }, { name: 'translate' }])
    expect(asked).toEqual([[noon(), null]])
  })

  it('cleans up once a day', async () => {
    const nextDay = () => at('2026-05-12T00:00:00Z')
    expect(await dueTasks(state(edition('2026-05-11'), true, false), nextDay, 6)).toEqual([{ name: 'clean' }])
  })

  it('leaves a relay alone for a quarter of an hour after a run that gave up', async () => {
    const gaveUp = state(edition('2026-05-11'), true, true, { stopped: true })
    expect(await dueTasks(gaveUp, noon, 6)).toEqual([])
    expect(await dueTasks(gaveUp, () => at('2026-05-11T12:05:00Z'), 6)).toEqual([{ name: 'deliver' }])
    const wentWell = state(edition('2026-05-11'), true, true, { stopped: false })
    expect(await dueTasks(wentWell, noon, 6)).toEqual([{ name: 'deliver' }])
  })
})
