import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { planEdition } from '../../src/jobs/plan.ts'
import { createLog } from '../../src/lib/log.ts'
import { calendarDate, EASTERN } from '../../src/lib/time.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type EmbeddedDatabase, startEmbedded } from '../../src/store/embedded.ts'
import { findHome } from '../../src/store/embedded-home.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createStore } from '../../src/store/store.ts'
import { paper } from '../../test/support/papers.ts'
import { end, type Running, start } from './processes.ts'

/** Where the digests of a crash test are planned, sent and counted: a database, a relay, and workers that can be killed. */
export interface Stage {
  /** Those that run. */
  workers: Running[]
  startWorker(): Promise<void>
  /** One of them, which is nobody's any more. */
  takeWorker(): Running
  /** Makes all digests due. */
  release(): Promise<void>
  /** Makes due what waits for another try. */
  hurry(): Promise<void>
  /** Digests that are still to be sent. */
  waiting(): Promise<number>
  states(): Promise<Record<string, number>>
  /** The end of what the processes said. */
  lastWords(): string
  killRelay(): Promise<void>
  startRelay(): Promise<void>
  killDatabase(): Promise<void>
  startDatabase(): Promise<void>
  /** Mails that the relay took, or that lie in the outbox. */
  received(): { to: string; messageId: string }[]
  query<T>(sql: string): Promise<T[]>
  close(): Promise<void>
}

interface StageOptions {
  digests: number
  /** A PostgreSQL that is there already, migrated; without it, one of its own. */
  databaseUrl?: string | undefined
  /** Mails go to the outbox folder, not to a relay. */
  outbox: boolean
  /** How long the relay takes for a mail, at most. */
  thinksMs: number
}

const log = createLog('silent')
const PAPERS = 6
/** As a worker's own clock does once a minute. */
const WAKE = `select graphile_worker.add_job('deliver', '{"name":"deliver"}', flags := array['deliver']);`

/** Plans an edition for as many subscribers as there are to be digests, all due now. */
export async function setStage({ digests, databaseUrl, outbox, thinksMs }: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-crash-'))
  chmodSync(folder, 0o755)
  const logFile = join(folder, 'log')
  const mails = join(folder, 'mails.jsonl')
  writeFileSync(mails, '')
  const dataDir = join(folder, 'data')
  let database: EmbeddedDatabase | null = null
  let url = databaseUrl ?? ''
  let relay: Running | null = null
  let port = '0'
  const workers: Running[] = []

  const stage: Stage = {
    workers,
    startWorker: async () => {
      const worker = await start(['src/cli.ts', 'worker'], {
        ready: /The worker runs/,
        logFile,
        env: {
          DATABASE_URL: url,
          DATA_DIR: join(folder, 'worker'),
          ...(outbox ? {} : { SMTP_URL: `smtp://127.0.0.1:${port}` }),
          PUBLIC_URL: 'https://paperboy.example.org',
          MAIL_FROM: 'Paperboy <digest@example.org>',
          PAPERBOY_SECRET: 'a-secret-of-thirty-two-characters-or-more',
          // Nothing listens there: the edition is complete, and arXiv is not to be asked.
          ARXIV_RSS_URL: 'http://127.0.0.1:1/rss/',
          ARXIV_CATEGORIES: 'cs.AI',
          LOG_LEVEL: 'warn',
        },
      })
      workers.push(worker)
    },
    takeWorker: () => {
      const [worker] = workers.splice(Math.floor(Math.random() * workers.length), 1)
      if (!worker) throw new Error('no worker runs')
      return worker
    },
    startRelay: async () => {
      relay = await start(['scripts/crash-test/relay.ts', port, mails, String(thinksMs)], {
        ready: /listening on \d+/,
        logFile,
      })
      port = /listening on (\d+)/.exec(relay.greeting)?.[1] ?? port
    },
    killRelay: async () => {
      if (relay) await end(relay, 'SIGKILL')
    },
    startDatabase: async () => {
      // It comes back at the port that it had.
      database = await startEmbedded({ dataDir, log })
      url = database.url
    },
    killDatabase: async () => {
      const { home } = findHome(dataDir)
      process.kill(Number.parseInt(readFileSync(join(home?.cluster ?? '', 'postmaster.pid'), 'utf8'), 10), 'SIGKILL')
    },
    received: () => (outbox ? outboxMails(join(folder, 'worker', 'outbox')) : relayMails(mails)),
    release: async () => {
      await stage.query('update digests set due_at = now(), morning_at = now()')
      await stage.query(WAKE.repeat(workers.length))
    },
    hurry: async () => {
      await stage.query(`update digests set due_at = now() where state = 'planned' and due_at > now()`)
      await stage.query(`update runs set started_at = started_at - interval '1 hour' where kind = 'deliver'`)
      await stage.query('delete from pace')
      await stage.query(WAKE)
    },
    waiting: async () => {
      const states = await stage.states()
      return (states.planned ?? 0) + (states.claimed ?? 0)
    },
    states: async () => {
      const rows = await stage.query<{ state: string; count: number }>(
        'select state::text, count(*)::int from digests group by state order by state',
      )
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    },
    lastWords: () => readFileSync(logFile, 'utf8').slice(-3_000),
    query: async <T>(sql: string) => {
      const client = new pg.Client({ connectionString: url })
      // One that is killed while we ask says so to the query.
      client.on('error', () => undefined)
      try {
        await client.connect()
        return (await client.query(sql)).rows as T[]
      } finally {
        await client.end().catch(() => undefined)
      }
    },
    close: async () => {
      for (const worker of workers) await end(worker, 'SIGKILL')
      if (relay) await end(relay, 'SIGKILL')
      await database?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    if (!databaseUrl) {
      await stage.startDatabase()
      await migrate({ url })
    }
    if (!outbox) await stage.startRelay()
    await planAll(url, digests)
    return stage
  } catch (error) {
    await stage.close()
    throw error
  }
}

async function planAll(url: string, digests: number): Promise<void> {
  const database = await openDatabase({ url, log })
  try {
    const store = createStore(database.prisma)
    const now = () => new Date()
    // In the future, so that no worker asks arXiv for a newer one.
    const date = calendarDate(new Date(Date.now() + 3 * 86_400_000), EASTERN)
    await store.editions.save({
      date,
      feeds: [{ category: 'cs.AI', status: 'ok', items: PAPERS, url: 'http://127.0.0.1:1/rss/cs.AI', etag: null }],
      announcements: Array.from({ length: PAPERS }, (_, i) => ({
        paper: paper(i + 1, { title: `A robot, number ${i + 1}`, abstract: 'We teach a robot to wait. '.repeat(50) }),
        type: 'new' as const,
      })),
      expected: ['cs.AI'],
      at: now(),
    })
    await database.pool.query(
      `with people as (
         insert into subscribers (email, email_key, language, time_zone, hour)
         select address, address, 'en', 'UTC', 7
         from (select 'reader' || i || '@example.org' as address from generate_series(1, $1::int) i) as addresses
         returning id)
       insert into keywords (subscriber_id, position, text) select id, 0, 'robot' from people`,
      [digests],
    )
    const messageId = (id: number, edition: string) => `digest.${edition}.${id}@example.org`
    await planEdition({ ...store, ledger: store.digests, messageId, now }, date)
    await store.editions.markPlanned(date, now(), await store.editions.revision(date))
    await database.pool.query(`update digests set due_at = now() + interval '1 day'`)
  } finally {
    await database.close()
  }
}

function relayMails(file: string): { to: string; messageId: string }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line))
}

/** A file is a mail once it is whole. */
function outboxMails(folder: string): { to: string; messageId: string }[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'))
  return files.map((name) => {
    const source = readFileSync(join(folder, name), 'utf8')
    return {
      to: /^To:.*?([\w.+-]+@[\w.-]+)/im.exec(source)?.[1] ?? '',
      messageId: /^Message-ID:\s*<(.+)>/im.exec(source)?.[1] ?? '',
    }
  })
}
