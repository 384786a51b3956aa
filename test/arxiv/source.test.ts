import { describe, expect, it } from 'vitest'
import type { ArxivClient, GetResult } from '../../src/arxiv/client.ts'
import { createArxivSource } from '../../src/arxiv/source.ts'
import { feedText, itemText } from './support/rss-text.ts'

/** A client that answers with one thing, and remembers what it was asked. */
function clientWith(result: GetResult): ArxivClient & { asked: unknown[] } {
  const asked: unknown[] = []
  return {
    asked,
    get: async (url, request) => {
      asked.push([url, request])
      return result
    },
    close: async () => {},
  }
}

describe('The source of feeds', () => {
  it('brings the feed of a category, with its URL and ETag', async () => {
    const client = clientWith({ status: 'ok', body: feedText([itemText()]), etag: '"one"' })
    const source = createArxivSource({ client, rssUrl: 'https://rss.arxiv.org/rss/' })
    expect(await source.fetchFeed('cs.LG')).toMatchObject({
      status: 'ok',
      url: 'https://rss.arxiv.org/rss/cs.LG',
      etag: '"one"',
      feed: { date: '2026-05-11', announcements: [{ paper: { id: '2613.00001' } }], problems: [] },
    })
    expect(client.asked).toEqual([['https://rss.arxiv.org/rss/cs.LG', {}]])
  })

  it('asks conditionally for what is known already', async () => {
    const client = clientWith({ status: 'unchanged' })
    const source = createArxivSource({ client, rssUrl: 'http://127.0.0.1:8099/rss' })
    expect(await source.fetchFeed('quant-ph', { etag: '"one"' })).toEqual({ status: 'unchanged' })
    expect(client.asked).toEqual([['http://127.0.0.1:8099/rss/quant-ph', { etag: '"one"' }]])
  })

  it('names the URL where the feed cannot be read', async () => {
    const client = clientWith({ status: 'ok', body: '<html><h1>Down</h1></html>', etag: null })
    const source = createArxivSource({ client, rssUrl: 'https://rss.arxiv.org/rss/' })
    await expect(source.fetchFeed('cs.LG')).rejects.toMatchObject({
      name: 'AppError',
      code: 'unavailable',
      message: 'https://rss.arxiv.org/rss/cs.LG: line 1, column 1: this is an HTML page, "Down"',
    })
  })

  it.each(['', 'cs LG', 'cs.LG+cs.AI', '../oai', 'cs.', '.LG', 'CS.LG', 'cs.LG?', 'cs.LG/x', 'a'.repeat(50)])(
    'does not ask for %j, which is no category',
    async (category) => {
      const client = clientWith({ status: 'unchanged' })
      const source = createArxivSource({ client, rssUrl: 'https://rss.arxiv.org/rss/' })
      await expect(source.fetchFeed(category)).rejects.toMatchObject({ name: 'AppError', code: 'invalid' })
      expect(client.asked).toEqual([])
    },
  )

  it.each(['cs.LG', 'cs', 'quant-ph', 'cond-mat.dis-nn', 'q-bio.NC', 'physics.ao-ph', 'math.MP', 'astro-ph.HE'])(
    'asks for %s',
    async (category) => {
      const client = clientWith({ status: 'unchanged' })
      await createArxivSource({ client, rssUrl: 'https://rss.arxiv.org/rss/' }).fetchFeed(category)
      expect(client.asked).toHaveLength(1)
    },
  )
})
