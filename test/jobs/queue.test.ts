import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Queue, startQueue } from '../../src/jobs/queue.ts'
import type { Task } from '../../src/jobs/schedule.ts'
import { createLog } from '../../src/lib/log.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const deliver: Task = { name: 'deliver' }
const start = (
  due: () => Promise<Task[]>,
  perform: (task: Task, signal: AbortSignal) => Promise<void>,
): Promise<Queue> => startQueue({ pool: database.pool, log: createLog('silent'), due, perform })

describe('the queue', () => {
  it('does what is due at the start, through the database', async () => {
    const done: Task[] = []
    const all = deferred()
    const queue = await start(
      async () => [{ name: 'ingest' }, { name: 'plan', edition: '2026-05-11' }],
      async (task) => {
        done.push(task)
        if (done.length === 2) all.resolve()
      },
    )
    await all.promise
    await queue.stop()
    expect(done.map(({ name }) => name).sort()).toEqual(['ingest', 'plan'])
    expect(done).toContainEqual({ name: 'plan', edition: '2026-05-11' })
  })

  it('does not begin again what it has in hand, and waits for it at the end', async () => {
    let begun = 0
    let ended = 0
    const started = deferred()
    const queue = await start(
      async () => [deliver],
      async (_, signal) => {
        begun += 1
        started.resolve()
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 300)))
        ended += 1
      },
    )
    await started.promise
    await database.pool.query(`select graphile_worker.add_job('deliver', '{"name":"deliver"}'::json)`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await queue.stop()
    expect({ begun, ended }).toEqual({ begun: 1, ended: 1 })
  })

  it('leaves deliveries that it has no time for to a process that has', async () => {
    const busy = deferred()
    const helped = deferred()
    const begun = deferred()
    const first = await start(
      async () => [deliver],
      () => {
        begun.resolve()
        return busy.promise
      },
    )
    await begun.promise
    const second = await start(
      async () => [deliver],
      async () => helped.resolve(),
    )
    await helped.promise
    busy.resolve()
    await first.stop()
    await second.stop()
  })

  it('outlives a task that fails, and does it again when it is due', async () => {
    let attempts = 0
    const failing = async () => {
      attempts += 1
      throw new Error('no luck')
    }
    for (const _ of [1, 2]) {
      const queue = await start(async () => [deliver], failing)
      await new Promise((resolve) => setTimeout(resolve, 500))
      await queue.stop()
    }
    // One more where the minute turned meanwhile.
    expect([2, 3]).toContain(attempts)
  })
})

function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}
