import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

/** Node has it; only the browsers' type library, which Paperboy does without, declares it. */
declare const WebAssembly: {
  instantiate(
    source: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** Every table and type of the schema counts. */
export const NO_FILTER = { externalTables: [], externalEnums: [] }

/**
 * Runs Prisma's schema engine, compiled to WebAssembly, on one connection: a lock that the engine or we take on it is
 * held until the end, and never waits for ourselves.
 */
export async function withSchemaEngine<T>(
  pool: pg.Pool,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine()
  const prisma = new PrismaPg(pool)
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connect: async () => amend(await prisma.connect(), pool),
    connectToShadowDb: () => Promise.reject(new Error('no shadow databases: diff a migrated database instead')),
  })
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory)
  try {
    return await work(engine)
  } finally {
    engine.free()
  }
}

let loading: Promise<void> | undefined

/** The package's own entry imports the .wasm file as a module, which Node 20 can't do. */
function loadEngine(): Promise<void> {
  loading ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const wasm = readFileSync(script.replace(/\.js$/, '.wasm'))
    const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports() })
    bindings.__wbg_set_wasm(instance.exports)
    const start = instance.exports.__wbindgen_start
    if (typeof start === 'function') start()
  })()
  return loading
}

/** The engine lets a timer of 10 s run on when it has got its lock: a command of half a second would take ten. */
function imports(): Record<string, unknown> {
  const all: Record<string, unknown> = { ...bindings }
  for (const [name, original] of Object.entries(all))
    if (name.startsWith('__wbg_setTimeout_') && typeof original === 'function')
      all[name] = (...args: unknown[]): unknown => {
        const timer: unknown = original(...args)
        if (timer !== null && typeof timer === 'object' && 'unref' in timer && typeof timer.unref === 'function')
          timer.unref()
        return timer
      }
  return all
}

/** What Prisma 7.10's pg adapter does not do for the engine yet. */
function amend(adapter: SqlDriverAdapter, pool: pg.Pool): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(readableCatalog(query))
    const columnTypes = result.columnTypes.map((type, index) =>
      CHAR_COLUMNS.includes(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
    )
    return { ...result, columnTypes }
  }
  // The adapter cuts scripts at every semicolon, in strings and function bodies too. Whole, a script is also one transaction.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script)
    } catch (error) {
      throw error instanceof pg.DatabaseError ? asAdapterError(error) : error
    }
  }
  return adapter
}

const CHAR_COLUMNS = ['constraint_type', 'confdeltype', 'confupdtype']

/**
 * The adapter can't read PostgreSQL's internal type "char", and the engine panics over the NOT NULL constraints that
 * PostgreSQL 18 lists (https://github.com/prisma/orm/issues/29635): both in queries of the engine's about constraints.
 */
function readableCatalog(query: SqlQuery): SqlQuery {
  const sql = query.sql
    .replace("contype NOT IN ('p', 'u', 'f')", "contype NOT IN ('p', 'u', 'f', 'n')")
    .replace('constr.contype AS', 'constr.contype::text AS')
    .replace(/\bcon\.(confdeltype|confupdtype),/g, 'con.$1::text AS $1,')
  return { ...query, sql }
}

function asAdapterError(error: pg.DatabaseError): DriverAdapterError {
  return new DriverAdapterError({
    kind: 'postgres',
    code: error.code ?? '',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  })
}
