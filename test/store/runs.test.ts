import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRunStore, type RunStore } from '../../src/store/runs.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const DAY_MS = 24 * 60 * 60_000
const START = new Date('2026-05-11T05:00:00Z')

let database: TestDatabase
let runs: RunStore

beforeAll(async () => {
  database = await testDatabase()
  runs = createRunStore(database.prisma)
})
afterAll(() => database.drop())

it('notes how a run went, and forgets those of its kind that are older than 90 days', async () => {
  const at = (days: number) => () => new Date(START.getTime() + days * DAY_MS)
  expect(await runs.last('plan')).toBeNull()
  await runs.record('plan', at(0), async () => ({ planned: 3 }))
  await runs.record('ingest', at(0), async () => ({}))
  expect(await runs.last('plan')).toEqual({ startedAt: START, detail: { planned: 3 } })
  await runs.record('plan', at(90), async () => ({ planned: 4 }))
  expect(await kept()).toEqual(['ingest 0', 'plan 0', 'plan 90'])
  const failing = runs.record('plan', at(91), () => Promise.reject(new Error('no room')))
  await expect(failing).rejects.toThrow('no room')
  expect(await kept()).toEqual(['ingest 0', 'plan 90', 'plan 91'])
  expect(await runs.last('plan')).toMatchObject({ detail: { reason: 'no room' } })
})

async function kept(): Promise<string[]> {
  const { rows } = await database.pool.query<{ kind: string; started_at: Date }>(
    'select kind, started_at from runs order by kind, started_at',
  )
  return rows.map(({ kind, started_at }) => `${kind} ${(started_at.getTime() - START.getTime()) / DAY_MS}`)
}
