import { type Placed, placeBatch } from '../domain/batch.ts'
import { editionBefore, expectedEdition } from '../domain/calendar.ts'
import type { EditionDate, FeedReport } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import { mergeAnnouncements } from '../domain/paper.ts'
import { MENDED_DAYS, type MendRun, mend, mendMissed } from './mend.ts'
import type { Batches, Editions, FeedSource, Harvester } from './ports.ts'
import { type ReadDeps, type ReadFeed, readFeeds } from './read-feeds.ts'
import { createRecoverer, type RecoverDeps } from './recover.ts'

export interface IngestReport {
  edition: EditionDate
  feeds: FeedReport[]
  /** Distinct papers of the edition as stored. */
  papers: { new: number; cross: number; replaced: number }
  complete: boolean
  /** Earlier editions that papers were added to: missed ones, and those whose batch came late. */
  mended: EditionDate[]
}

export interface IngestDeps extends Omit<ReadDeps, 'editions'>, Omit<RecoverDeps, 'source' | 'batches'> {
  source: FeedSource & Pick<Harvester, 'listRecords' | 'query'>
  editions: Pick<Editions, 'save' | 'counts' | 'byDate' | 'cachedFeed'>
  batches: Pick<Batches, 'ceiling' | 'papersUntil' | 'knownBatches' | 'gaps' | 'oldest'>
}

export interface IngestWish {
  /** The edition that must come; without it, the newest that the feeds hold. */
  wanted?: EditionDate | undefined
  /** The edition that should be there by now, also where the feeds lag behind. */
  hoped?: EditionDate | undefined
  /** Before the feeds are rebuilt there is OAI-PMH alone. */
  withoutFeeds?: boolean | undefined
}

/** Editions that a batch is compared with, to tell whose it is. */
const COMPARED = 5
const DAY_MS = 86_400_000

/**
 * Takes arXiv's feeds of one day into the store. A feed that fails, or re-serves an old batch, is made up for from OAI-PMH
 * and the query API; a batch that comes late joins the edition it belongs to; editions that were missed since the last one
 * are rebuilt. What stays missing is reported, the rest is kept.
 * @throws AppError `unavailable` where nothing of the edition could be had from anywhere
 */
export async function ingest(
  deps: IngestDeps,
  categories: readonly string[],
  { wanted, hoped, withoutFeeds = false }: IngestWish = {},
): Promise<IngestReport> {
  const feeds = withoutFeeds ? [] : await readFeeds(deps, categories)
  const run: Run = {
    ...deps,
    categories,
    recoverer: createRecoverer(deps, categories),
    mended: new Set(),
    hoped,
    // A first start does not harvest the past.
    oldest: await deps.batches.oldest(),
  }
  const served = newestDate(feeds)
  const edition = wanted ?? served ?? hoped
  if (edition === undefined) throw new AppError('unavailable', nothingCame(feeds))
  const report = await takeDay(run, edition, feeds)
  const isLate = wanted === undefined && hoped !== undefined && edition < hoped
  if (!isLate || daysBetween(edition, hoped) > MENDED_DAYS) return report
  // The feeds are not rebuilt yet, and OAI-PMH may be further.
  try {
    return await takeDay(run, hoped, feeds)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    deps.log.info({ edition: hoped, reason: error.message }, 'an edition is not there yet')
    return report
  }
}

type Run = IngestDeps &
  MendRun & {
    hoped: EditionDate | undefined
  }

function newestDate(feeds: readonly ReadFeed[]): EditionDate | undefined {
  return feeds
    .flatMap(({ date }) => date ?? [])
    .sort()
    .at(-1)
}

async function takeDay(run: Run, edition: EditionDate, feeds: readonly ReadFeed[]): Promise<IngestReport> {
  const placed = await placeAll(run, edition, feeds)
  await joinLate(run, placed)
  await mendMissed(run, edition)
  const saved = await takeEdition(run, edition, placed)
  const counts = await run.editions.counts(edition)
  return {
    edition,
    feeds: saved.feeds,
    papers: { new: counts.new, cross: counts.cross, replaced: counts.replace + counts['replace-cross'] },
    complete: saved.complete,
    mended: [...run.mended].filter((date) => date !== edition).sort(),
  }
}

/** A feed, and whose batch it holds; null where it is not of this day. */
type PlacedFeed = ReadFeed & { placed: Placed | null }

async function placeAll({ batches }: Run, date: EditionDate, feeds: readonly ReadFeed[]): Promise<PlacedFeed[]> {
  const known = await batches.knownBatches(date, COMPARED)
  const facts = { expectation: expectedEdition(date), dayBefore: editionBefore(date), known }
  return feeds.map((feed) => ({
    ...feed,
    placed: feed.status === 'read' && feed.date === date ? placeBatch(date, feed, facts) : null,
  }))
}

/** What feeds bring of earlier editions goes there. */
async function joinLate(run: Run, placed: readonly PlacedFeed[]): Promise<void> {
  const { editions, categories, now, log } = run
  const late = placed.filter((feed) => feed.placed?.status === 'stale')
  for (const date of new Set(late.map((feed) => feed.placed?.edition ?? ''))) {
    const before = (await editions.byDate(date))?.feeds ?? []
    const isThere = ({ category }: ReadFeed) => before.find((one) => one.category === category)?.obtained === 'rss'
    // Where nothing older was stored, a stale feed was taken for the day's: the day's own papers still join.
    const joining = late.filter((feed) => feed.placed?.edition === date && !(feed.placed.isRepeated && isThere(feed)))
    if (joining.length === 0) continue
    await editions.save({
      date,
      feeds: joining.map(({ category, url, items, error }) => ({
        category,
        url,
        items,
        etag: null,
        status: 'unchanged',
        // Of what could not be read of it, other sources may know.
        ...(error === undefined ? { obtained: 'late rss' } : {}),
      })),
      announcements: mergeAnnouncements(joining.flatMap((feed) => feed.announcements)),
      expected: categories,
      at: now(),
    })
    log.info({ edition: date, categories: joining.map(({ category }) => category) }, 'a batch came late')
    run.mended.add(date)
  }
}

/** Stores what the feeds of the day bring, then makes up for the others. */
async function takeEdition(
  run: Run,
  edition: EditionDate,
  placed: readonly PlacedFeed[],
): Promise<{ feeds: FeedReport[]; complete: boolean }> {
  const { editions, categories, now } = run
  // A Saturday or Sunday has feeds, and no edition that could be incomplete.
  const expected = expectedEdition(edition) === 'none' ? [] : categories
  const reports = placed.map((feed) => ({ ...reportOf(feed, edition), url: feed.url, etag: feed.etag }))
  if (edition === run.hoped || reports.some(({ status }) => status !== 'failed'))
    await editions.save({
      date: edition,
      feeds: reports,
      announcements: mergeAnnouncements(
        placed.flatMap((feed) => (feed.placed?.status === 'ok' ? feed.announcements : [])),
      ),
      expected,
      at: now(),
    })
  const before = await editions.byDate(edition)
  const isMissing = (category: string) => before?.feeds.find((one) => one.category === category)?.obtained === undefined
  const isEmpty = (category: string) =>
    reports.find((one) => one.category === category)?.status === 'empty-unexpectedly'
  const isStale = (category: string) => before?.feeds.find((one) => one.category === category)?.status === 'stale'
  const gaps = expected
    .filter(isMissing)
    .map((category) => ({ category, mayBeEmpty: isEmpty(category), isStale: isStale(category) }))
  const tried = await mend(run, edition, gaps)
  const after = await editions.byDate(edition)
  if (!after?.feeds.some(({ status }) => status !== 'failed'))
    throw new AppError('unavailable', nothingCame(reports.length > 0 ? reports : tried, edition))
  const unchanged = new Set(reports.filter(({ status }) => status === 'unchanged').map(({ category }) => category))
  return {
    complete: after.complete,
    feeds: after.feeds
      .filter(({ category }) => categories.includes(category))
      .map((feed) =>
        unchanged.has(feed.category) && (feed.obtained === 'rss' || feed.error !== undefined)
          ? { ...feed, status: 'unchanged' }
          : feed,
      ),
  }
}

/** What became of a feed for this edition. */
function reportOf({ category, status, date, items, placed, error }: PlacedFeed, edition: EditionDate): FeedReport {
  const told = error === undefined ? {} : { error }
  if (status === 'failed') return { category, status, items, ...told }
  if (date !== edition)
    return { category, status: 'failed', items: 0, error: `the feed is of ${date}, not of ${edition}` }
  if (placed?.status === 'stale')
    return { category, status: 'stale', items, error: `the feed holds the batch of ${placed.edition}` }
  return { category, status: placed?.status ?? 'unchanged', items, ...told }
}

function nothingCame(feeds: readonly { category: string; error?: string }[], edition?: EditionDate): string {
  const which = edition === undefined ? 'no feed could be read' : `no feed of the edition ${edition} could be read`
  const advice = edition === undefined ? '\nName an edition (YYYY-MM-DD) to have it from OAI-PMH or the query API.' : ''
  const reasons = feeds.map(({ category, error }) => `  ${category}: ${error ?? 'nothing came'}`)
  return `${which}, nothing was stored:\n${reasons.join('\n')}${advice}`
}

function daysBetween(a: EditionDate, b: EditionDate): number {
  return Math.round((Date.parse(b) - Date.parse(a)) / DAY_MS)
}
