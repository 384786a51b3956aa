import { makeWorkerUtils } from 'graphile-worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

it('gives graphile-worker a pool that it has nothing to say about on the console', async () => {
  const worker = await makeWorkerUtils({ pgPool: database.pool })
  await worker.release()
})

it('outlives the loss of a connection in use, whose next query fails', async () => {
  const client = await database.pool.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const gone = new Promise<void>((resolve) => client.once('end', () => resolve()))
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await gone
  await expect(client.query('select 1')).rejects.toThrow()
  client.release(true)
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
