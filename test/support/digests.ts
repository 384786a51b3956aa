import type { Digest, DigestEntry, DigestGroup, DigestLinks, Sender, ShownEntry } from '../../src/domain/digest.ts'
import type { Span } from '../../src/domain/match.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Language } from '../../src/domain/subscriber.ts'
import { FACTS, paper } from './papers.ts'

export const LINKS: DigestLinks = {
  web: 'https://paperboy.example.org/d/1zAAAAAAAAAAAAAAAA',
  manage: 'https://paperboy.example.org/m/1zBBBBBBBBBBBBBBBB',
  unsubscribe: 'https://paperboy.example.org/u/1zCCCCCCCCCCCCCCCC',
  mute: 'https://paperboy.example.org/m/1zBBBBBBBBBBBBBBBB/mute?keyword=',
}

export const SENDER: Sender = {
  postalAddress: 'Paperboy, 1 Example Street, Sampleton',
  categories: ['cs.AI', 'cs.LG', 'stat.ML'],
}

const SENTENCES = [
  'Robots that learn from demonstrations forget what they were shown as soon as the kitchen is rearranged.',
  'We ask whether a diffusion policy needs to see the whole drawer before it decides to open it.',
  'The answer depends on friction, on light, and on how often the spoon was moved between two attempts.',
  'On nine invented benchmarks our method is better by 3.1% on average, and by 11.8% where it matters.',
  'All code, data and spoons are described in an appendix that is longer than this abstract.',
  'A small study with five readers suggests that nobody opens an appendix before breakfast.',
]

/** As long as the abstracts on arXiv are (about 1,400 characters), with "diffusion policy" in it. */
export function longPaper(number: number, changes: Partial<Paper> = {}): Paper {
  const sentences = Array.from({ length: 14 }, (_, i) => SENTENCES[(i + number) % SENTENCES.length])
  return paper(number, {
    title: `Invented paper number ${number} about a diffusion policy that opens drawers`,
    abstract: sentences.join(' '),
    authors: ['Alice Sample', 'Bob Example', 'Chen Invented'],
    ...changes,
  })
}

/** With spans wherever the keyword (letters and blanks only) stands. */
export function entryOf(
  found: Paper,
  keyword = 'diffusion policy',
  translation?: DigestEntry['translation'],
): DigestEntry {
  const spansIn = (text: string): Span[] =>
    [...text.matchAll(new RegExp(keyword, 'gi'))].map(({ index, 0: { length } }) => [index, index + length])
  return {
    paper: found,
    edition: null,
    translation: translation ?? null,
    spans: { title: spansIn(found.title), abstract: spansIn(found.abstract) },
  }
}

export function translated(found: Paper): DigestEntry {
  return entryOf(found, 'diffusion policy', {
    title: `第 ${found.id} 号虚构论文：打开抽屉的扩散策略`,
    abstract: '从演示中学习的机器人，一旦厨房重新布置，就会忘记所学。我们研究扩散策略是否需要看到整个抽屉。'.repeat(9),
  })
}

export function group(keyword: string, entries: ShownEntry[], changes: Partial<DigestGroup> = {}): DigestGroup {
  return { keyword, total: entries.length, entries, hidden: 0, ...changes }
}

export function digestOf(groups: DigestGroup[], changes: Partial<Digest> = {}): Digest {
  const ids = new Set(groups.flatMap(({ entries }) => entries.map(({ entry }) => entry.paper.id)))
  return {
    ...FACTS,
    ...defaultReading(changes.language ?? 'en'),
    matched: ids.size,
    groups,
    hiddenGroups: 0,
    unmatched: [],
    ...changes,
  }
}

/** A whole digest of one keyword: `count` papers in full, numbered from 1. */
export function bigDigest(count: number, language: Language = 'en'): Digest {
  const entries = Array.from({ length: count }, (_, i): ShownEntry => {
    const found = longPaper(i + 1)
    return { kind: 'full', entry: language === 'zh' ? translated(found) : entryOf(found) }
  })
  return digestOf([group('diffusion policy', entries)], { language })
}
