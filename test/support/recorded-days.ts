import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type App, build } from '../../src/app.ts'
import { parseRss } from '../../src/arxiv/rss.ts'
import { readConfig } from '../../src/config.ts'
import { editionBefore, expectedEdition } from '../../src/domain/calendar.ts'
import type { EditionDate } from '../../src/domain/edition.ts'
import type { EditionOverview } from '../../src/domain/edition-overview.ts'
import { isFirstSeen, type Paper } from '../../src/domain/paper.ts'
import { createLog } from '../../src/lib/log.ts'
import { startOfFeedDay } from '../../src/lib/time.ts'
import { compileKeywords } from '../../src/match/match.ts'
import { startTemporary } from '../../src/store/embedded.ts'
import { startSmtp, type TestSmtp } from './smtp.ts'

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

/** One day's; matches that were never sent are missed on the day that announced the paper. */
export interface Reckoning {
  date: EditionDate
  /** Papers, new or cross-listed, that a feed of the day was the first to announce. */
  announced: number
  /** Of these, those that are stored, in the edition of that day or an earlier one. */
  stored: number
  /** Papers that are not stored, and matches that a reader was not sent. */
  missed: number
  /** Papers in the day's mails, each once per reader. */
  sent: number
  /** Papers that a reader had been sent before, and mails that came twice. */
  doubled: number
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
        await pool.query('update arxiv_pace set closed_until = null')
        await app.jobs.workOff()
      }
    }
    const { tooFast } = await control(days.replay, 'fault=')
    const isOperator = (to: readonly string[]) => to.includes(days.settings?.OPERATOR_EMAIL ?? '')
    const truth = await readTruth(days)
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

async function control(replay: string, query: string): Promise<{ tooFast: number }> {
  const answer = await fetch(`${replay}/_control?${query}`)
  if (!answer.ok) throw new Error(`${replay} is no replay: HTTP ${answer.status}`)
  return (await answer.json()) as { tooFast: number }
}

/** The last hour among them, so that nobody's morning is left for tomorrow. */
function hoursOfDay(step: number): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => hour % step === 0 || hour === 23)
}

/** Papers by the day whose feeds announced them first, read by a client of our own. */
type Truth = Map<EditionDate, Map<string, Paper>>

async function readTruth({ replay, from, to, categories }: RecordedDays): Promise<Truth> {
  const truth: Truth = new Map()
  const seen = new Set<string>()
  for (const date of datesBetween(from, to)) {
    await control(replay, `date=${date}&min-interval=0`)
    const first = new Map<string, Paper>()
    for (const category of categories) {
      const text = await (await fetch(`${replay}/rss/${category}`)).text()
      const { announcements } = parseRss(text)
      const items = text.match(/<item[ >]/g)?.length ?? 0
      if (items !== announcements.length)
        throw new Error(`${category} of ${date} has ${items} items, read were ${announcements.length}`)
      for (const { paper, type } of announcements)
        if (isFirstSeen(type) && !seen.has(paper.id)) first.set(paper.id, paper)
    }
    for (const id of first.keys()) seen.add(id)
    truth.set(date, first)
  }
  return truth
}

async function reckon(
  pool: pg.Pool,
  smtp: TestSmtp,
  readers: readonly Reader[],
  truth: Truth,
  days: RecordedDays,
): Promise<Reckoning[]> {
  const stored = new Map(
    (
      await pool.query<{ id: string; date: string }>(
        `select paper_id as id, min(edition_date)::text as date from announcements where type in ('new', 'cross') group by 1`,
      )
    ).rows.map(({ id, date }) => [id, date]),
  )
  const { rows: sentRows } = await pool.query<{ email: string; at: Date; message_id: string; ids: string[] }>(`
    select s.email, d.settled_at as at, d.message_id,
      array(select distinct p #>> '{}' from jsonb_path_query(d.matches, '$[*].papers[*].id') p) as ids
    from digests d join subscribers s on s.id = d.subscriber_id where d.state = 'sent' order by d.settled_at, d.id`)
  const arrived = smtp.received.map(({ raw }) => /^message-id: <([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? '')
  const had = new Set<string>()
  const sentOn = new Map<EditionDate, { sent: number; doubled: number }>()
  for (const { email, at, message_id, ids } of sentRows) {
    const date = datesBetween(days.from, days.to).findLast((day) => startOfFeedDay(day) <= at) ?? days.from
    const day = sentOn.get(date) ?? { sent: 0, doubled: 0 }
    day.sent += ids.length
    day.doubled += ids.filter((id) => had.has(`${email} ${id}`)).length
    day.doubled += Math.max(0, arrived.filter((id) => id === message_id).length - 1)
    if (arrived.includes(message_id)) for (const id of ids) had.add(`${email} ${id}`)
    sentOn.set(date, day)
  }
  return [...truth].map(([date, papers]) => {
    const own = expectedEdition(date) === 'none' ? editionBefore(date) : date
    const kept = [...papers.keys()].filter((id) => (stored.get(id) ?? '9999') <= own).length
    const matches = readers.flatMap(({ email, keywords }) => {
      const matcher = compileKeywords(keywords)
      return [...papers.values()].filter((paper) => matcher.match(paper).length > 0).map(({ id }) => `${email} ${id}`)
    })
    return {
      date,
      announced: papers.size,
      stored: kept,
      missed: papers.size - kept + matches.filter((pair) => !had.has(pair)).length,
      ...(sentOn.get(date) ?? { sent: 0, doubled: 0 }),
    }
  })
}

export function total(days: readonly Reckoning[]): Omit<Reckoning, 'date'> {
  const sum = { announced: 0, stored: 0, missed: 0, sent: 0, doubled: 0 }
  for (const day of days) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += day[key]
  return sum
}

function datesBetween(from: EditionDate, to: EditionDate): EditionDate[] {
  const dates: EditionDate[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 24 * HOUR_MS)
    dates.push(new Date(at).toISOString().slice(0, 10))
  return dates
}
