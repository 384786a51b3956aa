/**
 * Plans an edition in a process of its own, so that its memory is its own. Forked by planning.ts; tells how long that
 * took, and what is a part of it: to read and match all readers, and to find out what they hold already.
 */
import { type PlanDeps, planEdition, rehearsePlan } from '../src/jobs/plan.ts'
import { createLog } from '../src/lib/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { sentBefore, withoutHeld } from '../src/store/digest-held.ts'
import { createStore } from '../src/store/store.ts'
import { peakMb } from './peak.ts'

export interface PlannerReport {
  matchMs: number
  heldMs: number
  /** Papers that were left out, and replaced ones that were found, of all readers. */
  leftOut: number
  replaced: number
  planMs: number
  planned: number
  peakMb: number
}

const { DATABASE_URL = '', EDITION = '' } = process.env
const database = await openDatabase({ url: DATABASE_URL, log: createLog('error') })
const store = createStore(database.prisma)
const deps: PlanDeps = {
  ...store,
  ledger: store.digests,
  messageId: (id, edition) => `${edition}.${id}@example.org`,
  now: () => new Date(),
}

const matchMs = await timed(() => rehearsePlan(deps, EDITION))
const held = await lookUpHeld()
let planned = 0
const planMs = await timed(async () => {
  planned = (await planEdition(deps, EDITION)).planned
})
process.send?.({ matchMs, ...held, planMs, planned, peakMb: peakMb() } satisfies PlannerReport)
await database.close()
process.disconnect?.()

/** What a plan asks of the ledger to show nothing twice; no row is made. */
async function lookUpHeld(): Promise<Pick<PlannerReport, 'heldMs' | 'leftOut' | 'replaced'>> {
  const found = { heldMs: 0, leftOut: 0, replaced: 0 }
  const papersOf = (rows: Awaited<ReturnType<typeof withoutHeld>>) =>
    rows.reduce((sum, { matches }) => sum + matches.reduce((papers, group) => papers + group.papers.length, 0), 0)
  const plan: PlanDeps['ledger']['plan'] = async (edition, rows, _, papers) => {
    found.heldMs += await timed(async () => {
      const left = await withoutHeld(database.prisma, edition, rows, papers.elsewhere)
      found.leftOut += papersOf([...rows]) - papersOf(left)
      for (const { size } of (await sentBefore(database.prisma, edition, rows, papers)).values()) found.replaced += size
    })
    return { planned: 0, skipped: 0 }
  }
  const markNothing = async () => {}
  await planEdition(
    {
      ...deps,
      editions: { ...store.editions, markPlanned: markNothing },
      batches: { ...store.batches, markCarried: markNothing },
      ledger: { ...deps.ledger, plan },
    },
    EDITION,
  )
  return found
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
