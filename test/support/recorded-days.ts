import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { EditionDate } from '../../src/domain/edition.ts'
import type { EditionOverview } from '../../src/domain/edition-overview.ts'
import { createLog } from '../../src/lib/log.ts'
import { startOfFeedDay } from '../../src/lib/time.ts'
import { startTemporary } from '../../src/store/embedded.ts'
import { control, datesBetween, type Reckoning, readTruth, reckon } from './reckoning.ts'
import { startSmtp } from './smtp.ts'

export interface RecordedDays {
  /** Where a replay runs. */
  replay: string
  from: EditionDate
  to: EditionDate
  categories: readonly string[]
  withoutOai?: boolean
  minIntervalMs?: number
  /** Of an empty database; without it, one of our own is started. */
  databaseUrl?: string
  /** Days on which nobody runs Paperboy. */
  off?: readonly EditionDate[]
  readers?: readonly Reader[]
  /** Of Paperboy, beside those that the days need. */
  settings?: Record<string, string>
  /** Between two looks at what is due. */
  stepHours?: number
  /** Told of each day before it begins. */
  onDay?: (date: EditionDate) => void
  /** Where Paperboy asks, if that is not the replay itself. */
  arxiv?: string
  arxivLimits?: NonNullable<NonNullable<Parameters<typeof build>[1]>['arxivLimits']>
}

export interface Reader {
  email: string
  keywords: string[]
  timeZone: string
  hour: string
}

export interface LivedThrough {
  days: Reckoning[]
  /** What `paperboy editions` says at the end. */
  editions: EditionOverview[]
  /** To readers. */
  mails: number
  /** To the operator of the settings, as they were sent. */
  operatorMails: string[]
  /** Requests of the days that the replay found too fast. */
  tooFast: number
}

const READERS: Reader[] = [
  {
    email: 'alice@example.org',
    keywords: ['reinforcement learning', 'diffusion model'],
    timeZone: 'Asia/Shanghai',
    hour: '7',
  },
  { email: 'bob@example.org', keywords: ['large language model', 'transformer'], timeZone: 'Europe/Madrid', hour: '7' },
  {
    email: 'chen@example.org',
    keywords: ['graph neural network', 'robot', 'benchmark'],
    timeZone: 'America/New_York',
    hour: '7',
  },
]
const HOUR_MS = 3_600_000

/** Plays the days one by one, an hour at a time. */
export async function liveThrough(days: RecordedDays): Promise<LivedThrough> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-days-'))
  const database = days.databaseUrl === undefined ? await startTemporary(createLog('silent')) : null
  const url = days.databaseUrl ?? database?.url ?? ''
  const smtp = await startSmtp()
  const arxiv = days.arxiv ?? days.replay
  let clock = new Date(0)
  const start = () =>
    build(
      readConfig({
        DATABASE_URL: url,
        DATA_DIR: folder,
        SMTP_URL: smtp.url,
        MAIL_FROM: 'Paperboy <digest@example.org>',
        PUBLIC_URL: 'https://paperboy.example.org',
        ARXIV_CATEGORIES: days.categories.join(' '),
        ARXIV_RSS_URL: `${arxiv}/rss/`,
        ARXIV_OAI_URL: `${arxiv}/${days.withoutOai ? 'no-oai' : 'oai'}`,
        ARXIV_API_URL: `${arxiv}/${days.withoutOai ? 'no-api' : 'api/query'}`,
        ARXIV_MIN_INTERVAL_MS: String(days.minIntervalMs ?? 0),
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
        ...days.settings,
      }),
      { now: () => clock, ...(days.arxivLimits ? { arxivLimits: days.arxivLimits } : {}) },
    )
  let app: App | null = null
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // A database of our own ends before its last connection has.
  pool.on('error', () => {})
  try {
    await control(days.replay, `reset&fault=&min-interval=${days.minIntervalMs ?? 0}`)
    app = await start()
    const readers = days.readers ?? READERS
    for (const { email, keywords, timeZone, hour } of readers)
      await app.jobs.subscribers.add({
        email,
        keywords: keywords.map((text) => ({ text, mode: 'search' as const })),
        timeZone,
        hour,
      })
    for (const date of datesBetween(days.from, days.to)) {
      await control(days.replay, `date=${date}&fault=`)
      days.onDay?.(date)
      if (days.off?.includes(date)) continue
      for (const hour of hoursOfDay(days.stepHours ?? 1)) {
        clock = new Date(startOfFeedDay(date).getTime() + hour * HOUR_MS + HOUR_MS / 6)
        // What arXiv asked for was to rest for so long by the clock of the days, not by the database's.
        await pool.query('delete from arxiv_closures')
        await app.jobs.workOff()
      }
    }
    const { tooFast } = await control(days.replay, 'fault=')
    const isOperator = (to: readonly string[]) => to.includes(days.settings?.OPERATOR_EMAIL ?? '')
    const truth = await readTruth(days)
    await control(days.replay, `min-interval=${days.minIntervalMs ?? 0}`)
    return {
      days: await reckon(pool, smtp, readers, truth, days),
      editions: await app.jobs.editions(),
      mails: smtp.received.filter(({ envelope }) => !isOperator(envelope.to)).length,
      operatorMails: smtp.received.filter(({ envelope }) => isOperator(envelope.to)).map(({ raw }) => raw.toString()),
      tooFast,
    }
  } finally {
    await app?.close()
    await pool.end()
    await smtp.close()
    await database?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The last hour among them, so that nobody's morning is left for tomorrow. */
function hoursOfDay(step: number): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => hour % step === 0 || hour === 23)
}
