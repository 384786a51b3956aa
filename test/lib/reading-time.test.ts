import { describe, expect, it } from 'vitest'
import type { DigestEntry, ShownEntry } from '../../src/domain/digest.ts'
import { readingMinutes } from '../../src/lib/reading-time.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

const words = (count: number) => Array.from({ length: count }, () => 'spoon').join(' ')
const of = (count: number): DigestEntry => entryOf(paper(1, { title: 'Spoon', abstract: words(count - 1) }))
const full = (entry: DigestEntry): ShownEntry => ({ kind: 'full', entry })

describe('how long a digest takes to read', () => {
  it('is 238 words of English a minute', () => {
    expect(readingMinutes(digestOf([group('spoon', [full(of(2_380))])]))).toBe(10)
  })

  it('is 255 Han characters a minute, of the translation where a text stands in two languages', () => {
    const entry = { ...of(2_380), translation: { title: '勺', abstract: '勺'.repeat(1_274) } }
    expect(readingMinutes(digestOf([group('spoon', [full(entry)])], { language: 'zh' }))).toBe(5)
    expect(readingMinutes(digestOf([group('spoon', [full(entry)])], { language: 'zh', translation: null }))).toBe(10)
  })

  it('counts a paper of two keywords once, and of a brief one the title', () => {
    const groups = [
      group('spoon', [full(of(2_380)), { kind: 'brief', entry: of(9_000) }]),
      group('fork', [{ kind: 'again', entry: of(2_380), under: 'spoon' }]),
    ]
    expect(readingMinutes(digestOf(groups))).toBe(10)
  })

  it('is a fraction where abstracts are short', () => {
    const entry = entryOf(paper(1, { title: 'Spoon', abstract: `One. Two. Three ${words(2_380)}` }))
    expect(readingMinutes(digestOf([group('spoon', [full(entry)])], { abstracts: 'short' }))).toBe(1)
  })

  it('is a minute at the least, and none where there is nothing', () => {
    expect(readingMinutes(digestOf([group('spoon', [full(of(3))])]))).toBe(1)
    expect(readingMinutes(digestOf([]))).toBe(0)
  })
})
