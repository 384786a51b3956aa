import type { Edition, EditionDate } from '../domain/edition.ts'
import type { KeywordPreview } from '../domain/keyword-preview.ts'
import { type Announcement, isFirstSeen, type Paper } from '../domain/paper.ts'
import { compileKeywords } from '../match/match.ts'
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

/**
 * What keywords would have brought in the last editions. The papers of those editions are kept in memory, since every
 * visitor's keystroke asks.
 */
export function createKeywordPreview({ editions }: KeywordPreviewDeps) {
  const kept = new Map<EditionDate, { revision: number; papers: Promise<Paper[]> }>()

  const papersOf = async (date: EditionDate): Promise<Paper[]> => {
    const revision = await editions.revision(date)
    const known = kept.get(date)
    if (known?.revision === revision) return known.papers
    const papers = editions
      .content(date)
      .then((content) =>
        (content?.announcements ?? []).filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper),
      )
    kept.set(date, { revision, papers })
    return papers
  }

  /** @throws AppError `invalid` */
  return async (lines: readonly string[]): Promise<KeywordPreview[]> => {
    const keywords = parseSearched(lines)
    const recent = (await editions.recent(EDITIONS)).toSorted((a, b) => (a.date < b.date ? -1 : 1))
    for (const date of kept.keys()) if (!recent.some((edition) => edition.date === date)) kept.delete(date)
    const matcher = compileKeywords(keywords)
    const previews = new Map(
      keywords.map((keyword): [string, KeywordPreview] => [
        keyword,
        { keyword, counts: [], newest: [], warning: null },
      ]),
    )
    for (const { date } of recent) {
      const papers = await papersOf(date)
      for (const preview of previews.values())
        preview.counts.push({ edition: date, matched: 0, announced: papers.length })
      for (const paper of papers)
        for (const { keyword, spans } of matcher.match(paper)) {
          const preview = previews.get(keyword)
          const count = preview?.counts.at(-1)
          if (!preview || !count) continue
          count.matched += 1
          preview.newest.unshift({ id: paper.id, title: paper.title, spans: spans.title })
          preview.newest.length = Math.min(preview.newest.length, NEWEST)
        }
    }
    return [...previews.values()].map((preview) => ({ ...preview, warning: warningOf(preview) }))
  }
}

function warningOf({ counts }: KeywordPreview): KeywordPreview['warning'] {
  if (counts.length === 0) return null
  if (counts.every(({ matched }) => matched === 0)) return 'nothing'
  return counts.some(({ matched, announced }) => announced >= 20 && matched > announced * TOO_MANY) ? 'tooMany' : null
}
