import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { AppError } from '../../domain/errors.ts'
import { createLog } from '../../lib/log.ts'
import { startEmbedded } from '../../store/embedded.ts'
import { type DatabaseState, readDatabaseState } from '../../store/migration-state.ts'
import { fingerprintsOf } from '../database.ts'
import { type Finding, ok, reasonOf, warning, wrong } from './finding.ts'

/** Signatures and links carry times. */
const CLOCK_WARNING_MS = 5_000
const CLOCK_WRONG_MS = 60_000
const LITTLE_SPACE = 500_000_000

/** The database's address, or why it has none: our own server did not start. */
export type Reached = { url: string } | { error: unknown }

/** Does what needs the database, while our own server runs where none is set. */
export async function withDatabase<T>(
  { databaseUrl, dataDir }: Config,
  work: (reached: Reached) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) return work({ url: databaseUrl })
  const embedded = await startEmbedded({ dataDir, log: createLog('silent'), durable: true }).catch(
    (error: unknown) => ({
      error,
    }),
  )
  if ('error' in embedded) return work(embedded)
  try {
    return await work(embedded)
  } finally {
    await embedded.stop()
  }
}

/** The database, its tables, its clock, and whose links it knows; it is left as it is. */
export async function checkDatabase(config: Config, reached: Reached): Promise<Finding[]> {
  let state: DatabaseState
  try {
    if ('error' in reached) throw reached.error
    state = await readDatabaseState(reached.url)
  } catch (error) {
    const mend = error instanceof AppError ? 'see there' : 'look at DATABASE_URL, and that PostgreSQL is up'
    return [wrong('database', reasonOf(error), mend)]
  }
  const where = config.databaseUrl === null ? `in ${config.dataDir}` : 'of DATABASE_URL'
  return [
    ok('database', `PostgreSQL ${state.version} ${where} answers`),
    migrationsOf(state),
    compareClocks('the database', state.aheadMs),
    secretOf(config, state),
  ]
}

function migrationsOf({ missing, unknown }: DatabaseState): Finding {
  if (unknown.length > 0)
    return wrong(
      'migrations',
      `the database was used by a newer Paperboy: this one does not know ${unknown.join(', ')}`,
      'run that version',
    )
  return missing.length > 0
    ? warning('migrations', `${missing.length} are missing`, 'the next start of Paperboy applies them')
    : ok('migrations', 'all are applied')
}

function secretOf({ secrets, secretIsKept, databaseUrl }: Config, { fingerprint }: DatabaseState): Finding {
  if (fingerprint !== null && !fingerprintsOf(secrets).includes(fingerprint))
    return wrong(
      'secret',
      'the database was first used with another secret: the links in mails would be dead',
      'set PAPERBOY_SECRET to that one (its DATA_DIR/secret), or add it after the new one',
    )
  return secretIsKept && databaseUrl !== null
    ? warning('secret', 'it is kept in DATA_DIR/secret of this machine alone', 'set PAPERBOY_SECRET for all processes')
    : ok('secret', secretIsKept ? 'is kept in DATA_DIR/secret' : 'PAPERBOY_SECRET is set')
}

export function compareClocks(whose: string, aheadMs: number): Finding {
  const apart = Math.abs(aheadMs)
  const says = `this machine's clock and that of ${whose} are ${(apart / 1000).toFixed(1)} s apart`
  if (apart > CLOCK_WRONG_MS) return wrong('clock', says, 'let both be set by NTP')
  return apart > CLOCK_WARNING_MS ? warning('clock', says, 'let both be set by NTP') : ok('clock', says)
}

/** Where the secret, the private database and the outbox lie. */
export async function checkFolders({ dataDir, smtpUrl }: Config): Promise<Finding[]> {
  const folder = smtpUrl === null ? join(dataDir, 'outbox') : dataDir
  const trial = join(folder, `.doctor-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(trial, 'a trial\n')
  } catch (error) {
    return [
      wrong('folder', `${folder} can't be written to: ${reasonOf(error)}`, 'let this user own it, or set DATA_DIR'),
    ]
  } finally {
    await rm(trial, { force: true }).catch(() => {})
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const says = `${folder} can be written to, with ${(free / 1e9).toFixed(1)} GB free`
  return [free < LITTLE_SPACE ? warning('folder', says, 'make room') : ok('folder', says)]
}
