import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { AppError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { type Binaries, findBinaries } from './embedded-binaries.ts'
import { prepareCluster, SUPERUSER } from './embedded-cluster.ts'
import { findHome, type Home, prepareHome } from './embedded-home.ts'
import { isInUse, register, withLock } from './embedded-lock.ts'
import { endsSoon, findServer, HOST, type Server, startServer, stopServer } from './embedded-server.ts'

const DATABASE = 'paperboy'

export interface EmbeddedDatabase {
  /** postgresql://…, the password in it. */
  url: string
  /** True where other processes used the server already. */
  joined: boolean
  /** Leaves; the last one to leave stops the server. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  log: Log
  /** False: nothing is waited for on the disk, so a crash of the machine may destroy the database. For tests and the demo. */
  durable?: boolean
}

/**
 * A PostgreSQL of Paperboy's own in `dataDir`: started, joined where it runs already, taken over where those who used
 * it are all dead. docs/decisions/002-embedded-postgresql.md says how and why.
 * @throws AppError `config` or `unavailable`
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDir = resolve(options.dataDir)
  const durable = options.durable ?? true
  try {
    const home = prepareHome(dataDir, options.log)
    return await withLock(home.lock, async () => {
      const binaries = findBinaries(home, dataDir)
      const password = await prepareCluster(home, { dataDir, binaries, durable })
      const inUse = isInUse(home.users)
      const note = register(home.users)
      try {
        const { server, url, started } = await serve(home, { binaries, password, durable })
        options.log.debug({ port: server.port, pid: server.pid, cluster: home.cluster }, 'PostgreSQL runs')
        return { url, joined: inUse && !started, stop: once(() => leave(home, server, note)) }
      } catch (error) {
        rmSync(note, { force: true })
        throw error
      }
    })
  } catch (error) {
    throw explained(error, dataDir)
  }
}

/**
 * Deletes the database of `dataDir` wherever it lies, and stops a server that nobody uses any more. Nothing happens where
 * there is none; the rest of `dataDir` stays.
 * @throws AppError `conflict` while a living process uses it; `config` where the files can't be deleted
 */
export async function removeEmbedded(dataDir: string): Promise<void> {
  try {
    const { home, traces } = findHome(resolve(dataDir))
    if (home) await withLock(home.lock, () => removeHome(home, dataDir))
    for (const trace of traces) removeAll(trace)
  } catch (error) {
    throw explained(error, dataDir)
  }
}

async function removeHome(home: Home, dataDir: string): Promise<void> {
  if (isInUse(home.users))
    throw new AppError(
      'conflict',
      `the database of DATA_DIR ${dataDir} can't be deleted while it is in use: end the other Paperboy first`,
    )
  await stopServer(home)
  removeAll(home.folder)
}

/** Whoever waits for the lock may drop a file in between. */
function removeAll(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}

/** A fresh one for tests and tools, which is gone after `stop`. */
export async function startTemporary(log: Log): Promise<EmbeddedDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-database-'))
  // Only we may enter what mkdtemp makes, but under root PostgreSQL is another user.
  chmodSync(dataDir, 0o755)
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const database = await startEmbedded({ dataDir, log, durable: false })
    return { ...database, stop: once(() => database.stop().finally(remove)) }
  } catch (error) {
    remove()
    throw error
  }
}

async function serve(home: Home, options: { binaries: Binaries; password: string; durable: boolean }) {
  for (;;) {
    const running = await findServer(home)
    const server = running ?? (await startServer(home, options))
    try {
      return { server, url: await ensureDatabase(server, options.password), started: running === null }
    } catch (error) {
      if (running === null) await stopServer(home, server)
      // A server that somebody is killing looks alive for a moment.
      if (running === null || !(await endsSoon(running))) throw error
    }
  }
}

async function ensureDatabase(server: Server, password: string): Promise<string> {
  const url = (name: string) => `postgresql://${SUPERUSER}:${password}@${HOST}:${server.port}/${name}`
  const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
    return url(DATABASE)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('unavailable', `the embedded PostgreSQL at ${HOST}:${server.port} does not serve us: ${why}`, {
      cause,
    })
  } finally {
    await client.end()
  }
}

async function leave(home: Home, server: Server, note: string): Promise<void> {
  // Whoever deleted the data folder has taken the lock away too, and with it the other users.
  if (!existsSync(home.folder)) return stopServer(home, server)
  await withLock(home.lock, async () => {
    rmSync(note, { force: true })
    if (!isInUse(home.users)) await stopServer(home, server)
  })
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

const ADVICE: Record<string, string> = {
  EACCES: 'Give a folder that this user can write.',
  EPERM: 'Give a folder that this user can write.',
  EROFS: 'Give a folder that can be written.',
  ENOTDIR: 'A part of the path is a file: give a folder.',
  EEXIST: 'That is a file: give a folder.',
  ENOSPC: 'The disk is full: free some space (a new database takes 40 MB).',
  EDQUOT: 'The disk quota is used up: free some space (a new database takes 40 MB).',
}

/** A refusal of the file system's says what it did, not what to do. */
function explained(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error
  const advice = ADVICE[String(error.code)] ?? 'Give another folder, or set DATABASE_URL to a PostgreSQL of yours.'
  return new AppError('config', `DATA_DIR ${dataDir} can't be used: ${error.message}. ${advice}`, { cause: error })
}
