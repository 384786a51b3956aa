import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlannedDigest } from '../../src/domain/ledger.ts'
import { planRows } from '../../src/store/digest-planning.ts'
import { createReadershipStore } from '../../src/store/readership.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const READERS = 20_000
const PAGE = 250
const [BEFORE, DAY] = ['2026-05-11', '2026-05-12'] as const

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const { prisma } = database
  await prisma.$executeRaw`
    insert into subscribers (email, email_key, state, language, time_zone, hour)
    select address, address, 'active', 'en', 'UTC', 7
    from (select 'alice+' || n || '@example.org' as address from generate_series(1, ${READERS}) n) people`
  await prisma.$executeRaw`insert into editions (date, updated_at) values (${BEFORE}::date, now()), (${DAY}::date, now())`
  await digests(BEFORE, 'sent', READERS)
  await prisma.$executeRawUnsafe('analyze')
  // Of these the statistics know nothing yet, as while the edition is planned.
  await digests(DAY, 'planned', READERS - PAGE)
})
afterAll(() => database.drop())

async function digests(date: string, state: 'sent' | 'planned', upTo: number): Promise<void> {
  await database.prisma.$executeRaw`
    insert into digests (subscriber_id, edition_date, state, message_id, matches, due_at, morning_at, planned_at)
    select n, ${date}::date, ${state}::digest_state, ${date} || '.' || n, '[]', now(), now(), now()
    from generate_series(1, ${upTo}) n`
}

describe('planning a page of readers', () => {
  it('reads of the ledger what is theirs, however many rows of the edition there are by then', async () => {
    const now = new Date('2026-05-12T05:00:00Z')
    const { page, read } = await database.prisma.$transaction(async (tx) => {
      const readers = createReadershipStore(tx)
      const page = await readers.toPlan(DAY, { after: READERS - PAGE, limit: PAGE })
      const rows = page.map(
        ({ id }): PlannedDigest => ({
          subscriberId: id,
          state: 'planned',
          reason: null,
          messageId: `${DAY}.${id}@example.org`,
          matches: [],
          evenEmpty: true,
          replacements: true,
          dueAt: now,
          nextMorning: now,
        }),
      )
      const replaced = [{ id: '2613.00001', version: 2, withdrawn: false }]
      await planRows(tx, DAY, rows, now, { replaced, elsewhere: new Map([['2613.00001', [BEFORE]]]) })
      const [counted] = await tx.$queryRaw<{ read: number }[]>`
        select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'digests'`
      return { page: page.map(({ id }) => id), read: counted?.read }
    })
    expect(page).toEqual(Array.from({ length: PAGE }, (_, index) => READERS - PAGE + 1 + index))
    expect(read).toBeLessThan(10 * PAGE)
  })
})
