import type pg from 'pg'
import PostalMime from 'postal-mime'
import { parseRss } from '../../src/arxiv/rss.ts'
import { editionBefore, expectedEdition } from '../../src/domain/calendar.ts'
import type { EditionDate } from '../../src/domain/edition.ts'
import { compareArxivIds, isFirstSeen, type Paper } from '../../src/domain/paper.ts'
import { dictionary } from '../../src/lib/i18n.ts'
import { startOfFeedDay } from '../../src/lib/time.ts'
import { compileKeywords } from '../../src/match/match.ts'
import type { Reader, RecordedDays } from './recorded-days.ts'
import type { TestSmtp } from './smtp.ts'

/** One day's; matches that were never sent are missed on the day that announced the paper. */
export interface Reckoning {
  date: EditionDate
  /** Papers, new or cross-listed, that a feed of the day was the first to announce. */
  announced: number
  /** Of these, those that are stored in that day's edition; a Saturday's and a Sunday's, in Friday's. */
  stored: number
  /** Papers that are not stored, and matches that a reader was not sent. */
  missed: number
  /** Of the missed, those of older papers that were cross-listed: nothing but a feed tells them from replaced ones. */
  missedOlder: number
  /** Matches of papers that came late, after the last edition of the days was sent: they wait for the next one. */
  waiting: number
  /** Papers in the day's mails, each once per reader. */
  sent: number
  /** Papers that a reader had been sent before, and mails that came twice. */
  doubled: number
}

const HOUR_MS = 3_600_000

export async function control(replay: string, query: string): Promise<{ tooFast: number }> {
  const answer = await fetch(`${replay}/_control?${query}`)
  if (!answer.ok) throw new Error(`${replay} is no replay: HTTP ${answer.status}`)
  return (await answer.json()) as { tooFast: number }
}

/** Papers by the day whose feeds announced them first, read by a client of our own. */
export type Truth = Map<EditionDate, Map<string, Announced>>

interface Announced extends Paper {
  /** Cross-listed, with an id that days before had reached. */
  isOlder: boolean
}

export async function readTruth({ replay, from, to, categories }: RecordedDays): Promise<Truth> {
  const truth: Truth = new Map()
  const seen = new Set<string>()
  let reached = ''
  for (const date of datesBetween(from, to)) {
    await control(replay, `date=${date}&min-interval=0`)
    const first = new Map<string, Announced>()
    const fresh: string[] = []
    for (const category of categories) {
      const text = await (await fetch(`${replay}/rss/${category}`)).text()
      const { announcements } = parseRss(text)
      const items = text.match(/<item[ >]/g)?.length ?? 0
      if (items !== announcements.length)
        throw new Error(`${category} of ${date} has ${items} items, read were ${announcements.length}`)
      for (const { paper, type } of announcements)
        if (isFirstSeen(type) && !seen.has(paper.id)) {
          const isOlder = type === 'cross' && reached !== '' && compareArxivIds(paper.id, reached) <= 0
          first.set(paper.id, { ...paper, isOlder: isOlder && first.get(paper.id)?.isOlder !== false })
          if (type === 'new') fresh.push(paper.id)
        }
    }
    for (const id of first.keys()) seen.add(id)
    reached = [reached, ...fresh].sort().at(-1) ?? ''
    truth.set(date, first)
  }
  return truth
}

export async function reckon(
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
  const late = new Set(
    (
      await pool.query<{ id: string }>(
        `select paper_id as id from announcements a join editions e on e.date = a.edition_date
         where a.revision > e.carried_revision and a.type in ('new', 'cross')
           and not exists (select from editions n where n.date > e.date and n.planned_at > e.updated_at)`,
      )
    ).rows.map(({ id }) => id),
  )
  const { rows: sentRows } = await pool.query<{ email: string; at: Date; message_id: string; ids: string[] }>(`
    select s.email, d.settled_at as at, d.message_id,
      array(select distinct p #>> '{}' from jsonb_path_query(d.matches, '$[*].papers[*].id') p) as ids
    from digests d join subscribers s on s.id = d.subscriber_id where d.state = 'sent' order by d.settled_at, d.id`)
  const arrived = await readMails(smtp)
  const had = new Set<string>()
  const sentOn = new Map<EditionDate, { sent: number; doubled: number }>()
  for (const { email, at, message_id, ids } of sentRows) {
    const date = datesBetween(days.from, days.to).findLast((day) => startOfFeedDay(day) <= at) ?? days.from
    const day = sentOn.get(date) ?? { sent: 0, doubled: 0 }
    for (const mail of arrived.filter((one) => one.messageId === message_id && one.to === email)) {
      // What a shortened mail leaves out stands on the page that it links to.
      const told = new Set(mail.isShortened ? [...mail.shown, ...ids] : mail.shown)
      day.sent += told.size
      day.doubled += [...told].filter((id) => had.has(`${email} ${id}`)).length + mail.repeated
      for (const id of told) had.add(`${email} ${id}`)
    }
    sentOn.set(date, day)
  }
  return [...truth].map(([date, papers]) => {
    const own = expectedEdition(date) === 'none' ? editionBefore(date) : date
    const kept = [...papers.keys()].filter((id) => stored.get(id) === own)
    const matches = readers.flatMap(({ email, keywords }) => {
      const matcher = compileKeywords(keywords)
      return [...papers.values()].filter((paper) => matcher.match(paper).length > 0).map(({ id }) => ({ email, id }))
    })
    const unsent = matches.filter(({ email, id }) => !had.has(`${email} ${id}`)).map(({ id }) => id)
    const missed = [...[...papers.keys()].filter((id) => !kept.includes(id)), ...unsent.filter((id) => !late.has(id))]
    return {
      date,
      announced: papers.size,
      stored: kept.length,
      missed: missed.length,
      waiting: unsent.filter((id) => late.has(id)).length,
      missedOlder: missed.filter((id) => papers.get(id)?.isOlder).length,
      ...(sentOn.get(date) ?? { sent: 0, doubled: 0 }),
    }
  })
}

interface ReadMail {
  to: string | undefined
  messageId: string
  /** Ids of the papers whose links stand in its text, each once. */
  shown: string[]
  /** Papers that it tells of in full more than once. */
  repeated: number
  isShortened: boolean
}

/** What readers see, whatever the ledger says of it. */
function readMails(smtp: TestSmtp): Promise<ReadMail[]> {
  const { shortened } = dictionary('en').digest
  return Promise.all(
    smtp.received.map(async ({ envelope, raw }) => {
      const { text = '', messageId = '' } = await PostalMime.parse(raw)
      const links = [...text.matchAll(/^https:\/\/arxiv\.org\/abs\/(\S+)(.*)/gm)]
      const full = links.flatMap(([, id, rest]) => (rest?.trim() ? (id ?? []) : []))
      return {
        to: envelope.to[0],
        messageId: messageId.replace(/^<|>$/g, ''),
        shown: [...new Set(links.map(([, id]) => id ?? ''))],
        repeated: full.length - new Set(full).size,
        isShortened: text.includes(shortened),
      }
    }),
  )
}

export function total(days: readonly Reckoning[]): Omit<Reckoning, 'date'> {
  const sum = { announced: 0, stored: 0, missed: 0, missedOlder: 0, waiting: 0, sent: 0, doubled: 0 }
  for (const day of days) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += day[key]
  return sum
}

export function datesBetween(from: EditionDate, to: EditionDate): EditionDate[] {
  const dates: EditionDate[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 24 * HOUR_MS)
    dates.push(new Date(at).toISOString().slice(0, 10))
  return dates
}
