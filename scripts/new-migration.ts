/**
 * npx tsx scripts/new-migration.ts NAME
 * Writes the SQL from the present migrations to prisma/schema.prisma into prisma/migrations/<time>_<name>. Read it before
 * you commit it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLog } from '../src/lib/log.ts'
import { startTemporary } from '../src/store/embedded.ts'
import { migrate, schemaDrift } from '../src/store/migrate.ts'

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]{2,60}$/.test(name)) {
  console.error('Usage: npx tsx scripts/new-migration.ts NAME   (small letters, digits and _, e.g. add_bounces)')
  process.exit(2)
}

mkdirSync(MIGRATIONS, { recursive: true })
writeFileSync(join(MIGRATIONS, 'migration_lock.toml'), 'provider = "postgresql"\n')
const sql = await missingSql()
if (sql === '') {
  console.error('prisma/schema.prisma says what the migrations say: nothing to write.')
} else {
  const folder = join(MIGRATIONS, `${timestamp(new Date())}_${name}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`)
  console.error(`Written: ${folder}/migration.sql`)
}

/** On a throwaway database that holds what the migrations make. */
async function missingSql(): Promise<string> {
  const database = await startTemporary(createLog('warn'))
  try {
    await migrate({ url: database.url })
    return await schemaDrift(database.url)
  } finally {
    await database.stop()
  }
}

function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '').slice(0, 14)
}
