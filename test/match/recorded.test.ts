import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { plainText, toPlainSpans } from '../../src/lib/tex.ts'
import { compileKeywords } from '../../src/match/match.ts'

const EDITIONS = '../shared/arxiv-replay/editions'
const REFERENCE = '../shared/reference-digest/matches-2026-05-11.json'

interface Recorded {
  id: string
  type: string
  title: string
  abstract: string
  authors: string
}

function recorded(date: string): Recorded[] {
  const folder = `${EDITIONS}/${date}`
  const papers = new Map<string, Recorded>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.xml.gz'))) {
    const feed = gunzipSync(readFileSync(`${folder}/${file}`)).toString()
    for (const [, item = ''] of feed.matchAll(/<item>([\s\S]*?)<\/item>/g)) {
      const paper = readItem(item)
      if (!papers.has(paper.id) || paper.type === 'new') papers.set(paper.id, paper)
    }
  }
  return [...papers.values()]
}

function readItem(item: string): Recorded {
  const element = (name: string) => unescaped(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(item)?.[1] ?? '')
  return {
    id: element('link').replace(/^.*\/abs\//, ''),
    type: element('arxiv:announce_type'),
    title: element('title'),
    abstract: element('description').replace(/^[\s\S]*?Abstract: /, ''),
    authors: element('dc:creator'),
  }
}

function unescaped(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

const present = existsSync(EDITIONS) && existsSync(REFERENCE)

describe.skipIf(!present)('the edition of the reference digest', () => {
  const papers = present ? recorded('2026-05-11').filter(({ type }) => type === 'new' || type === 'cross') : []
  const keywords = ['reinforcement learning', 'diffusion policy']
  const matcher = compileKeywords(keywords)
  const found = (keyword: string) =>
    papers.filter((paper) => matcher.match(paper).some((match) => match.keyword === keyword)).map(({ id }) => id)

  it('holds every paper of the reference that is in the feeds', () => {
    const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Record<string, string[]>
    const announced = new Set(papers.map(({ id }) => id))
    const missing = new Set<string>()
    for (const keyword of keywords) {
      const listed = reference[keyword] ?? []
      for (const id of listed) if (!announced.has(id)) missing.add(id)
      expect(found(keyword)).toEqual(expect.arrayContaining(listed.filter((id) => announced.has(id))))
    }
    // Two papers of the reference come from outside the four recorded feeds.
    expect(missing.size).toBe(2)
  })

  it('holds those that say it in the title alone, or with a hyphen', () => {
    expect(found('reinforcement learning')).toEqual(
      expect.arrayContaining(['2605.07477', '2605.07505', '2605.07288', '2605.07660', '2605.06877']),
    )
  })

  it('holds nothing that does not hold the words', () => {
    const loose = new Map([
      ['reinforcement learning', /reinforcement[\W_]{1,12}learning/i],
      ['diffusion policy', /diffusion[\W_]{1,12}polic(y|ies)/i],
    ])
    for (const [keyword, words] of loose) {
      const ids = found(keyword)
      expect(ids.length).toBeGreaterThan(0)
      for (const paper of papers.filter(({ id }) => ids.includes(id)))
        expect(words.test(paper.title) || words.test(paper.abstract)).toBe(true)
    }
  })
})

describe.skipIf(!present)('all recorded papers', () => {
  const papers = present ? readdirSync(EDITIONS).flatMap(recorded) : []

  it('are read without an exception, and their names without a backslash left', () => {
    for (const { title, abstract, authors } of papers) {
      for (const text of [title, abstract])
        expect(plainText(text, { mathematics: 'letters' }).text.length).toBeLessThanOrEqual(text.length)
      expect(plainText(authors, { mathematics: 'source' }).text).not.toMatch(/[\\{}]/)
    }
  })

  it('show what was matched: the marks lie on whole words of the text, or on formulas', () => {
    const matcher = compileKeywords(['self-play', 'language model', 'k-means', 'Gödel', 'benchmark'])
    let marks = 0
    for (const paper of papers)
      for (const { spans } of matcher.match(paper)) {
        const plain = plainText(paper.abstract, { mathematics: 'source' })
        const shown = toPlainSpans(plain, spans.abstract).map(([start, end]) => plain.text.slice(start, end))
        for (const text of shown)
          expect(text).toMatch(/^(self.?plays?|language.?models?|k.?means?|\$.+\$(.?means?)?|Gödel|bench-?marks?)$/iu)
        marks += shown.length
      }
    expect(marks).toBeGreaterThan(1000)
  })
})
