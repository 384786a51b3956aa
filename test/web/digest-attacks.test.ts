import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRss } from '../../src/arxiv/rss.ts'
import type { Digest, ShownEntry } from '../../src/domain/digest.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { feedText, itemText } from '../arxiv/support/rss-text.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'
import { webDeps } from './deps.ts'
import { sampleDigest } from './digest-sample.ts'

const ORIGIN = 'https://paperboy.example.org'
const tokens = createTokens(['a secret of thirty-two characters or more'])
const TOKEN = tokens.sign('read', 1)

const webOf = (digest: Digest) => createWeb(webDeps({ tokens, digest: async () => digest }).deps)

describe('An odd address', () => {
  let server: Awaited<ReturnType<typeof listen>>
  beforeAll(async () => {
    server = await listen(webOf(sampleDigest('en')), 0)
  })
  afterAll(() => server.close())

  const odd = [
    '/d',
    '/d/',
    '/d/../../etc/passwd',
    '/d/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/d/..%2f..%2fetc%2fpasswd',
    '/d/..%5c..%5cwindows',
    `/d/${TOKEN}/`,
    `/d/${TOKEN}/..`,
    `/d/${TOKEN}.txt/..`,
    `/d/${TOKEN}.txt/../../../etc/passwd`,
    `/d/${TOKEN}.txt%00`,
    `/d/${TOKEN}%00.txt`,
    `/d/%00`,
    `/d/${TOKEN}.exe`,
    `/d/${TOKEN}.txt.bib`,
    `/d/.${TOKEN}.txt`,
    '/d/.txt',
    '/d/%',
    '/d/%ff%fe',
    '/d/%E2%80%AE',
    `/d/${'a'.repeat(10_000)}`,
    `/d/${'a'.repeat(10_000)}.bib`,
    `/d/${'%2e%2e%2f'.repeat(1_000)}`,
    '/d/javascript:alert(1)',
    '/d//evil.example',
  ].map((path) => ({ path, name: path.slice(0, 60) }))

  it.each(odd)('is not found: $name', async ({ path }) => {
    // As it stands: a client that follows the rules would tidy it up first.
    const status = await new Promise((resolve, reject) => {
      get({ host: 'localhost', port: new URL(server.url).port, path }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      }).on('error', reject)
    })
    expect(status).toBe(404)
  })
})

describe('A poisoned feed', () => {
  const POISON = [
    'javascript:alert(1)',
    '../../evil',
    '2605.1"&gt;&lt;script&gt;',
    '2613.00001@evil.example',
    'x/2613.00001',
  ]
  const targets = (html: string) => [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, url = '']) => url)
  const pageOf = async (digest: Digest) => (await webOf(digest).request(`${ORIGIN}/d/${TOKEN}`)).text()
  const full = (entry: ShownEntry['entry']): ShownEntry => ({ kind: 'full', entry })

  it('brings no paper whose id is no id', () => {
    for (const id of POISON) {
      const { announcements, problems } = parseRss(feedText([itemText({ id: `${id}v1` })]))
      expect(announcements).toEqual([])
      expect(problems).toHaveLength(1)
    }
  })

  it('brings no link of its own to the page, and no markup', async () => {
    const items = POISON.map((id, i) =>
      itemText({
        id: `2613.0000${i}v1`,
        title: `&lt;script&gt;alert(1)&lt;/script&gt; \\href{javascript:alert(1)}{x} " onclick="alert(1)`,
        abstract: '&lt;a href="https://evil.example"&gt;x&lt;/a&gt; \\url{javascript:alert(1)}',
        authors: '&lt;img src=x onerror=alert(1)&gt;',
      }).replace(/<link>.*<\/link>/, `<link>${id}</link>`),
    )
    const { announcements } = parseRss(feedText(items))
    expect(announcements).toHaveLength(POISON.length)
    const entries = announcements.map(({ paper }) => full(entryOf(paper)))
    const html = await pageOf(digestOf([group('x', entries)]))
    for (const url of targets(html))
      expect(url).toMatch(/^(?:\/[^/]|\/$|https:\/\/arxiv\.org\/(?:abs|pdf)\/2613\.\d{5}$)/)
    expect(html).not.toMatch(/<(?:script|img|a href="https:\/\/evil)/)
  })

  it('leads nowhere but to arXiv even where a stored id is none', async () => {
    const entries = [...POISON, '//evil.example', '"><script>alert(1)</script>'].map((id, i) =>
      full(entryOf(paper(i, { id }))),
    )
    const html = await pageOf(digestOf([group('x', entries)]))
    expect(html).not.toContain('<script>')
    const outside = targets(html)
      .map((url) => new URL(url, ORIGIN))
      .filter(({ origin }) => origin !== ORIGIN)
    expect(outside).toHaveLength(3 * entries.length)
    for (const { origin } of outside) expect(origin).toBe('https://arxiv.org')
  })
})
