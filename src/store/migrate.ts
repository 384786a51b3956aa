import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { AppError } from '../domain/errors.ts'
import { databaseAway } from './database.ts'
import { NO_FILTER, withSchemaEngine } from './migrate-engine.ts'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const SCHEMA = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url))

/** The lock of Prisma's own tools: https://pris.ly/d/migrate-advisory-locking */
const PRISMA_LOCK = 72707369
/** https://www.prisma.io/docs/orm/reference/error-reference#p3005 */
const NOT_EMPTY = 'P3005'
const LOCK_WAIT = '5min'
const CONNECT_TIMEOUT_MS = 10_000

/**
 * Brings the database's tables up to date, as `prisma migrate deploy` would; one process at a time.
 * Each migration is one transaction: one that fails leaves nothing behind, and the next start tries it again.
 * @returns the names of the migrations that were missing
 * @throws AppError `unavailable` or `config`
 */
export async function migrate(options: { url: string; folder?: string }): Promise<{ applied: string[] }> {
  const list = readMigrations(options.folder ?? MIGRATIONS)
  return onOneConnection(options.url, async (pool) => {
    if (await isUpToDate(pool, list)) return { applied: [] }
    await takeLock(pool)
    return withSchemaEngine(pool, async (engine) => {
      await settleInterrupted(engine, list)
      try {
        const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters: NO_FILTER })
        return { applied: appliedMigrationNames }
      } catch (error) {
        throw await migrationFailed(engine, list, error)
      }
    })
  })
}

/** The SQL that would make the database what prisma/schema.prisma says; empty where it is. */
export async function schemaDrift(url: string): Promise<string> {
  const files = [{ path: SCHEMA, content: readFileSync(SCHEMA, 'utf8') }]
  const { stdout } = await onOneConnection(url, (pool) =>
    withSchemaEngine(pool, (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: join(SCHEMA, '..') },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: NO_FILTER,
      }),
    ),
  )
  const sql = stdout?.trim() ?? ''
  return sql === '-- This is an empty migration.' ? '' : sql
}

async function onOneConnection<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  // A lost connection also fails the query in hand, which reports it.
  pool.on('error', () => undefined)
  try {
    await pool.query('select 1').catch((error: unknown) => Promise.reject(databaseAway(url, error)))
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** Known without the engine, which takes a quarter of a second and 100 MB to say the same. */
async function isUpToDate(pool: pg.Pool, { migrationDirectories }: MigrationList): Promise<boolean> {
  const { rows: tables } = await pool.query(`select from pg_tables where tablename = '_prisma_migrations'
    and schemaname = current_schema()`)
  if (tables.length === 0) return false
  const { rows } = await pool.query<{ name: string; finished: boolean }>(`
    select migration_name as name, finished_at is not null as finished from _prisma_migrations
    where rolled_back_at is null order by migration_name collate "C"`)
  const known = migrationDirectories.map(({ path }) => path).sort()
  return rows.every(({ finished }) => finished) && rows.map(({ name }) => name).join() === known.join()
}

async function takeLock(pool: pg.Pool): Promise<void> {
  await pool.query(`set lock_timeout = '${LOCK_WAIT}'`)
  try {
    await pool.query('select pg_advisory_lock($1)', [PRISMA_LOCK])
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `another process has been migrating the database for ${LOCK_WAIT} (advisory lock ${PRISMA_LOCK}): wait for it to end, then start again`,
      { cause },
    )
  }
  await pool.query('reset lock_timeout')
}

/** A start that was killed in the middle of a migration: PostgreSQL took the work back, Prisma's table does not know. */
async function settleInterrupted(engine: SchemaEngine, list: MigrationList): Promise<void> {
  const { failedMigrationNames, history } = await diagnose(engine, list)
  if (history?.diagnostic === 'migrationsDirectoryIsBehind' || history?.diagnostic === 'historiesDiverge')
    throw new AppError(
      'config',
      `the database has migrations that this Paperboy does not know (${history.unpersistedMigrationNames.join(', ')}): it was used by a newer version. Start that version, or give another database.`,
    )
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName })
}

async function migrationFailed(engine: SchemaEngine, list: MigrationList, cause: unknown): Promise<AppError> {
  const why = explain(cause)
  if (cause instanceof Error && 'code' in cause && cause.code === NOT_EMPTY)
    return new AppError(
      'config',
      "the database holds tables that are not Paperboy's: give it an empty one in DATABASE_URL",
      { cause },
    )
  const found = await diagnose(engine, list).catch(() => null)
  if (!found || found.failedMigrationNames.length === 0)
    return new AppError('unavailable', `the database can't be migrated: ${why}`, { cause })
  return new AppError(
    'config',
    `migration ${found.failedMigrationNames.join(', ')} failed: ${why}. Nothing of it was kept: set that right, and the next start tries again.`,
    { cause },
  )
}

function diagnose(engine: SchemaEngine, migrationsList: MigrationList) {
  return engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTER })
}

/** The engine's message without the trace of its Rust functions. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const said = message.split(/\n\s+0: /)[0] ?? ''
  return said
    .replace(/^external connector error\s*/, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
}

function readMigrations(folder: string): MigrationList {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const lock = join(folder, 'migration_lock.toml')
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}
