import type { DigestFacts } from '../../src/digest/compose.ts'
import type { DigestEntry } from '../../src/domain/digest.ts'
import type { Span } from '../../src/domain/match.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { defaultReading } from '../../src/domain/reading.ts'

/** An invented paper; ids of month 13 can't exist. */
export function paper(number: number, changes: Partial<Paper> = {}): Paper {
  return {
    id: `2613.${String(number).padStart(5, '0')}`,
    version: 1,
    title: `Invented paper number ${number}`,
    abstract: `An abstract about nothing in particular, numbered ${number}.`,
    authors: ['Alice Sample', 'Bob Example'],
    categories: ['cs.AI', 'cs.LG'],
    licence: null,
    comment: null,
    ...changes,
  }
}

/** A paper as a match of the title or the abstract. */
export function entry(found: Paper, field: 'title' | 'abstract' = 'abstract'): DigestEntry {
  const span: Span[] = [[0, 2]]
  return {
    paper: found,
    edition: null,
    translation: null,
    spans: { title: field === 'title' ? span : [], abstract: field === 'abstract' ? span : [] },
  }
}

/** What a digest says beside its groups. */
export const FACTS: DigestFacts = {
  edition: '2026-05-11',
  since: null,
  language: 'en',
  ...defaultReading('en'),
  timeZone: 'Asia/Shanghai',
  announcedAt: new Date('2026-05-11T00:00:00Z'),
  madeAt: new Date('2026-05-11T23:00:00Z'),
  announced: 1_097,
  sources: 6,
  missing: [],
  unsure: [],
  unfinished: [],
  replaced: [],
}
