import { setImmediate as breathe } from 'node:timers/promises'
import type { Edition, EditionDate } from '../domain/edition.ts'
import type { EditionCount, KeywordPreview } from '../domain/keyword-preview.ts'
import { type Announcement, isFirstSeen, type Paper } from '../domain/paper.ts'
import { compileKeywords } from '../match/match.ts'
import { type PaperIndex, paperIndexBuilder } from '../match/paper-index.ts'
import { parseSearched } from './subscribe.ts'

interface KeywordPreviewDeps {
  editions: {
    recent(count: number): Promise<Edition[]>
    content(date: EditionDate): Promise<{ announcements: Announcement[] } | null>
    revision(date: EditionDate): Promise<number>
  }
}

const EDITIONS = 5
const NEWEST = 3
/** A keyword that brings more of an edition than this is no help. */
const TOO_MANY = 0.05
/** Read at a stretch, before other visitors have their turn. */
const PAPERS_AT_ONCE = 20

interface IndexedEdition {
  papers: Paper[]
  index: PaperIndex
}

/**
 * What keywords would have brought in the last editions. Their papers are read once and kept in memory, since every
 * visitor's keystroke asks: by whoever asks first, in small bites.
 */
export function createKeywordPreview({ editions }: KeywordPreviewDeps) {
  const kept = new Map<EditionDate, { revision: number; edition: Promise<IndexedEdition> }>()

  const indexed = async (date: EditionDate): Promise<IndexedEdition> => {
    const revision = await editions.revision(date)
    const known = kept.get(date)
    if (known?.revision === revision) return known.edition
    const edition = editions.content(date).then((content) => indexEdition(content?.announcements ?? []))
    kept.set(date, { revision, edition })
    // What failed is tried again by the next visitor.
    edition.catch(() => kept.delete(date))
    return edition
  }

  /** @throws AppError `invalid` */
  return async (lines: readonly string[]): Promise<KeywordPreview[]> => {
    const keywords = parseSearched(lines)
    const recent = (await editions.recent(EDITIONS)).map(({ date }) => date).sort()
    for (const date of kept.keys()) if (!recent.includes(date)) kept.delete(date)
    const previews = keywords.map((keyword) => ({ keyword, counts: [] as EditionCount[], newest: [] as Paper[] }))
    for (const date of recent) {
      const { papers, index } = await indexed(date)
      for (const preview of previews) {
        const found = index.find(preview.keyword).map((place) => papers[place] as Paper)
        preview.counts.push({ edition: date, matched: found.length, announced: papers.length })
        preview.newest = [...found.slice(-NEWEST).reverse(), ...preview.newest].slice(0, NEWEST)
      }
    }
    return previews.map(({ keyword, counts, newest }) => ({
      keyword,
      counts,
      newest: newest.map((paper) => titleOf(paper, keyword)),
      warning: warningOf(counts),
    }))
  }
}

async function indexEdition(announcements: readonly Announcement[]): Promise<IndexedEdition> {
  const papers = announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
  const builder = paperIndexBuilder()
  for (const [place, paper] of papers.entries()) {
    if (place % PAPERS_AT_ONCE === 0) await breathe()
    builder.add(paper)
  }
  return { papers, index: builder.build() }
}

function titleOf(paper: Paper, keyword: string): KeywordPreview['newest'][number] {
  const [match] = compileKeywords([keyword]).match(paper)
  return { id: paper.id, title: paper.title, spans: match?.spans.title ?? [] }
}

function warningOf(counts: readonly EditionCount[]): KeywordPreview['warning'] {
  if (counts.length === 0) return null
  if (counts.every(({ matched }) => matched === 0)) return 'nothing'
  return counts.some(({ matched, announced }) => announced >= 20 && matched > announced * TOO_MANY) ? 'tooMany' : null
}
