import type { Edition, EditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import { keywordsOf } from '../domain/keyword.ts'
import { type FrozenMatches, NO_MATCHES, PAUSED, type PlannedDigest } from '../domain/ledger.ts'
import { isFirstSeen, type Paper } from '../domain/paper.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import { textFingerprint } from '../lib/text-hash.ts'
import { calendarDate, nextMorning } from '../lib/time.ts'
import { compileKeywords } from '../match/match.ts'
import type { Editions, Ledger, Subscribers } from './ports.ts'

export interface PlanReport {
  edition: EditionDate
  planned: number
  skipped: number
}

export interface PlanDeps {
  editions: Editions
  subscribers: Subscribers
  ledger: Pick<Ledger, 'plan'>
  /** The Message-ID of a subscriber's digest, without angle brackets. */
  messageId(subscriberId: number, edition: EditionDate): string
  now: Now
}

/** For whom to plan. */
export interface PlanScope {
  /** One subscriber's id; everyone where unset. */
  only?: number | undefined
  /** A digest also where no paper matches. */
  evenEmpty?: boolean
}

const PAGE = 1_000

/**
 * Makes the ledger rows of an edition that do not exist yet: one for each active subscriber, with their matches frozen.
 * Where papers came in since, rows that nobody has tried to send get their matches anew. What still waits of earlier
 * editions goes into these rows: so the days of a weekly digest come together.
 * @throws AppError `not_found`
 */
export async function planEdition(deps: PlanDeps, date: EditionDate, scope: PlanScope = {}): Promise<PlanReport> {
  const report: PlanReport = { edition: date, planned: 0, skipped: 0 }
  for await (const rows of plannedRows(deps, date, scope)) {
    const made = await deps.ledger.plan(date, rows, deps.now())
    report.planned += made.planned
    report.skipped += made.skipped
  }
  return report
}

/** What `planEdition` would make, without making it. */
export async function rehearsePlan(deps: PlanDeps, date: EditionDate, scope: PlanScope = {}): Promise<PlanReport> {
  const report: PlanReport = { edition: date, planned: 0, skipped: 0 }
  for await (const rows of plannedRows(deps, date, scope)) for (const row of rows) report[row.state] += 1
  return report
}

async function* plannedRows(deps: PlanDeps, date: EditionDate, scope: PlanScope): AsyncGenerator<PlannedDigest[]> {
  const { only } = scope
  const content = await deps.editions.content(date)
  if (!content) throw noSuchEdition(date, await deps.editions.latest())
  const { announcements } = content
  const papers = announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
  const byKeyword = matchPapers(await deps.subscribers.activeKeywords(only), papers)
  let after = 0
  while (true) {
    const page = { after, limit: PAGE, ...(only === undefined ? {} : { only }) }
    const subscribers = await deps.subscribers.toPlan(date, page)
    const last = subscribers.at(-1)
    if (!last) return
    yield subscribers.map((subscriber) => {
      const evenEmpty = announcements.length > 0 && (scope.evenEmpty === true || subscriber.emptyMail)
      return planOne(deps, date, subscriber, byKeyword, evenEmpty)
    })
    after = last.id
  }
}

function planOne(
  deps: PlanDeps,
  date: EditionDate,
  subscriber: Subscriber,
  byKeyword: ReadonlyMap<string, FrozenMatches[number]['papers']>,
  evenEmpty: boolean,
): PlannedDigest {
  const { id: subscriberId, hour, timeZone, weekday } = subscriber
  const matches = matchesOf(subscriber, byKeyword)
  const found = matches.some(({ papers }) => papers.length > 0)
  const now = deps.now()
  const dueAt = nextMorning(now, hour, timeZone, weekday)
  const reason = isPaused(subscriber, dueAt) ? PAUSED : found || evenEmpty ? null : NO_MATCHES
  return {
    subscriberId,
    state: reason === null ? 'planned' : 'skipped',
    reason,
    messageId: deps.messageId(subscriberId, date),
    matches,
    dueAt,
    nextMorning: nextMorning(now, hour, timeZone),
  }
}

/** For each keyword that is searched for, its papers, but for those that an excluded keyword finds. */
function matchesOf(
  { keywords }: Pick<Subscriber, 'keywords'>,
  byKeyword: ReadonlyMap<string, FrozenMatches[number]['papers']>,
): FrozenMatches {
  const unwanted = new Set(
    keywordsOf(keywords, 'exclude').flatMap((text) => (byKeyword.get(text) ?? []).map(({ id }) => id)),
  )
  return keywordsOf(keywords, 'search').map((keyword) => ({
    keyword,
    papers: (byKeyword.get(keyword) ?? []).filter(({ id }) => !unwanted.has(id)),
  }))
}

/** Whether somebody wants no mail at that time. */
export function isPaused({ pausedUntil, timeZone }: Pick<Subscriber, 'pausedUntil' | 'timeZone'>, at: Date): boolean {
  return pausedUntil !== null && calendarDate(at, timeZone) < pausedUntil
}

export function noSuchEdition(date: EditionDate, latest: Edition | null): AppError {
  const hint = latest
    ? `the newest stored is ${latest.date}`
    : 'none is stored yet: run "npm run -s paperboy -- ingest" first'
  return new AppError('not_found', `there is no edition ${date}: ${hint}`)
}

/** Every keyword's papers; the keywords are compiled once and each paper is read once. */
export function matchPapers(
  keywords: readonly string[],
  papers: readonly Paper[],
): Map<string, FrozenMatches[number]['papers']> {
  const byKeyword = new Map<string, FrozenMatches[number]['papers']>()
  const matcher = compileKeywords(keywords)
  for (const paper of papers)
    for (const { keyword, spans } of matcher.match(paper)) {
      const found = byKeyword.get(keyword) ?? []
      found.push({ id: paper.id, version: paper.version, text: textFingerprint(paper), spans })
      byKeyword.set(keyword, found)
    }
  return byKeyword
}
