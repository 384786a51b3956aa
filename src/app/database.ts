import { createHash } from 'node:crypto'
import type { Config } from '../config.ts'
import { AppError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { startEmbedded } from '../store/embedded.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'

/** The database of the settings, or one of our own; with all migrations. */
export async function startDatabase(
  config: Config,
  options: { durable?: boolean },
  log: Log,
  closers: (() => Promise<void>)[],
): Promise<Database> {
  let url = config.databaseUrl
  if (url === null) {
    const embedded = await startEmbedded({ dataDir: config.dataDir, log, durable: options.durable ?? true })
    closers.push(() => embedded.stop())
    url = embedded.url
  }
  const { applied } = await migrate({ url })
  if (applied.length > 0) log.debug({ applied }, 'migrations applied')
  const database = await openDatabase({ url, log })
  closers.push(() => database.close())
  return database
}

/** Links signed with another secret than the web server's are dead: one database, one secret. */
export async function checkSecret({ secrets, databaseUrl }: Config, store: Store): Promise<void> {
  const fingerprints = fingerprintsOf(secrets)
  const standing = await store.settings.agreeOn('secret fingerprint', fingerprints[0] ?? '')
  if (fingerprints.includes(standing)) return
  const where = databaseUrl === null ? 'this DATA_DIR' : 'this DATABASE_URL'
  throw new AppError(
    'config',
    `the secret is not the one that ${where} was first used with, so links in mails would be dead: set PAPERBOY_SECRET to the first process's (its DATA_DIR/secret), or add that one after the new one`,
  )
}

/** What a secret is known by in the database, which is not to hold it. */
export function fingerprintsOf(secrets: readonly string[]): string[] {
  return secrets.map((secret) =>
    createHash('sha256').update(`paperboy secret fingerprint:${secret}`).digest('hex').slice(0, 32),
  )
}
