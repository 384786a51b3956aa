import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { databaseAway } from './database.ts'

/** What a database says of itself; nothing is changed. */
export interface DatabaseState {
  /** E.g. `18.4`. */
  version: string
  /** How far its clock was ahead of ours when it answered, in milliseconds. */
  aheadMs: number
  /** Migrations that are not applied yet, and those that this Paperboy does not know. */
  missing: string[]
  unknown: string[]
  /** The standing secret's fingerprint; null where no process has agreed on one yet. */
  fingerprint: string | null
}

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const TIMEOUT_MS = 10_000

/** @throws AppError `unavailable` */
export async function readDatabaseState(url: string): Promise<DatabaseState> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  try {
    await client.connect().catch((error: unknown) => Promise.reject(databaseAway(url, error)))
    const asked = Date.now()
    const about = await client.query<{ version: string; now: Date; tables: string | null; settings: string | null }>(
      `select current_setting('server_version') as version, clock_timestamp() as now,
       to_regclass('_prisma_migrations')::text as tables, to_regclass('settings')::text as settings`,
    )
    const answered = Date.now()
    const [{ version = '', now = new Date(0), tables = null, settings = null } = {}] = about.rows
    const applied = tables === null ? [] : await appliedMigrations(client)
    const known = readdirSync(MIGRATIONS, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    )
    return {
      version: version.split(' ')[0] ?? version,
      aheadMs: now.getTime() - (asked + answered) / 2,
      missing: known.filter((name) => !applied.includes(name)).sort(),
      unknown: applied.filter((name) => !known.includes(name)).sort(),
      fingerprint: settings === null ? null : await standingFingerprint(client),
    }
  } finally {
    await client.end().catch(() => {})
  }
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  return rows.map(({ name }) => name)
}

async function standingFingerprint(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ value: string }>(`select value from settings where key = 'secret fingerprint'`)
  return rows[0]?.value ?? null
}
