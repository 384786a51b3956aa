import type { ArxivClient } from './client.ts'
import { requireCategory } from './metadata.ts'
import { type ArxivFeed, parseRss } from './rss.ts'
import { told } from './told.ts'

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
      requireCategory(category)
      const url = urlOf(category)
      const answer = await options.client.get(url, request ?? {})
      if (answer.status === 'unchanged') return answer
      return { status: 'ok', feed: told(url, () => parseRss(answer.body)), etag: answer.etag, url }
    },
  }
}
