import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createLog } from '../src/lib/log.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { ms, type Row } from './measure.ts'
import type { PlannerReport } from './planner.ts'
import { type SeededHistory, seedHistory } from './planning-seed.ts'
import { message } from './server.ts'

export interface PlanningReport {
  rows: Row[]
  history: SeededHistory
  planner: PlannerReport
}

/** A day's plan for a large service whose readers have had their digests: with late papers, cross-listed and replaced ones. */
export async function benchPlanning(): Promise<PlanningReport> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  // Where the server runs as another user, the cluster then lies in here, and goes with it.
  chmodSync(folder, 0o755)
  const server = await startEmbedded({ dataDir: folder, log: createLog('error') })
  try {
    await migrate({ url: server.url })
    const history = await seedHistory(server.url)
    const naiveMs = await openAll(server.url, history)
    const planner = await plan(server.url, history.edition)
    return { rows: rowsOf(history, planner, naiveMs), history, planner }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In a process that ends when it has told. */
async function plan(url: string, edition: string): Promise<PlannerReport> {
  const child = fork(fileURLToPath(new URL('./planner.ts', import.meta.url)), {
    env: { DATABASE_URL: url, EDITION: edition },
  })
  const ended = once(child, 'exit')
  const report = await message<PlannerReport>(child)
  await ended
  return report
}

/** What finding out what readers hold would take if each of their digests were opened; scaled from those that have all. */
async function openAll(url: string, { edition, subscribers, whole }: SeededHistory): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const start = performance.now()
    await client.query(
      `select distinct d.subscriber_id, held.id #>> '{}'
       from digests d cross join lateral jsonb_path_query(d.matches, '$[*].papers[*].id') as held (id)
       where d.subscriber_id = any($1) and held.id #>> '{}' in (select paper_id from announcements where edition_date = $2)`,
      [whole, edition],
    )
    return ((performance.now() - start) / whole.length) * subscribers
  } finally {
    await client.end()
  }
}

function rowsOf(
  { subscribers, editions, whole, insertMs }: SeededHistory,
  planner: PlannerReport,
  naive: number,
): Row[] {
  const readers = subscribers.toLocaleString('en-US')
  return [
    {
      what: `plan an edition for ${readers} readers`,
      ours: ms(planner.planMs),
      beside: 'such rows by one statement, from matches at hand (limit)',
      value: ms(insertMs),
      ratio: insertMs / planner.planMs,
    },
    {
      what: 'of it: find out what they hold already',
      ours: ms(planner.heldMs),
      beside: `open all digests of ${editions} editions, scaled from ${whole.length.toLocaleString('en-US')} readers`,
      value: ms(naive),
      ratio: naive / planner.heldMs,
    },
  ]
}

export function planningNotes({ history, planner }: PlanningReport): string {
  const whole = (value: number) => value.toLocaleString('en-US')
  return `${whole(planner.planned)} digests planned; ${whole(planner.leftOut)} papers left out that their readers hold, ${whole(planner.replaced)} replaced ones named; ${ms(planner.matchMs)} of it to read and match the readers; peak memory ${planner.peakMb} MB.
Stored: ${whole(history.digests)} sent digests of ${history.papers} papers on average (everybody's of the latest ${history.latest} editions, every nineteenth reader's of ${history.editions}), ${whole(history.megabytes)} MB.`
}
