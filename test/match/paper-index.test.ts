import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRss } from '../../src/arxiv/rss.ts'
import { compileKeywords } from '../../src/match/match.ts'
import { normalise } from '../../src/match/normalise.ts'
import { paperIndexBuilder } from '../../src/match/paper-index.ts'

const RECORDED = '../shared/arxiv-replay/editions/2026-05-11'

interface Texts {
  title: string
  abstract: string
}

function indexOf(papers: readonly Texts[]) {
  const builder = paperIndexBuilder()
  for (const paper of papers) builder.add(paper)
  return builder.build()
}

/** What the matcher says, which reads every paper. */
function matched(keyword: string, papers: readonly Texts[]): number[] {
  const matcher = compileKeywords([keyword])
  return papers.flatMap((paper, place) => (matcher.match(paper).length > 0 ? [place] : []))
}

const PAPERS: Texts[] = [
  { title: 'Multi-agent RAG', abstract: 'We leverage storage.' },
  { title: 'On agents', abstract: 'A multi agent system writes C++, and passes pass@k.' },
  { title: 'Multiagents', abstract: 'Diffusion policies. Policy gradients' },
  { title: '', abstract: '' },
  { title: 'RAGs in 2024', abstract: 'G\\"odel machines for $\\pi_0$' },
]

describe('an index of papers', () => {
  it.each([
    ['multi agent', [0, 1, 2]],
    ['multiagent', [0, 1, 2]],
    ['RAG', [0, 4]],
    ['diffusion policy', [2]],
    ['policies policy', []],
    ['pass@k', [1]],
    ['passk', []],
    ['C++', [1]],
    ['Gödel machine', [4]],
    ['20 24', []],
    ['gardening', []],
  ])('knows which papers hold %s', (keyword, expected) => {
    expect(indexOf(PAPERS).find(keyword)).toEqual(expected)
  })

  it('has nothing to find where nothing was added, and refuses a keyword of which nothing is left', () => {
    expect(indexOf([]).find('robot')).toEqual([])
    expect(() => indexOf(PAPERS).find('+-+')).toThrow(/no word that could be looked for/)
  })

  it('finds what the matcher finds, whatever the papers and the keyword', () => {
    const piece = fc.constantFrom('a', 'ab', 'b', 'agent', 'multi', 'agents', 'the', '3', '42', 'C++', '学', 'k')
    const gap = fc.constantFrom(' ', '-', '', ', ', '. ', '@', ' (', '\n\n', "'s ")
    const text = fc
      .array(fc.tuple(piece, gap), { maxLength: 9 })
      .map((parts) => parts.map(([word, after]) => word + after).join(''))
    const paper = fc.record({ title: text, abstract: text })
    fc.assert(
      fc.property(fc.array(paper, { maxLength: 6 }), text, (papers, keyword) => {
        fc.pre(normalise(keyword).length > 0)
        expect(indexOf(papers).find(keyword)).toEqual(matched(keyword, papers))
      }),
      { numRuns: 1_000 },
    )
  })

  it.skipIf(!existsSync(RECORDED))('finds what the matcher finds in a recorded edition', () => {
    const papers = readdirSync(RECORDED)
      .filter((file) => file.endsWith('.xml.gz'))
      .slice(0, 2)
      .flatMap((file) => parseRss(gunzipSync(readFileSync(`${RECORDED}/${file}`)).toString()).announcements)
      .map(({ paper }) => paper)
    const keywords = ['RAG', 'large language model', 'k-means', 'C++', 'reinforcement learning', '3D', 'LLM', 'pass@k']
    const words = papers.slice(0, 200).map(({ title }, i) => title.split(' ').slice(i % 3, (i % 3) + 1 + (i % 2)))
    const all = [...keywords, ...words.map((some) => some.join(' '))].filter((one) => normalise(one).length > 0)
    const index = indexOf(papers)
    const matcher = compileKeywords(all)
    const byKeyword = new Map(all.map((keyword): [string, number[]] => [keyword, []]))
    papers.forEach((paper, place) => {
      for (const { keyword } of matcher.match(paper)) byKeyword.get(keyword)?.push(place)
    })
    expect(papers.length).toBeGreaterThan(300)
    for (const keyword of all) expect([keyword, index.find(keyword)]).toEqual([keyword, byKeyword.get(keyword)])
  })
})
