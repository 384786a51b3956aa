import type { EditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { Announcement } from '../domain/paper.ts'
import type { Log } from '../lib/log.ts'
import type { Editions, FeedSource } from './ports.ts'

export interface ReadDeps {
  source: FeedSource
  editions: Pick<Editions, 'cachedFeed'>
  log: Log
  /** Ends the work before the next feed, and the request in hand. */
  signal?: AbortSignal
  /** Told before each feed is asked for. */
  onProgress?: (done: number, of: number, category: string) => void
}

/** One category's feed after it was asked for; `date` is null where nothing usable came. */
export interface ReadFeed {
  category: string
  url: string
  status: 'read' | 'unchanged' | 'failed'
  /** As its pubDate says. */
  date: EditionDate | null
  items: number
  announcements: Announcement[]
  etag: string | null
  /** Of an unchanged one: whether the papers of its edition are stored. */
  isObtained: boolean
  error?: string
}

/**
 * Asks for each category's feed, one after the other; what fails is reported.
 * @throws AppError `unavailable` where it is stopped meanwhile
 */
export async function readFeeds(deps: ReadDeps, categories: readonly string[]): Promise<ReadFeed[]> {
  const feeds: ReadFeed[] = []
  for (const [index, category] of categories.entries()) {
    deps.onProgress?.(index, categories.length, category)
    feeds.push(await readOne(deps, category))
    if (deps.signal?.aborted)
      throw new AppError('unavailable', 'stopped before all feeds were read, nothing was stored')
  }
  return feeds
}

async function readOne({ source, editions, log, signal }: ReadDeps, category: string): Promise<ReadFeed> {
  const url = source.urlOf(category)
  const none = { category, url, date: null, items: 0, announcements: [], etag: null, isObtained: false }
  try {
    const cached = await editions.cachedFeed(category, url)
    const answer = await source.fetchFeed(category, {
      ...(cached ? { etag: cached.etag } : {}),
      ...(signal ? { signal } : {}),
    })
    if (answer.status === 'unchanged') {
      if (!cached) return { ...none, status: 'failed', error: 'arXiv answered 304 to a request without a condition' }
      const { edition: date, ...rest } = cached
      return { ...none, status: 'unchanged', date, ...rest }
    }
    const { feed, etag } = answer
    const { announcements, problems, date } = feed
    const error = problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`).join('; ')
    if (error !== '') log.warn({ category, error }, 'items of a feed could not be read')
    const read = { ...none, status: 'read' as const, date, items: announcements.length, announcements, etag }
    return error === '' ? read : { ...read, error }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ category, error: error.message }, 'a feed could not be read')
    return { ...none, status: 'failed', error: error.message }
  }
}
