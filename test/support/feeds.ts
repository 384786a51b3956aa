import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AnnounceType, Paper } from '../../src/domain/paper.ts'

export interface FeedServer {
  /** For ARXIV_RSS_URL. */
  rssUrl: string
  /** For ARXIV_OAI_URL and ARXIV_API_URL: there is nothing. */
  noUrl: string
  /** What each category serves from now on: XML, or a status for a failure. */
  feeds: Map<string, string | number>
  /** Categories asked for, in order; `304` behind one that was unchanged. */
  requests: string[]
  userAgents: Set<string>
  close(): Promise<void>
}

/** arXiv's RSS on loopback, with ETags, for tests that need no recorded day. */
export async function feedServer(feeds: Record<string, string | number> = {}): Promise<FeedServer> {
  const served = new Map(Object.entries(feeds))
  const requests: string[] = []
  const userAgents = new Set<string>()
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/rss/')) return response.writeHead(404).end()
    const category = request.url?.replace('/rss/', '') ?? ''
    userAgents.add(request.headers['user-agent'] ?? '')
    const answer = served.get(category) ?? 404
    if (typeof answer === 'number') {
      requests.push(category)
      return response.writeHead(answer).end()
    }
    const etag = `"${Buffer.from(answer).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)}"`
    if (request.headers['if-none-match'] === etag) {
      requests.push(`${category} 304`)
      return response.writeHead(304, { etag }).end()
    }
    requests.push(category)
    return response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    rssUrl: `http://127.0.0.1:${port}/rss/`,
    noUrl: `http://127.0.0.1:${port}/nothing`,
    feeds: served,
    requests,
    userAgents,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A feed in arXiv's RSS form. @param date `YYYY-MM-DD`, as of midnight US Eastern in summer */
export function rssFeed(category: string, date: string, items: { paper: Paper; type: AnnounceType }[]): string {
  const stamp = `${new Date(`${date}T12:00:00Z`).toUTCString().slice(0, 16)} 00:00:00 -0400`
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>${category} updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/${category}</link>
    <pubDate>${stamp}</pubDate>
    ${items.map(({ paper, type }) => rssItem(paper, type, stamp)).join('\n    ')}
  </channel>
</rss>
`
}

function rssItem(paper: Paper, type: AnnounceType, stamp: string): string {
  return `<item>
      <title>${escaped(paper.title)}</title>
      <link>https://arxiv.org/abs/${paper.id}</link>
      <description>arXiv:${paper.id}v${paper.version} Announce Type: ${type} 
Abstract: ${escaped(paper.abstract)}</description>
      <guid isPermaLink="false">oai:arXiv.org:${paper.id}v${paper.version}</guid>
      ${paper.categories.map((category) => `<category>${category}</category>`).join('\n      ')}
      <pubDate>${stamp}</pubDate>
      <arxiv:announce_type>${type}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/publicdomain/zero/1.0/</dc:rights>
      <dc:creator>${escaped(paper.authors.join(', '))}</dc:creator>
    </item>`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
