import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'

export interface TestDatabase extends Database {
  url: string
  /** Closes the connections and drops the database. */
  drop(): Promise<void>
}

/** A fresh, migrated database of this test file's own. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await cloneTemplate()
  const database = await openDatabase({ url, log: createLog('silent') })
  return {
    ...database,
    url,
    drop: async () => {
      await database.close()
      await dropDatabase(url)
    },
  }
}

export async function cloneTemplate(): Promise<string> {
  const template = new URL(inject('templateUrl'))
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name} template ${template.pathname.slice(1)}`)
  const url = new URL(template)
  url.pathname = name
  return url.href
}

export async function dropDatabase(url: string): Promise<void> {
  await administer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
}

async function administer(statement: string): Promise<void> {
  const url = new URL(inject('templateUrl'))
  url.pathname = 'postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
