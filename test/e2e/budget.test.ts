import { describe, expect, it } from 'vitest'
import { budgetDigest, HTML_LIMIT } from '../../src/digest/budget.ts'
import { composeDigest } from '../../src/digest/compose.ts'
import type { DigestEntry } from '../../src/domain/digest.ts'
import { ABSTRACTS, type Reading, SHOWS } from '../../src/domain/reading.ts'
import { createDigestRenderer } from '../../src/mail/render-digest.ts'
import { entry, FACTS, paper } from '../support/papers.ts'

const LINKS = {
  web: 'https://paperboy.example.org/d/1abcdefghijklmnopqrst',
  manage: 'https://paperboy.example.org/m/1abcdefghijklmnopqrst',
  unsubscribe: 'https://paperboy.example.org/u/1abcdefghijklmnopqrst',
  mute: 'https://paperboy.example.org/m/1abcdefghijklmnopqrst/mute?keyword=',
}
const renderer = await createDigestRenderer({ sender: { postalAddress: '1 Example Street', categories: ['cs.AI'] } })
const papers = (count: number): DigestEntry[] => Array.from({ length: count }, (_, i) => entry(paper(i)))
const long = (letter: string) => letter.repeat(120)

const ABSTRACT = 'Robots forget spoons. '.repeat(60)
const TRANSLATIONS: Record<string, string> = {
  zh: '机器人会遗忘勺子。',
  ar: 'الروبوتات تنسى $x$ هنا (RAG). ',
  es: 'El robot. ',
}
const READINGS = Object.keys(TRANSLATIONS).flatMap((translation) =>
  SHOWS.flatMap((show) => ABSTRACTS.map((abstracts): Reading => ({ translation, show, abstracts }))),
)

describe('the HTML of a digest, however it is read', () => {
  it.each(READINGS)('stays within the limit, and uses it: $translation, $show, $abstracts', (reading) => {
    const translation = { title: TRANSLATIONS[reading.translation ?? ''] ?? '', abstract: TRANSLATIONS.zh ?? '' }
    const entries = papers(400).map((one, i) => ({
      ...one,
      paper: { ...one.paper, abstract: ABSTRACT, comment: '12 pages, 3 figures' },
      translation: i % 7 === 0 ? null : { ...translation, abstract: translation.title.repeat(40) },
    }))
    const digest = composeDigest({ ...FACTS, ...reading }, [{ keyword: 'spoon', entries }])
    const bytes = Buffer.byteLength(renderer.render(budgetDigest(digest, renderer.sizes), LINKS))
    expect(bytes).toBeLessThanOrEqual(HTML_LIMIT)
    expect(bytes).toBeGreaterThan(HTML_LIMIT * 0.9)
  })
})

describe('the HTML of any digest', () => {
  it.each([
    ['two keywords that share 400 papers', ['diffusion policy', 'policy'], 400],
    ['a long keyword and a short one that share 600', ['reinforcement learning from human feedback', 'policy'], 600],
    ['keywords of characters that HTML writes in six', [long('"'), long('&'), long('<')], 500],
    [
      'a hundred long Chinese keywords that share 2,000',
      Array.from({ length: 100 }, (_, i) => `${i}${long('词')}`),
      2_000,
    ],
  ])('stays within the limit with %s', (_, keywords, count) => {
    for (const language of ['en', 'zh'] as const) {
      const shared = papers(count)
      const digest = composeDigest(
        { ...FACTS, language },
        keywords.map((keyword) => ({ keyword, entries: shared })),
      )
      const short = budgetDigest(digest, renderer.sizes)
      const bytes = Buffer.byteLength(renderer.render(short, LINKS))
      expect(bytes).toBeLessThanOrEqual(HTML_LIMIT)
      expect(bytes).toBeGreaterThan(HTML_LIMIT * 0.6)
    }
  })
})
