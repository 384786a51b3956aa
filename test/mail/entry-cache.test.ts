import { describe, expect, it } from 'vitest'
import type { DigestEntry } from '../../src/domain/digest.ts'
import { defaultReading, type Reading } from '../../src/domain/reading.ts'
import { entryCache } from '../../src/mail/entry-cache.ts'
import { paperView } from '../../src/mail/paper-view.ts'
import { entryOf, longPaper } from '../support/digests.ts'

const READING: Reading = { ...defaultReading('zh') }

function counted(capacity: number) {
  const made: string[] = []
  const prepared = entryCache((entry, reading) => {
    made.push(entry.paper.id)
    return paperView(entry, reading)
  }, capacity)
  return { made, prepared: (entry: DigestEntry, reading = READING) => prepared(entry, reading) }
}

describe('entries made ready to show', () => {
  it('are made once for all mails, wherever the same paper comes from', () => {
    const { made, prepared } = counted(10)
    const first = prepared(entryOf(longPaper(1)))
    expect(prepared(entryOf(longPaper(1)))).toBe(first)
    expect(made).toHaveLength(1)
  })

  it.each<[string, (entry: DigestEntry) => DigestEntry]>([
    ['another keyword', (entry) => ({ ...entry, spans: { title: [[0, 8]], abstract: [] } })],
    ['another version', (entry) => ({ ...entry, paper: { ...entry.paper, version: 2 } })],
    ['a corrected title', (entry) => ({ ...entry, paper: { ...entry.paper, title: 'Corrected' } })],
    ['a corrected abstract', (entry) => ({ ...entry, paper: { ...entry.paper, abstract: 'Corrected.' } })],
    ['another list of authors', (entry) => ({ ...entry, paper: { ...entry.paper, authors: ['Chen Invented'] } })],
    ['other categories', (entry) => ({ ...entry, paper: { ...entry.paper, categories: ['cs.RO'] } })],
    ['a translation', (entry) => ({ ...entry, translation: { title: '一', abstract: null } })],
  ])('are made anew for %s', (_, change) => {
    const { prepared } = counted(10)
    const entry = entryOf(longPaper(1))
    const first = prepared(entry)
    expect(prepared(change(entry))).not.toBe(first)
    expect(prepared(change(entry)).view).toEqual(paperView(change(entry), READING))
  })

  it('are made anew for another translation', () => {
    const { prepared } = counted(10)
    const one = prepared(entryOf(longPaper(1), 'diffusion policy', { title: '一', abstract: '甲' }))
    expect(prepared(entryOf(longPaper(1), 'diffusion policy', { title: '一', abstract: '乙' }))).not.toBe(one)
  })

  it('leave when they were not asked for in the longest time', () => {
    const { made, prepared } = counted(2)
    for (const number of [1, 2, 1, 3, 1, 2]) prepared(entryOf(longPaper(number)))
    expect(made).toEqual(['2613.00001', '2613.00002', '2613.00003', '2613.00002'])
  })
})
