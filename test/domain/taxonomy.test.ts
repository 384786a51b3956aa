import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { categoryName, isCategory, subjectLine } from '../../src/domain/taxonomy.ts'
import { categoriesZh } from '../../src/lib/i18n/categories-zh.ts'

const EDITIONS = new URL('../../../shared/arxiv-replay/editions/', import.meta.url)
const REFERENCE = new URL('../../../shared/reference-digest/digest-2026-05-11.txt', import.meta.url)

describe('a category', () => {
  it.each([
    ['cs.AI', 'Artificial Intelligence'],
    ['cs.CE', 'Computational Engineering, Finance, and Science'],
    ['stat.ML', 'Machine Learning'],
    ['astro-ph.CO', 'Cosmology and Nongalactic Astrophysics'],
    ['cond-mat.mes-hall', 'Mesoscale and Nanoscale Physics'],
    ['hep-th', 'High Energy Physics - Theory'],
    ['physics.soc-ph', 'Physics and Society'],
    ['quant-ph', 'Quantum Physics'],
  ])('%s is called %s', (code, name) => {
    expect(categoryName(code)).toBe(name)
    expect(isCategory(code)).toBe(true)
  })

  it.each([
    ['cmp-lg', 'Computation and Language'],
    ['q-alg', 'Quantum Algebra and Topology'],
    ['astro-ph', 'Astrophysics'],
  ])('%s of the early years still has its name, %s', (code, name) => {
    expect(categoryName(code)).toBe(name)
  })

  it.each(['', 'cs', 'cs.ai', 'CS.AI', ' cs.AI', 'cs.XX', 'constructor', '__proto__'])(
    'is not what "%s" is',
    (code) => {
      expect(isCategory(code)).toBe(false)
      expect(categoryName(code)).toBeUndefined()
    },
  )
})

describe("a category's Chinese name", () => {
  // That none is missing is a matter of types.
  it('is Chinese throughout, and the same for two codes of one subject', () => {
    for (const [code, name] of Object.entries(categoriesZh))
      expect(`${code} ${name}`).toMatch(/ (K )?[\p{Script=Han}、：]+$/u)
    expect(categoriesZh['cs.NA']).toBe(categoriesZh['math.NA'])
    expect(categoriesZh['math.IT']).toBe(categoriesZh['cs.IT'])
    expect(categoriesZh['math.MP']).toBe(categoriesZh['math-ph'])
    expect(categoriesZh['cmp-lg']).toBe(categoriesZh['cs.CL'])
  })
})

describe('the subject line', () => {
  it('names categories in full, with their codes, the primary first', () => {
    expect(subjectLine(['cs.LG', 'cs.AI', 'quant-ph'])).toBe(
      'Machine Learning (cs.LG); Artificial Intelligence (cs.AI); Quantum Physics (quant-ph)',
    )
  })

  it('shows the bare code of a category that came after this list', () => {
    expect(subjectLine(['cs.ZZ', 'cs.AI'])).toBe('cs.ZZ; Artificial Intelligence (cs.AI)')
  })

  it('names a subject once where the feed gives both its codes', () => {
    expect(subjectLine(['cs.LG', 'cs.IT', 'math.IT'])).toBe('Machine Learning (cs.LG); Information Theory (cs.IT)')
    expect(subjectLine(['cs.LG', 'cs.NA', 'math.NA'])).toBe('Machine Learning (cs.LG); Numerical Analysis (math.NA)')
  })

  it('keeps a second code that stands alone', () => {
    expect(subjectLine(['math.IT'])).toBe('Information Theory (math.IT)')
  })

  it('is empty for no category', () => {
    expect(subjectLine([])).toBe('')
  })
})

const recorded = existsSync(EDITIONS) && existsSync(REFERENCE)

describe.runIf(recorded)('against what arXiv served in May 2026', () => {
  const categories = recorded ? recordedCategories() : new Map<string, string[]>()

  it('every category has a name', () => {
    const codes = [...new Set([...categories.values()].flat())]
    expect(codes.length).toBeGreaterThan(100)
    expect(codes.filter((code) => !isCategory(code))).toEqual([])
  })

  it('subject lines equal those of the reference digest', () => {
    const lines = referenceSubjects().filter(([id]) => categories.has(id))
    expect(lines.length).toBeGreaterThan(60)
    for (const [id, line] of lines) expect([id, subjectLine(categories.get(id) ?? [])]).toEqual([id, line])
  })
})

/** Categories by arXiv id, of every paper in the recorded feeds. */
function recordedCategories(): Map<string, string[]> {
  const files = readdirSync(EDITIONS, { recursive: true }).filter((name) => String(name).endsWith('.xml.gz'))
  const feeds = files.map((name) => gunzipSync(readFileSync(new URL(String(name), EDITIONS))).toString('utf8'))
  return new Map(
    feeds
      .flatMap((feed) => feed.split('<item>').slice(1))
      .map((item) => [
        /<link>.*\/abs\/(.+)<\/link>/.exec(item)?.[1] ?? '',
        [...item.matchAll(/<category>(.*)<\/category>/g)].map((match) => match[1] ?? ''),
      ]),
  )
}

function referenceSubjects(): [id: string, line: string][] {
  const text = readFileSync(REFERENCE, 'utf8')
  return [...text.matchAll(/Subjects:\n(.+)\n- Arxiv link: https:\/\/arxiv\.org\/abs\/(\S+)/g)].map((match) => [
    match[2] ?? '',
    match[1] ?? '',
  ])
}
