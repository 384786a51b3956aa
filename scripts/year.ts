/**
 * Lives through all editions of 2026 and 2027 with a clock that jumps, for readers in twenty time zones: every change of
 * the clocks, every holiday that is known, and now and then an edition that comes hours late.
 * Usage: npm run year
 */
import { editionsBetween, expectedEdition } from '../src/domain/calendar.ts'
import { createLog } from '../src/lib/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { startTemporary } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { faultsIn } from './year/check.ts'
import { readersAt } from './year/readers.ts'
import { type SimulatedEdition, simulate } from './year/simulate.ts'

const LATE_EVERY = 23
const log = createLog('silent')
const editions = editionsBetween('2026-01-01', '2027-12-31').map(
  (date, index): SimulatedEdition => ({
    date,
    hasPapers: expectedEdition(date) === 'expected',
    lateHours: index % LATE_EVERY === LATE_EVERY - 1 ? 9 : 0,
  }),
)
const readers = readersAt([() => 7, (zone) => (zone * 5 + 2) % 24], 4)

const server = await startTemporary(log)
try {
  await migrate({ url: server.url })
  const database = await openDatabase({ url: server.url, log })
  try {
    const since = performance.now()
    const mails = await simulate(database, readers, editions, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${done} of ${editions.length} editions`)
    })
    const faults = faultsIn(mails, readers, editions)
    console.log(`${editions.length} editions, ${readers.length} readers, ${mails.length} digests sent,`)
    console.log(`${mails.filter((mail) => mail.editions.length > 1).length} of them with several editions`)
    for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
    console.log(`${faults.length} faults, in ${((performance.now() - since) / 1000).toFixed(0)} s`)
    process.exitCode = faults.length === 0 ? 0 : 1
  } finally {
    await database.close()
  }
} finally {
  await server.stop()
}
