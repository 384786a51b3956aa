import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { AppError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { PrismaClient } from './generated/client.ts'

/** Either the client or an open transaction: what every query of the store runs on. */
export type Queryable = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>

export interface Database {
  prisma: PrismaClient
  /** The same connections, for graphile-worker. */
  pool: pg.Pool
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
/** One of them is held for as long as a worker lives. */
const POOL_SIZE = 11
const GOODBYE_MS = 2_000

/**
 * Connects once, so that a wrong URL or an absent server is told at the start.
 * @throws AppError `unavailable`, which names host and port, never the password
 */
export async function openDatabase(options: { url: string; log: Log }): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'paperboy',
  })
  // An idle connection that the server closes is replaced at the next query. The error carries the whole client along.
  pool.on('error', ({ message }) => {
    if (!pool.ending) options.log.warn({ message }, 'an idle database connection was lost')
  })
  // One that is lost while in use fails its query, which tells; an error without a listener would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  // Two seconds, unless given, are over before a busy machine has loaded its mail renderer.
  const transactionOptions = { maxWait: 15_000 }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions })
  try {
    await pool.query('select 1')
  } catch (error) {
    await prisma.$disconnect()
    await pool.end()
    throw databaseAway(options.url, error)
  }
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect()
      await endPool(pool)
    },
  }
}

/** `Pool.end` does not wait until its connections are gone; a server that stops right after would cut them off. */
async function endPool(pool: pg.Pool): Promise<void> {
  let open = pool.totalCount
  const gone = new Promise<void>((resolve) => {
    if (open === 0) resolve()
    pool.on('remove', () => {
      open -= 1
      if (open === 0) resolve()
    })
  })
  await pool.end()
  // One that the network swallowed would never say goodbye.
  await Promise.race([gone, delay(GOODBYE_MS, undefined, { ref: false })])
}

/** What to tell when a server does not take us. */
export function databaseAway(url: string, cause: unknown): AppError {
  const { hostname, port, pathname } = new URL(url)
  const why = cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause)
  return new AppError(
    'unavailable',
    `the database "${pathname.slice(1)}" at ${hostname}:${port || '5432'} does not take connections (${why}). Check DATABASE_URL and that PostgreSQL is running.`,
    { cause },
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
