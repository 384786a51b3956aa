import { describe, expect, it } from 'vitest'
import { bibtexRendition } from '../../src/digest/bibtex.ts'
import { jsonRendition } from '../../src/digest/export.ts'
import { textRendition } from '../../src/digest/rendition.ts'
import { risRendition } from '../../src/digest/ris.ts'
import type { Digest } from '../../src/domain/digest.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { createWeb } from '../../src/web/server.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'
import { webDeps } from './deps.ts'
import { sampleDigest } from './digest-sample.ts'

const ORIGIN = 'https://paperboy.example.org'
const tokens = createTokens(['a secret of thirty-two characters or more'])
const TOKEN = tokens.sign('read', 1)
const FORMS = ['txt', 'bib', 'ris', 'json'] as const
const exports = { bib: bibtexRendition, ris: risRendition, json: jsonRendition }

const webOf = (digest: Digest | null) =>
  createWeb(webDeps({ tokens, textRendition, exports, digest: async (id) => (id === 1n ? digest : null) }).deps)
const web = webOf(sampleDigest('en'))
const open = (path = '', from = web) => from.request(`${ORIGIN}/d/${TOKEN}${path}`)
const read = async (path = '', from = web) => (await open(path, from)).text()
const titles = (html: string) => [...html.matchAll(/paper number (\d)/g)].map(([, number]) => number)

describe('The page of a digest', () => {
  it('offers its keywords with their counts, and all', async () => {
    const html = await read()
    const links = [...html.matchAll(/<li><a href="([^"]*)"([^>]*)>(.*?)<\/a> <span class="count">(\d+)<\/span>/g)]
    expect(links.map(([, href, , label, count]) => [href, label, count])).toEqual([
      [`/d/${TOKEN}`, 'All', '5'],
      [`/d/${TOKEN}?keyword=diffusion%20policy`, 'diffusion policy', '3'],
      [`/d/${TOKEN}?keyword=kitchen`, 'kitchen', '1'],
      [`/d/${TOKEN}?keyword=C%2B%2B`, 'C++', '1'],
      [
        `/d/${TOKEN}?keyword=electroencephalographically-conditioned-transformer`,
        'electroencephalographically-conditioned-transformer',
        '1',
      ],
    ])
    expect(html.match(/aria-current/g)).toHaveLength(1)
    expect(links[0]?.[2]).toContain('aria-current="page"')
  })

  it('offers none where there is one keyword', async () => {
    const digest = digestOf([group('robot', [{ kind: 'full', entry: entryOf(paper(1)) }])])
    expect(await read('', webOf(digest))).not.toContain('<nav class="filter"')
  })

  it('shows the papers of the chosen keyword alone, and marks it', async () => {
    const html = await read('?keyword=C%2B%2B')
    expect(html.match(/<h2>.*?<\/h2>/g)).toHaveLength(1)
    expect(html).toContain('Gödel codes')
    expect(titles(html)).toEqual([])
    expect(html).toMatch(/href="[^"]*\?keyword=C%2B%2B" aria-current="page">/)
    expect(html.match(/aria-current/g)).toHaveLength(1)
    expect(html).not.toContain('Nothing this time for')
  })

  it('shows a paper in full where the group that had it is not on the page', async () => {
    expect(await read()).toContain('shown under “diffusion policy”')
    const html = await read('?keyword=kitchen')
    expect(html).not.toContain('shown under')
    expect(titles(html)).toEqual(['2'])
    expect(html).toContain('class="abstract"')
  })

  it('shows all, and says so, where it has no such keyword', async () => {
    const html = await read(`?keyword=${encodeURIComponent('<b>astronomy</b>')}`)
    expect(html).toContain('This digest has no papers under “&lt;b&gt;astronomy&lt;/b&gt;”. All of it is shown.')
    expect(html.match(/<h2>/g)).toHaveLength(4)
    expect(html).not.toContain(`.bib?keyword`)
  })

  it('takes an empty keyword for none, and one that is not written well for unknown', async () => {
    expect(await read('?keyword=')).not.toContain('has no papers under')
    expect(await read('?keyword=%E0%A4')).toContain('has no papers under')
    expect(await read(`?keyword=${'x'.repeat(5_000)}`)).toContain('x…”.')
  })

  it('finds a keyword however its letters are composed', async () => {
    const digest = digestOf([
      group('go\u0308del'.normalize('NFC'), [{ kind: 'full', entry: entryOf(paper(1)) }]),
      group('other', [{ kind: 'full', entry: entryOf(paper(2)) }]),
    ])
    expect(titles(await read(`?keyword=${encodeURIComponent('go\u0308del')}`, webOf(digest)))).toEqual(['1'])
  })

  it('links to its other forms, filtered as it is', async () => {
    for (const form of FORMS) {
      expect(await read()).toContain(`href="/d/${TOKEN}.${form}"`)
      expect(await read('?keyword=C%2B%2B')).toContain(`href="/d/${TOKEN}.${form}?keyword=C%2B%2B"`)
    }
  })

  it('speaks its reader’s language', async () => {
    const html = await read('?keyword=astronomy', webOf(sampleDigest('zh')))
    expect(html).toContain('本期没有关键词“astronomy”的论文，以下显示全部论文。')
    expect(html).toContain('<nav class="filter" aria-label="关键词">')
  })
})

describe('The page of a digest that is read in Arabic', () => {
  const found = paper(1, {
    comment: '12 pages, ICML 2026',
    authors: Array.from({ length: 12 }, (_, i) => `Alice Number${i + 1}`),
  })
  const entry = entryOf(found, 'paper', { title: 'ورقة RAG', abstract: 'قدره $O(n)$. ثانية. ثالثة.' })
  const entries = [{ kind: 'full', entry } as const, { kind: 'full', entry: entryOf(paper(2), 'paper') } as const]
  const page = (reading: Partial<Digest>) =>
    read('', webOf(digestOf([group('paper', entries)], { translation: 'ar', ...reading })))

  it('has it under the original, from right to left, with formulas and Latin words isolated', async () => {
    const html = await page({})
    expect(html).toContain('<p lang="ar" dir="rtl" class="translated-title">ورقة <span dir="ltr">RAG</span></p>')
    expect(html).toMatch(/<p lang="ar" dir="rtl" class="translation">قدره <span dir="ltr"><span class="keep"><math/)
    expect(html).toContain('<h3 lang="en">')
  })

  it('has it alone, with the original title beneath', async () => {
    const html = await page({ show: 'translation' })
    expect(html).toMatch(/<h3 lang="ar" dir="rtl"><a [^>]+>ورقة /)
    expect(html).toContain('<p lang="en" class="original-title">Invented <mark>paper</mark> number 1</p>')
    expect(html).not.toContain('numbered 1.')
  })

  it('has short abstracts, the comment, every author, and a word on what is not translated', async () => {
    const html = await page({ abstracts: 'short' })
    expect(html).toContain(' ثانية. …')
    expect(html).toContain('12 pages, ICML 2026')
    expect(html).toContain('Alice Number11, Alice Number12')
    expect(html.match(/<em>not translated<\/em>/g)).toHaveLength(1)
    expect(html).toContain('1 paper is not translated into Arabic and shown in English.')
    expect(html).toContain('About 1 minute to read')
  })

  it('is the same in the text rendition', async () => {
    const digest = digestOf([group('paper', entries)], { translation: 'ar', show: 'translation', abstracts: 'short' })
    expect((await read('.txt', webOf(digest))).split('\n').slice(2)).toEqual([
      '1 paper is not translated into Arabic and shown in English.',
      'Keyword: paper',
      '\u200fورقة \u2066RAG\u2069',
      'Invented paper number 1',
      `- Authors: ${found.authors.join(', ')}`,
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Comments: 12 pages, ICML 2026',
      '- Arxiv link: https://arxiv.org/abs/2613.00001',
      '- Pdf link: https://arxiv.org/pdf/2613.00001',
      '- Translated abstract',
      '\u200fقدره \u2066O(n)\u2069. ثانية. …',
      'Invented paper number 2',
      '- Authors: Alice Sample, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00002',
      '- Pdf link: https://arxiv.org/pdf/2613.00002',
      '- Abstract',
      'An abstract about nothing in particular, numbered 2.',
      '- not translated',
      '',
    ])
  })

  it('has the comment in BibTeX and RIS', async () => {
    const web = webOf(digestOf([group('paper', entries)]))
    expect(await read('.bib', web)).toContain('  note = {12 pages, ICML 2026},\n')
    expect(await read('.ris', web)).toContain('N1  - 12 pages, ICML 2026\r\n')
  })
})

describe('The other forms of a digest', () => {
  it.each([
    ['txt', 'text/plain; charset=utf-8', /^Keyword: kitchen$/m],
    ['bib', 'application/x-bibtex; charset=utf-8', /^@misc\{arXiv:2613\.00004,$/m],
    ['ris', 'application/x-research-info-systems; charset=utf-8', /^AN {2}- arXiv:2613\.00004\r$/m],
    ['json', 'application/json', /^ {2}"format": "paperboy-digest\/1",$/m],
  ])('are served as what they are: .%s', async (form, type, holds) => {
    const answer = await open(`.${form}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="paperboy-2026-05-11.${form}"`)
    expect(await answer.text()).toMatch(holds)
  })

  it('hold the papers of one keyword where one is asked for, and say so in their name', async () => {
    for (const form of FORMS) {
      const answer = await open(`.${form}?keyword=kitchen`)
      expect(answer.headers.get('content-disposition')).toContain(`"paperboy-2026-05-11-kitchen.${form}"`)
      expect([...new Set((await answer.text()).match(/2613\.\d{5}/g))]).toEqual(['2613.00002'])
    }
    expect((await open('.bib?keyword=C%2B%2B')).headers.get('content-disposition')).toContain('-c.bib"')
  })

  it('are not found for a keyword that the digest has not', async () => {
    for (const form of FORMS) {
      const answer = await open(`.${form}?keyword=astronomy%0D%0Ax`)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toBe('This digest has no papers under “astronomy x”.\n')
    }
  })
})

describe('A digest’s address', () => {
  it.each(['', '.txt', '.bib', '.ris', '.json'])(
    'is kept by no cache, search engine or referrer (%s)',
    async (form) => {
      for (const path of [form, `${form}?keyword=kitchen`, `${form}?keyword=astronomy`]) {
        const { headers } = await open(path)
        expect(headers.get('cache-control')).toBe('private, no-store')
        expect(headers.get('x-robots-tag')).toBe('noindex')
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('set-cookie')).toBeNull()
      }
    },
  )

  it('opens nothing to who holds another’s, another purpose’s, or one that is gone', async () => {
    const others = [
      tokens.sign('manage', 1),
      tokens.sign('unsubscribe', 1),
      tokens.sign('read', 2),
      `${TOKEN.slice(0, -1)}_`,
    ]
    for (const token of others)
      for (const form of ['', '.txt', '.bib', '.ris', '.json'])
        expect((await web.request(`${ORIGIN}/d/${token}${form}`)).status).toBe(404)
    expect((await open('', webOf(null))).status).toBe(404)
  })
})
