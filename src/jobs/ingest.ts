import type { EditionDate, FeedReport, FeedStatus } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import { type Announcement, strongerType } from '../domain/paper.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Editions, FeedSource } from './ports.ts'

export interface IngestReport {
  edition: EditionDate
  feeds: FeedReport[]
  /** Distinct papers of the edition as stored. */
  papers: { new: number; cross: number; replaced: number }
  complete: boolean
}

interface IngestDeps {
  source: FeedSource
  editions: Editions
  now: Now
  log: Log
  /** Ends the work before the next feed, and the request in hand. Nothing is stored then. */
  signal?: AbortSignal
  /** Told before each feed is asked for. */
  onProgress?: (done: number, of: number, category: string) => void
}

/** One category's feed after it was asked for; `edition` is null where nothing usable came. */
interface Fetched {
  category: string
  url: string
  status: FeedStatus
  items: number
  edition: EditionDate | null
  announcements: Announcement[]
  etag: string | null
  error?: string
}

/**
 * Takes arXiv's feeds of one day into the store: feeds that fail are reported, the others are kept.
 * @param wanted the edition that must come; without it, the newest that the feeds hold
 * @throws AppError `unavailable` where no feed could be read, or none holds the wanted edition; nothing is stored then
 */
export async function ingest(
  deps: IngestDeps,
  categories: readonly string[],
  wanted?: EditionDate,
): Promise<IngestReport> {
  const fetched: Fetched[] = []
  for (const [index, category] of categories.entries()) {
    deps.onProgress?.(index, categories.length, category)
    fetched.push(await fetchOne(deps, category))
    if (deps.signal?.aborted)
      throw new AppError('unavailable', 'stopped before all feeds were read, nothing was stored')
  }
  const edition = wanted ?? newestEdition(fetched)
  const feeds = fetched.map((feed) => ofEdition(feed, edition))
  if (feeds.every((feed) => feed.status === 'failed')) throw new AppError('unavailable', nothingCame(feeds, wanted))
  const announcements = mergeAnnouncements(feeds.flatMap((feed) => feed.announcements))
  const saved = await deps.editions.save({
    date: edition,
    feeds: feeds.map(({ announcements: _, edition: __, ...feed }) => feed),
    announcements,
    expected: categories,
    at: deps.now(),
  })
  const counts = await deps.editions.counts(edition)
  return {
    edition,
    feeds: feeds.map(({ category, status, items, error }) => ({
      category,
      status,
      items,
      ...(error === undefined ? {} : { error }),
    })),
    papers: { new: counts.new, cross: counts.cross, replaced: counts.replace + counts['replace-cross'] },
    complete: saved.complete,
  }
}

async function fetchOne({ source, editions, log, signal }: IngestDeps, category: string): Promise<Fetched> {
  const url = source.urlOf(category)
  const none = { category, url, items: 0, edition: null, announcements: [], etag: null }
  try {
    const cached = await editions.cachedFeed(category, url)
    const answer = await source.fetchFeed(category, {
      ...(cached ? { etag: cached.etag } : {}),
      ...(signal ? { signal } : {}),
    })
    if (answer.status === 'unchanged')
      return cached
        ? { ...none, status: 'unchanged', ...cached }
        : { ...none, status: 'failed', error: 'arXiv answered 304 to a request without a condition' }
    const { feed, etag } = answer
    const { announcements, problems, date } = feed
    const error = problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`).join('; ')
    if (error !== '') log.warn({ category, error }, 'items of a feed could not be read')
    const status = announcements.length > 0 ? 'ok' : 'empty'
    return {
      ...none,
      status,
      items: announcements.length,
      edition: date,
      announcements,
      etag,
      ...(error === '' ? {} : { error }),
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ category, error: error.message }, 'a feed could not be read')
    return { ...none, status: 'failed', error: error.message }
  }
}

function newestEdition(fetched: readonly Fetched[]): EditionDate {
  const newest = fetched
    .flatMap(({ edition }) => edition ?? [])
    .sort()
    .at(-1)
  if (newest === undefined) throw new AppError('unavailable', nothingCame(fetched, undefined))
  return newest
}

/** A feed of another day (arXiv rebuilds them one by one) does not belong to this edition. */
function ofEdition(feed: Fetched, edition: EditionDate): Fetched {
  if (feed.edition === null || feed.edition === edition) return feed
  const error = `the feed is of ${feed.edition}, not of ${edition}`
  return { ...feed, status: 'failed', items: 0, announcements: [], etag: null, error }
}

function nothingCame(feeds: readonly Fetched[], wanted: EditionDate | undefined): string {
  const which = wanted === undefined ? 'no feed could be read' : `no feed of the edition ${wanted} could be read`
  const reasons = feeds.map(({ category, error }) => `  ${category}: ${error ?? 'nothing came'}`)
  return `${which}, nothing was stored:\n${reasons.join('\n')}`
}

/** A paper in several feeds is one paper: its highest version, under the strongest announcement. */
function mergeAnnouncements(announcements: readonly Announcement[]): Announcement[] {
  const byId = new Map<string, Announcement>()
  for (const next of announcements) {
    const known = byId.get(next.paper.id)
    byId.set(
      next.paper.id,
      known
        ? {
            paper: next.paper.version > known.paper.version ? next.paper : known.paper,
            type: strongerType(known.type, next.type),
          }
        : next,
    )
  }
  return [...byId.values()]
}
