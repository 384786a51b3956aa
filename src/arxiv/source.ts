import { AppError, shown } from '../domain/errors.ts'
import type { ArxivClient } from './client.ts'
import { isCategory } from './metadata.ts'
import { type ArxivFeed, parseRss } from './rss.ts'

type FetchedFeed = { status: 'unchanged' } | { status: 'ok'; feed: ArxivFeed; etag: string | null; url: string }

export interface ArxivSource {
  /** Where a category's feed lies. */
  urlOf(category: string): string
  /**
   * Today's feed of one category or archive. `unchanged` only where `etag` is given and arXiv says it still holds.
   * @throws AppError `invalid` for what cannot be a category; `unavailable` with the feed's URL for all else
   */
  fetchFeed(category: string, request?: { etag?: string; signal?: AbortSignal }): Promise<FetchedFeed>
}

/** @param options.rssUrl what the category is appended to, e.g. `https://rss.arxiv.org/rss/` */
export function createArxivSource(options: { client: ArxivClient; rssUrl: string }): ArxivSource {
  const base = options.rssUrl.replace(/\/*$/, '/')
  const urlOf = (category: string) => `${base}${category}`
  return {
    urlOf,
    async fetchFeed(category, request) {
      if (!isCategory(category))
        throw new AppError(
          'invalid',
          `"${shown(category)}" is not an arXiv category: write one as in cs.LG or quant-ph`,
        )
      const url = urlOf(category)
      const answer = await options.client.get(url, request ?? {})
      if (answer.status === 'unchanged') return answer
      return { status: 'ok', feed: parsed(answer.body, url), etag: answer.etag, url }
    },
  }
}

function parsed(body: string, url: string): ArxivFeed {
  try {
    return parseRss(body)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, `${url}: ${error.message}`, { cause: error })
  }
}
