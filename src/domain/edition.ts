import { AppError } from './errors.ts'

/** An edition's name: its feed's date in US Eastern time, `YYYY-MM-DD`. */
export type EditionDate = string

/**
 * What became of one category's feed:
 * `ok` a fresh batch, `unchanged` arXiv answered 304 to what we already hold, `empty` a channel without items on a day
 * without an announcement, `empty-unexpectedly` one on any other day, `stale` another edition's batch, `failed` nothing
 * usable; `error` says why.
 */
export type FeedStatus = 'ok' | 'unchanged' | 'empty' | 'empty-unexpectedly' | 'stale' | 'failed'

/** How an edition's papers in one category were obtained; `late rss`: from the feed of a later day. */
export type BatchSource = 'rss' | 'late rss' | 'oai' | 'api'

/** `expected`: the calendar says so, and nothing of it came yet; `empty`: all sources say that nothing was announced. */
export type EditionState = 'expected' | 'partial' | 'complete' | 'empty'

export interface FeedReport {
  category: string
  status: FeedStatus
  /** Items the feed holds (papers announced in this category). */
  items: number
  error?: string
  /** Unset while the edition's papers in this category are missing. */
  obtained?: BatchSource
  /** Whether older papers, newly cross-listed, may be missing: only a feed tells them from replaced ones. */
  unsure?: boolean
}

export interface Edition {
  date: EditionDate
  /** False while any configured category's feed is missing. */
  complete: boolean
  feeds: FeedReport[]
}

export function isComplete(state: EditionState): boolean {
  return state === 'complete' || state === 'empty'
}

/** Where a feed's papers came from elsewhere, nothing of it is missing to its readers. */
export function asTaken(feed: FeedReport): FeedReport {
  if (feed.obtained === undefined || feed.obtained === 'rss') return feed
  const { error: _, ...rest } = feed
  return { ...rest, status: feed.items > 0 ? 'ok' : 'empty' }
}

/** @throws AppError `invalid` where the text is not a real calendar day written `YYYY-MM-DD`. */
export function parseEditionDate(text: string): EditionDate {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new AppError('invalid', `"${text}" is not an edition: write the feed's date as YYYY-MM-DD, e.g. 2026-05-11`)
  return text
}
