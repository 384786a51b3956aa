import type { EditionDate } from '../domain/edition.ts'
import { keywordsOf } from '../domain/keyword.ts'
import { type FrozenMatches, NO_MATCHES, PAUSED, type PlannedDigest } from '../domain/ledger.ts'
import type { Paper } from '../domain/paper.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import { textFingerprint } from '../lib/text-hash.ts'
import { calendarDate } from '../lib/time.ts'
import { compileKeywords } from '../match/match.ts'
import { type DueTimes, dueTimesOf } from './due-times.ts'
import { type PapersToPlan, papersToPlan } from './plan-papers.ts'
import type { Batches, Editions, Ledger, Subscribers } from './ports.ts'

export interface PlanReport {
  edition: EditionDate
  planned: number
  skipped: number
}

export interface PlanDeps {
  editions: Pick<Editions, 'content' | 'latest' | 'byDate' | 'recent' | 'revision' | 'markPlanned' | 'isUntold'>
  batches: Pick<Batches, 'late' | 'markCarried' | 'elsewhere'>
  subscribers: Subscribers
  ledger: Pick<Ledger, 'plan' | 'lateReaders'>
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

const PAGE = 250

/**
 * Makes the ledger rows of an edition that do not exist yet: one for each active subscriber, with their matches frozen.
 * Where papers came in since, rows that nobody has tried to send get their matches anew. What still waits of earlier
 * editions goes into these rows: so the days of a weekly digest come together, and so do those that were missed. Papers
 * that came late to an earlier edition go there, too.
 * @throws AppError `not_found`
 */
export async function planEdition(deps: PlanDeps, date: EditionDate, scope: PlanScope = {}): Promise<PlanReport> {
  const report: PlanReport = { edition: date, planned: 0, skipped: 0 }
  // Who comes in the middle of it is not among those that it was made for.
  const begun = deps.now()
  const revision = await deps.editions.revision(date)
  const papers = await papersToPlan(deps, date)
  for await (const rows of plannedRows(deps, papers, scope)) {
    const made = await deps.ledger.plan(date, rows, deps.now(), papers.known)
    report.planned += made.planned
    report.skipped += made.skipped
  }
  if (scope.only === undefined) {
    await deps.batches.markCarried(papers.late)
    await deps.editions.markPlanned(date, begun, revision)
  }
  return report
}

/** What `planEdition` would make, without making it. */
export async function rehearsePlan(deps: PlanDeps, date: EditionDate, scope: PlanScope = {}): Promise<PlanReport> {
  const report: PlanReport = { edition: date, planned: 0, skipped: 0 }
  for await (const rows of plannedRows(deps, await papersToPlan(deps, date), scope))
    for (const row of rows) report[row.state] += 1
  return report
}

type ByKeyword = ReadonlyMap<string, FrozenMatches[number]['papers']>

async function* plannedRows(
  deps: PlanDeps,
  { date, isFirst, isEmpty, papers, late }: PapersToPlan,
  scope: PlanScope,
): AsyncGenerator<PlannedDigest[]> {
  const { only } = scope
  const keywords = await deps.subscribers.activeKeywords(only)
  const byKeyword = matchPapers(keywords, papers)
  const lateByKeyword = new Map(late.map((edition) => [edition.date, matchPapers(keywords, edition.papers)]))
  // One time for all of them: whose morning passes while others are planned has it still.
  const dueTimes = dueTimesOf(date, deps.now(), isFirst && only === undefined)
  let after = 0
  while (true) {
    const page = { after, limit: PAGE, ...(only === undefined ? {} : { only }) }
    const subscribers = await deps.subscribers.toPlan(date, page)
    const last = subscribers.at(-1)
    if (!last) return
    const told = await lateEditions(deps, subscribers, [...lateByKeyword.keys()])
    yield subscribers.map((subscriber) => {
      const evenEmpty = !isEmpty && (scope.evenEmpty === true || subscriber.emptyMail)
      const theirs = (told.get(subscriber.id) ?? []).map((edition) => ({
        edition,
        byKeyword: lateByKeyword.get(edition) ?? new Map(),
      }))
      const matches = withLate(matchesOf(subscriber, byKeyword), subscriber, theirs)
      return planOne(deps.messageId(subscriber.id, date), subscriber, { matches, evenEmpty, ...dueTimes(subscriber) })
    })
    after = last.id
  }
}

/** The editions whose late papers each reader is told of, oldest first. */
async function lateEditions(
  { ledger }: PlanDeps,
  subscribers: readonly Subscriber[],
  editions: readonly EditionDate[],
): Promise<Map<number, EditionDate[]>> {
  const bySubscriber = new Map<number, EditionDate[]>()
  if (editions.length === 0) return bySubscriber
  const found = await ledger.lateReaders(
    subscribers.map(({ id }) => id),
    editions,
  )
  for (const { subscriberId, edition } of found.toSorted((a, b) => (a.edition < b.edition ? -1 : 1)))
    bySubscriber.set(subscriberId, [...(bySubscriber.get(subscriberId) ?? []), edition])
  return bySubscriber
}

/** Late papers stand before the edition's own, each marked with its day. */
function withLate(
  matches: FrozenMatches,
  subscriber: Subscriber,
  late: readonly { edition: EditionDate; byKeyword: ByKeyword }[],
): FrozenMatches {
  const older = late.flatMap(({ edition, byKeyword }) =>
    matchesOf(subscriber, byKeyword).map(({ keyword, papers }) => ({
      keyword,
      papers: papers.map((paper) => ({ ...paper, edition })),
    })),
  )
  return matches.map(({ keyword, papers }) => {
    const byId = new Map<string, FrozenMatches[number]['papers'][number]>()
    const all = [...older.filter((one) => one.keyword === keyword).flatMap((one) => one.papers), ...papers]
    for (const paper of all) if (!byId.has(paper.id)) byId.set(paper.id, paper)
    return { keyword, papers: [...byId.values()] }
  })
}

function planOne(
  messageId: string,
  subscriber: Subscriber,
  { matches, evenEmpty, ...times }: { matches: FrozenMatches; evenEmpty: boolean } & DueTimes,
): PlannedDigest {
  const found = matches.some(({ papers }) => papers.length > 0)
  const reason = isPaused(subscriber, times.dueAt) ? PAUSED : found || evenEmpty ? null : NO_MATCHES
  return {
    subscriberId: subscriber.id,
    state: reason === null ? 'planned' : 'skipped',
    reason,
    messageId,
    matches,
    evenEmpty,
    replacements: subscriber.replacements,
    ...times,
  }
}

/** For each keyword that is searched for, its papers, but for those that an excluded keyword finds. */
function matchesOf({ keywords }: Pick<Subscriber, 'keywords'>, byKeyword: ByKeyword): FrozenMatches {
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
