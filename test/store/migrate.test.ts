import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { type EmbeddedDatabase, startTemporary } from '../../src/store/embedded.ts'
import { migrate, schemaDrift } from '../../src/store/migrate.ts'

const ROOT = join(import.meta.dirname, '../..')

let scratch: string
let server: EmbeddedDatabase

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'paperboy-migrate-'))
  server = await startTemporary(createLog('silent'))
})

afterAll(async () => {
  await server?.stop()
  rmSync(scratch, { recursive: true, force: true })
})

describe('migrating', () => {
  it('makes an empty database what prisma/schema.prisma says, and then has nothing to do', async () => {
    const url = await emptyDatabase()
    expect(await schemaDrift(url)).toContain('CREATE TABLE "subscribers"')
    const { applied } = await migrate({ url })
    expect(applied[0]).toMatch(/^\d{14}_init$/)
    expect(await schemaDrift(url)).toBe('')
    expect(await migrate({ url })).toEqual({ applied: [] })
  })

  it('notices a database that is not what the schema says', async () => {
    const url = await emptyDatabase()
    await migrate({ url })
    await query(url, 'drop index digests_state_due_at_id_idx; alter table papers alter column licence set not null')
    const drift = await schemaDrift(url)
    expect(drift).toContain('CREATE INDEX "digests_state_due_at_id_idx"')
    expect(drift).toContain('ALTER COLUMN "licence" DROP NOT NULL')
  })

  it('is done once when many processes start together', async () => {
    const url = await emptyDatabase()
    const results = await Promise.all([migrate({ url }), migrate({ url }), migrate({ url })])
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1)
  })

  it('waits for the lock that Prisma takes', async () => {
    const url = await emptyDatabase()
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('select pg_advisory_lock(72707369)')
    let done = false
    const running = migrate({ url }).then(() => {
      done = true
    })
    await expect
      .poll(() => query(url, `select from pg_locks where locktype = 'advisory' and not granted`))
      .toHaveLength(1)
    expect(done).toBe(false)
    await other.end()
    await running
    expect(done).toBe(true)
  })

  it('leaves tables of others alone, graphile-worker in its own schema', async () => {
    const url = await emptyDatabase()
    await query(url, 'create schema graphile_worker create table jobs (id int)')
    await migrate({ url })
    expect(await schemaDrift(url)).toBe('')
  })

  it('takes functions and semicolons in text as they are', async () => {
    const url = await emptyDatabase()
    const folder = migrations({
      '20260101000000_text': `create table t (note text default 'a;b');
        create function two() returns int language sql as $$ select 1; select 2 $$; -- the end; really`,
    })
    expect(await migrate({ url, folder })).toEqual({ applied: ['20260101000000_text'] })
    await query(url, 'insert into t default values')
    expect(await query(url, 'select note, two() from t')).toEqual([{ note: 'a;b', two: 2 }])
  })

  it('keeps nothing of a migration that fails, names it, and goes on from there when it is put right', async () => {
    const url = await emptyDatabase()
    const name = '20260102000000_rename'
    const good = { '20260101000000_people': 'create table people (id int)' }
    const folder = migrations({
      ...good,
      [name]: 'create table half (id int); alter table nowhere rename to somewhere',
    })
    for (const _attempt of ['first', 'second'])
      await expect(migrate({ url, folder })).rejects.toMatchObject({
        name: 'AppError',
        code: 'config',
        message: expect.stringMatching(new RegExp(`^migration ${name} failed: No such table: nowhere\\.`)),
      })
    expect(await query(url, `select to_regclass('people') is not null as people, to_regclass('half') as half`)).toEqual(
      [{ people: true, half: null }],
    )
    const repaired = migrations({ ...good, [name]: 'alter table people rename to persons' })
    expect(await migrate({ url, folder: repaired })).toEqual({ applied: [name] })
  })

  it('goes on after a process that was killed in the middle of a migration', async () => {
    const url = await emptyDatabase()
    const folder = migrations({ '20260101000000_people': 'create table people (id int)' })
    await migrate({ url, folder })
    await query(url, 'drop table people; update _prisma_migrations set finished_at = null, applied_steps_count = 0')
    expect(await migrate({ url, folder })).toEqual({ applied: ['20260101000000_people'] })
  })

  it('refuses a database that a newer Paperboy has migrated further', async () => {
    const url = await emptyDatabase()
    const old = { '20260101000000_people': 'create table people (id int)' }
    await migrate({ url, folder: migrations({ ...old, '20270101000000_later': 'create table later (id int)' }) })
    await expect(migrate({ url, folder: migrations(old) })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('20270101000000_later'),
    })
  })

  it('refuses a database that is full of other things', async () => {
    const url = await emptyDatabase()
    await query(url, 'create table invoices (id int)')
    await expect(migrate({ url })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining("not Paperboy's"),
    })
  })

  it('does not keep a process alive once it is done', async () => {
    const url = await emptyDatabase()
    const code = `import { migrate } from './src/store/migrate.ts'
      await migrate({ url: ${JSON.stringify(url)} })
      process.stdout.write(String(Date.now()))`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: ROOT })
    expect(child.status).toBe(0)
    expect(Date.now() - Number(child.stdout)).toBeLessThan(5000)
  })

  it('names host and port of a database that is away, never the password', async () => {
    const url = new URL(server.url)
    url.port = '9'
    const error = await migrate({ url: url.href }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: 'AppError',
      code: 'unavailable',
      message: expect.stringContaining('127.0.0.1:9'),
    })
    expect(String(error)).not.toContain(url.password)
  })
})

describe('the schema engine', () => {
  it("is built from the commit that this version of Prisma's own engines come from", () => {
    const { resolve } = createRequire(import.meta.url)
    const prisma = createRequire(resolve('prisma/package.json'))
    const engines = createRequire(prisma.resolve('@prisma/engines'))
    const { version, prisma: meta } = readJson(engines.resolve('@prisma/engines-version/package.json'))
    const { dependencies, devDependencies } = readJson(join(ROOT, 'package.json'))
    expect(dependencies['@prisma/schema-engine-wasm']).toBe(version)
    expect(version).toContain(meta.enginesVersion)
    expect(dependencies['@prisma/adapter-pg']).toBe(devDependencies.prisma)
    expect(dependencies['@prisma/client']).toBe(devDependencies.prisma)
  })
})

let made = 0

async function emptyDatabase(): Promise<string> {
  const name = `empty_${++made}`
  await query(server.url, `create database ${name}`)
  return server.url.replace(/[^/]+$/, name)
}

function migrations(scripts: Record<string, string>): string {
  const folder = mkdtempSync(join(scratch, 'migrations-'))
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n')
  for (const [name, sql] of Object.entries(scripts)) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
