import { AppError } from './errors.ts'

/** An edition's name: its feed's date in US Eastern time, `YYYY-MM-DD`. */
export type EditionDate = string

/**
 * What became of one category's feed:
 * `ok` papers taken, `unchanged` arXiv answered 304 to what we already hold, `empty` a channel without items,
 * `failed` nothing usable; `error` says why.
 */
export type FeedStatus = 'ok' | 'unchanged' | 'empty' | 'failed'

export interface FeedReport {
  category: string
  status: FeedStatus
  /** Items the feed holds (papers announced in this category). */
  items: number
  error?: string
}

export interface Edition {
  date: EditionDate
  /** False while any configured category's feed is missing. */
  complete: boolean
  feeds: FeedReport[]
}

/** @throws AppError `invalid` where the text is not a real calendar day written `YYYY-MM-DD`. */
export function parseEditionDate(text: string): EditionDate {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new AppError('invalid', `"${text}" is not an edition: write the feed's date as YYYY-MM-DD, e.g. 2026-05-11`)
  return text
}
