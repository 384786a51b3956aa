import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseRss } from '../src/arxiv/rss.ts'
import { parseKeywords } from '../src/domain/keyword.ts'
import { type AnnounceType, isFirstSeen, type Paper } from '../src/domain/paper.ts'
import { parseHour, parseLanguage, parseTimeZone } from '../src/domain/subscriber.ts'
import { isCategory } from '../src/domain/taxonomy.ts'
import { searchFor } from './support/keywords.ts'

const SAMPLE = new URL('../sample/', import.meta.url)

const feeds = readdirSync(new URL('rss/', SAMPLE)).map((file) => {
  const xml = read(`rss/${file}`)
  return { category: file.replace('.xml', ''), xml, ...parseRss(xml) }
})
const announcements = feeds.flatMap((feed) => feed.announcements)
const papers = new Map(announcements.map(({ paper }) => [paper.id, paper]))

describe('the sample feeds', () => {
  it('are those of six categories', () => {
    expect(feeds.map((feed) => feed.category).sort()).toEqual(['cs.AI', 'cs.CL', 'cs.CV', 'cs.LG', 'cs.RO', 'stat.ML'])
  })

  it.each(feeds)('$category is read whole, is of 14 January 2026, and says that it is a sample', (feed) => {
    expect(feed.problems).toEqual([])
    expect(feed.date).toBe('2026-01-14')
    expect(feed.announcements).toHaveLength(feed.xml.split('<item>').length - 1)
    expect(feed.xml).toMatch(/^<\?xml .*\?>\n<!-- A sample feed, .* invented; .*-->\n/)
  })

  it.each(feeds)('$category announces papers as arXiv does, by primary category and in its order', (feed) => {
    const order: AnnounceType[] = ['new', 'cross', 'replace', 'replace-cross']
    const ranks = feed.announcements.map(({ type }) => order.indexOf(type))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    for (const { paper, type } of feed.announcements) {
      expect(paper.categories).toContain(feed.category)
      expect([paper.id, type === 'new' || type === 'replace']).toEqual([
        paper.id,
        paper.categories[0] === feed.category,
      ])
    }
  })

  it('tell the same of a paper wherever it stands', () => {
    for (const { paper } of announcements) expect(paper).toEqual(papers.get(paper.id))
  })

  it('hold more than thirty papers, of every kind of announcement', () => {
    expect(papers.size).toBeGreaterThanOrEqual(36)
    expect(new Set(announcements.map(({ type }) => type)).size).toBe(4)
  })
})

describe.each([...papers.values()])('sample paper $id', (paper) => {
  it('cannot be mistaken for a real one', () => {
    expect(paper.id).toMatch(/^\d\d13\.\d{5}$|^[a-z-]+\/\d\d13\d{3}$/)
    expect(paper.abstract).toMatch(/^Sample paper\. /)
    expect(paper.authors.filter((author) => !/^(Alice|Bob|Chen) [^ ]+( \(.*\))?$/.test(author))).toEqual([])
    expect(urlsOf(paper).filter((url) => !url.startsWith('https://example.org/'))).toEqual([])
  })

  it('is as long and as well classified as a real one', () => {
    expect(paper.abstract.length).toBeGreaterThanOrEqual(800)
    expect(paper.abstract.length).toBeLessThanOrEqual(1800)
    expect(paper.categories.filter((code) => !isCategory(code))).toEqual([])
  })
})

describe('the sample papers', () => {
  const text = [...papers.values()].map((paper) => `${paper.title}\n${paper.abstract}`)
  const any = (pattern: RegExp) => text.some((one) => pattern.test(one))

  it('exercise what papers do to a program that reads them', () => {
    const authors = [...papers.values()].map((paper) => paper.authors)
    expect(Math.max(...authors.map((list) => list.length))).toBe(60)
    expect(authors.flat()).toContain(String.raw`Alice M\"uster`)
    expect(authors.flat()).toContain('Alice Sample (Example University, Department of Examples)')
    expect(any(/\$O\(1\/\\sqrt\{T\}\)\$/)).toBe(true)
    expect(any(/between \$5 and \$20/)).toBe(true)
    expect(any(/\\textbf\{S\}elf/)).toBe(true)
    expect(any(/<script>alert\("sample"\)<\/script>/)).toBe(true)
    expect(any(/&amp; spelled out/)).toBe(true)
    expect(any(/\n\n/)).toBe(true)
    expect(announcements.some(({ paper, type }) => type === 'new' && paper.version === 2)).toBe(true)
  })

  it('hold keywords as people and publishers write them', () => {
    const inText = [...papers.values()].filter((paper) => /reinforcement[ -]learning/i.test(paper.abstract))
    expect(inText.length).toBeGreaterThanOrEqual(12)
    const inTitleOnly = [...papers.values()].filter(
      (paper) => /reinforcement learning/i.test(paper.title) && !inText.includes(paper),
    )
    expect(inTitleOnly).not.toEqual([])
    for (const variant of ['reinforcement-learning', 'multiagent', 'multi agent', 'multi-agent', 'Diffusion Policies'])
      expect([variant, text.some((one) => one.includes(variant))]).toEqual([variant, true])
    expect(text.filter((one) => /\bleverage\b/i.test(one) && !/\bRAG\b/.test(one))).not.toEqual([])
  })
})

describe('the Chinese translations', () => {
  const translations = read('translations.zh.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; version: number; title: string; abstract: string })

  it('are fifteen at least, one for each paper', () => {
    expect(translations.length).toBeGreaterThanOrEqual(15)
    expect(new Set(translations.map(({ id }) => id)).size).toBe(translations.length)
  })

  it.each(translations)('$id keeps paper, version, mathematics, links and paragraphs', (translation) => {
    const paper = papers.get(translation.id)
    if (!paper) throw new Error(`no paper ${translation.id}`)
    expect(translation.version).toBe(paper.version)
    expect(formulasOf(translation)).toEqual(formulasOf(paper))
    expect(urlsOf(translation)).toEqual(urlsOf(paper))
    expect(translation.abstract.split('\n\n')).toHaveLength(paper.abstract.split('\n\n').length)
    expect(translation.abstract).toMatch(/^示例论文。/)
  })

  it.each(translations)('$id is Chinese, with Chinese punctuation', ({ title, abstract }) => {
    for (const text of [title, abstract]) {
      expect(text).toMatch(/\p{Script=Han}/u)
      expect(text).not.toMatch(/\p{Script=Han}[,;:?!.()]|[()]\p{Script=Han}/u)
    }
  })
})

describe('the sample subscribers', () => {
  const subscribers = JSON.parse(read('subscribers.json')) as {
    email: string
    language: string
    timeZone: string
    hour: number
    keywords: string[]
  }[]

  it('are alice, bob and chen, as a subscriber may be', () => {
    expect(subscribers.map(({ email }) => email)).toEqual(['alice@example.org', 'bob@example.com', 'chen@example.net'])
    for (const { language, timeZone, hour, keywords } of subscribers) {
      expect(parseLanguage(language)).toBe(language)
      expect(parseTimeZone(timeZone)).toBe(timeZone)
      expect(parseHour(String(hour))).toBe(hour)
      expect(parseKeywords(keywords)).toEqual(searchFor(keywords))
    }
  })

  it('find something for every keyword but one', () => {
    const today = announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
    const found = (keyword: string) => {
      const words = new RegExp(`(?<!\\w)${keyword.replaceAll('+', '\\+')}(?!\\w)`, 'i')
      return today.some((paper) => words.test(paper.title) || words.test(paper.abstract))
    }
    const missed = subscribers.flatMap(({ keywords }) => keywords.filter((keyword) => !found(keyword)))
    expect(missed).toEqual(['quantum error correction'])
  })
})

function read(path: string): string {
  return readFileSync(new URL(path, SAMPLE), 'utf8')
}

function urlsOf({ abstract }: Pick<Paper, 'abstract'>): string[] {
  return abstract.match(/https?:\/\/[\w./?=&#-]*\w/g) ?? []
}

/** `$…$` and `$$…$$` of title and abstract, once amounts of money ("$5 and $20", "\$40") are out of the way. */
function formulasOf({ title, abstract }: Pick<Paper, 'title' | 'abstract'>): string[] {
  const text = `${title}\n${abstract}`.replace(/\\\$\d+|\$\d+(?= \p{L}|；)/gu, '')
  return (text.match(/\$\$.+?\$\$|\$[^$]+\$/g) ?? []).toSorted()
}
