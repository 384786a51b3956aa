import { describe, expect, it } from 'vitest'
import type { EditionFigures } from '../../src/domain/edition-counts.ts'
import type { WebDeps } from '../../src/web/ports.ts'
import { createWeb } from '../../src/web/server.ts'
import { EDITIONS, FIGURES } from '../support/editions.ts'
import { webDeps } from './deps.ts'

describe('the list of editions', () => {
  it('tells of each how its papers came, and which feeds are missing', async () => {
    const page = await text('/editions')
    expect(page.match(/<th scope="row">/g)).toHaveLength(30)
    expect(rowOf(page, '/editions/2026-05-11')).toMatch(/11 May 2026.*>540<.*>310<.*>501<.*complete/)
    expect(rowOf(page, '/editions/2026-05-08')).toMatch(/>637<.*cs\.AI missing/)
    expect(rowOf(page, '/editions/2026-05-05')).toMatch(/cs\.RO in part/)
    expect(page).toContain('The fullest had 1,450, on 5 May 2026.')
  })

  it('says incomplete where a feed was never asked for', async () => {
    const [first] = await EDITIONS.recent(1)
    const page = await text('/editions', { recent: async () => (first ? [{ ...first, complete: false }] : []) })
    expect(rowOf(page, '/editions/2026-05-11')).toContain('incomplete')
    expect(page).toContain('the only edition so far: 850')
  })

  it('draws a column for each, the oldest on the left, for eyes alone', async () => {
    const chart = /<svg class="timeline".*?<\/svg>/s.exec(await text('/editions'))?.[0] ?? ''
    expect(chart).toContain('aria-hidden="true"')
    const columns = [...chart.matchAll(/<title>([\d-]+): (\d+) \+ (\d+)<\/title>/g)].map(([, date]) => date)
    expect(columns).toHaveLength(30)
    expect([columns[0], columns[29]]).toEqual(['2026-03-31', '2026-05-11'])
    const heights = [...chart.matchAll(/height="([\d.]+)"/g)].map(([, height]) => Number(height))
    expect(Math.max(...heights)).toBeLessThan(100)
    // The fullest edition reaches the top: its cross-listed papers end at 0.
    expect(chart).toContain('<rect class="crossed" x="251" y="0" width="8" height="36"')
  })

  it('asks for thirty, and says so where there is none yet', async () => {
    const asked: number[] = []
    const recent = async (count: number) => {
      asked.push(count)
      return []
    }
    const page = await text('/editions', { recent })
    expect(asked).toEqual([30])
    expect(page).toContain('No edition has been taken yet')
    expect(page).not.toContain('<table')
  })
})

describe('the page of an edition', () => {
  it('counts its papers by announce type', async () => {
    const page = await text('/editions/2026-05-11')
    expect(page).toContain('2,182 papers were announced')
    expect(page).toContain('the new and cross-listed ones: 1,439.')
    for (const [name, count] of [
      ['New', '727'],
      ['Cross-listed', '712'],
      ['Replaced', '362'],
      ['Replaced, cross-listed', '381'],
      ['All', '2,182'],
    ])
      expect(page).toMatch(new RegExp(`<th scope="row">${name}( <small>[^<]*</small>)?</th><td>${count}</td>`))
  })

  it('tells when arXiv announced it, in both zones', async () => {
    expect(await text('/editions/2026-05-11')).toContain('2026-05-10 20:00 EDT (2026-05-11 00:00 UTC)')
    const winter = { figures: async () => ({ ...FIGURES, date: '2026-01-14' }) }
    expect(await text('/editions/2026-01-14', winter)).toContain('2026-01-13 20:00 EST (2026-01-14 01:00 UTC)')
  })

  it('names the categories, those that are read here first, and folds the long tail', async () => {
    const page = await text('/editions/2026-05-11')
    const [shown = '', folded = ''] = page.split('<details>')
    const codes = (html: string) => [...html.matchAll(/<th scope="row">([\w.-]+) /g)].map(([, code]) => code)
    const categories = codes(shown.slice(shown.indexOf('Categories')))
    expect(categories).toEqual([
      ...['cs.AI', 'cs.RO', 'cs.LG', 'math.OC', 'q-fin.CP'],
      ...['cs.DC', 'eess.IV', 'cs.SE', 'cs.MA', 'cond-mat.mtrl-sci'],
    ])
    expect(shown).toMatch(/cs\.AI <small>Artificial Intelligence<\/small>.*?<td>475<\/td><td>149<\/td>/s)
    expect(folded).toContain('4 more categories, papers: 18')
    expect(codes(folded.slice(0, folded.indexOf('</details>')))).toEqual([
      'cs.SD',
      'physics.chem-ph',
      'cs.GR',
      'new.XX',
    ])
  })

  it('names the categories in Chinese on a Chinese page, and leaves a code that nobody knows bare', async () => {
    const page = await text('/editions/2026-05-11?lang=zh')
    expect(page).toContain('cs.AI <small>人工智能</small>')
    expect(page).toContain('cond-mat.mtrl-sci <small>材料科学</small>')
    expect(page).not.toContain('Artificial Intelligence')
    expect(page).toMatch(/<th scope="row">new\.XX <\/th>/)
  })

  it('knows the categories of an archive whose feed is read whole', async () => {
    const figures = async (): Promise<EditionFigures> => ({
      ...FIGURES,
      feeds: [{ category: 'cs', status: 'ok', items: 9 }],
      categories: [
        { code: 'csx.AI', new: 0, cross: 3 },
        { code: 'cs.AI', new: 2, cross: 0 },
      ],
    })
    const page = await text('/editions/2026-05-11', { figures })
    expect(page.indexOf('cs.AI')).toBeLessThan(page.indexOf('csx.AI'))
  })

  it('says what became of each feed, and nothing of where it is fetched from', async () => {
    const page = await text('/editions/2026-05-11')
    expect(page).toContain('<th scope="row">cs.AI</th><td>1,097</td><td class="said">taken</td>')
    expect(page).toContain(
      '<th scope="row">cs.NE</th><td>0</td><td class="said">empty: nothing was announced in it</td>',
    )
    expect(page).toMatch(/cs\.RO<\/th><td>160<\/td><td class="said">taken, but for papers in it that could not be read/)
    expect(page).toMatch(/stat\.ML<\/th><td>0<\/td><td class="said">could not be read: papers .* missing/)
    expect(page).toContain('Papers may be missing')
    expect(page).not.toMatch(/503|line 3|rss\.arxiv/)
  })

  it('leads to its neighbours and to the form, in the language of the switch', async () => {
    const page = await text('/editions/2026-05-11?lang=zh')
    for (const path of ['/editions/2026-05-08', '/editions/2026-05-12', '/editions', '/'])
      expect(page).toContain(`href="${path}?lang=zh"`)
    const alone = await text('/editions/2026-05-11', {
      figures: async () => ({ ...FIGURES, before: null, after: null }),
    })
    expect(alone).not.toMatch(/href="\/editions\/\d/)
  })

  it('has words for one without papers', async () => {
    const announced = { new: 0, cross: 0, replace: 0, 'replace-cross': 0 }
    const page = await text('/editions/2026-05-11', {
      figures: async () => ({ ...FIGURES, complete: true, announced, categories: [] }),
    })
    expect(page).toContain('No papers were announced')
    expect(page).not.toMatch(/Infinity|NaN|Papers may be missing|20:00/)
  })

  it('is not there for a day that is not stored', async () => {
    const response = await get('/editions/2026-05-10')
    expect(response.status).toBe(404)
    const page = await response.text()
    expect(page).toContain('No such edition')
    expect(page).toContain('noindex')
    expect(response.headers.get('cache-control')).toBeNull()
  })

  it.each(['2026-02-31', '2026-5-11', '0000-01-01', '2026-05-11x', 'latest', "2026-05-11'--", '%00', '..%2f..%2fetc'])(
    'is not there for what is no date, and the store is not asked: %s',
    async (date) => {
      const figures = async () => {
        throw new Error('asked')
      }
      expect((await get(`/editions/${date}`, { figures })).status).toBe(404)
    },
  )
})

describe('a page for everyone', () => {
  const PATHS = ['/editions', '/editions/2026-05-11', '/about', '/privacy']

  it.each(PATHS)('may be kept for a few minutes, for each language apart: %s', async (path) => {
    const { headers } = await get(path)
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(headers.get('vary')).toBe('Accept-Language')
    expect(headers.get('set-cookie')).toBeNull()
  })

  it.each(PATHS)('may be found by search engines, and read in both languages: %s', async (path) => {
    const page = await text(path)
    expect(page).toMatch(/<meta name="description" content="[^"]{20,}"/)
    expect(page).not.toContain('noindex')
    expect(page).toContain('href="?lang=zh"')
    expect(await text(`${path}?lang=zh`)).toContain('<html lang="zh-Hans"')
  })
})

type Changes = Partial<WebDeps['editions']>

async function get(path: string, changes: Changes = {}) {
  return createWeb(webDeps({ editions: { ...EDITIONS, ...changes } }).deps).request(path)
}

async function text(path: string, changes: Changes = {}): Promise<string> {
  return (await get(path, changes)).text()
}

function rowOf(page: string, href: string): string {
  return page.split('<tr>').find((row) => row.includes(`href="${href}"`)) ?? ''
}
