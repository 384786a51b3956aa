import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../lib/log.ts'

/**
 * Tells other workers that this process lives: a session-level advisory lock, which PostgreSQL gives back as soon as the
 * process is dead, however it died. It needs a connection of its own: no transaction pooling in between.
 */
export interface Presence {
  /** The lock that is held now; claims name it. Takes it, where it is not held. */
  number(): Promise<number>
  /** Whether others have had the time to come back since our session began: only then is a free lock a dead worker. */
  isSettled(): boolean
  settled(): Promise<void>
  close(): Promise<void>
}

/** The first of a worker lock's two keys. */
export const WORKER_LOCKS = 1_885_433_196

const SETTLE_MS = 3_000
const RETRY_MS = 300

interface Session {
  client: PoolClient
  number: number
  since: number
}

/**
 * Opened by the first who asks; a session that is lost is replaced at once.
 * @param settleMs how long others are given to come back after a failure of the database
 */
export function createPresence(pool: Pool, log: Log, settleMs = SETTLE_MS): Presence {
  let opening: Promise<Session> | null = null
  let open: Session | null = null
  let closed = false
  let number = randomInt(1, 2 ** 31)

  const take = async (): Promise<Session> => {
    const client = await pool.connect()
    try {
      // A session that the network swallowed holds its lock until the server notices; its claims stay under that lock.
      while (!(await tryLock(client, number))) number = randomInt(1, 2 ** 31)
      const session = { client, number, since: Date.now() }
      client.once('end', () => lose(session))
      open = session
      return session
    } catch (error) {
      client.release(true)
      throw error
    }
  }
  const lose = (session: Session) => {
    if (open !== session) return
    open = null
    session.client.release(true)
    if (closed) return
    log.warn('the session that tells of this worker was lost, and is opened again')
    void reopen()
  }
  /** Whoever is in the middle of a mail is not to be taken for dead. */
  const reopen = async () => {
    while (!closed && !open) {
      await session().catch(() => undefined)
      if (!open) await delay(RETRY_MS, undefined, { ref: false })
    }
  }
  const session = (): Promise<Session> => {
    if (open) return Promise.resolve(open)
    opening ??= take().finally(() => {
      opening = null
    })
    return opening
  }
  const rest = () => (open ? open.since + settleMs - Date.now() : settleMs)

  return {
    number: async () => (await session()).number,
    isSettled: () => rest() <= 0,
    settled: () => delay(Math.max(0, rest())),
    close: async () => {
      closed = true
      await opening?.catch(() => undefined)
      const last = open
      open = null
      last?.client.release(true)
    },
  }
}

async function tryLock(client: PoolClient, number: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
    WORKER_LOCKS,
    number,
  ])
  return rows[0]?.taken === true
}
