import type { Digest } from '../domain/digest.ts'
import type { EditionDate } from '../domain/edition.ts'
import { matchedField } from '../domain/match.ts'
import { defaultReading } from '../domain/reading.ts'
import { parseLanguage, parseTimeZone } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import { createDigestReader } from './content.ts'
import { chosenEdition } from './digest-now.ts'
import { matchPapers } from './plan.ts'
import { noSuchEdition } from './plan-papers.ts'
import type { Editions, Translations } from './ports.ts'
import { parseSearched, readingOf } from './subscribe.ts'

interface PreviewDeps {
  editions: Editions
  translations: Translations
  now: Now
}

/** A preview's matches as data. */
export interface PreviewReport {
  edition: EditionDate
  /** Papers announced: new, cross-listed and replaced. */
  announced: number
  /** Distinct papers that match. */
  matched: number
  /** Every keyword, also one without papers; titles as arXiv writes them. */
  groups: { keyword: string; papers: { id: string; title: string; field: 'title' | 'abstract' }[] }[]
}

/** What to preview, as someone typed it. */
export interface PreviewRequest {
  keywords: readonly string[]
  language?: string | undefined
  timeZone?: string | undefined
  /** What the language has, where unset. */
  translation?: string | undefined
  show?: string | undefined
  abstracts?: string | undefined
  /** The newest stored, where unset. */
  edition?: string | undefined
}

export interface Preview {
  report: PreviewReport
  /** The complete text rendition. */
  text(): string
  /** The mail's HTML, shortened as the mail would be. */
  html(): Promise<string>
}

/**
 * The digest that these keywords would give.
 * @throws AppError `invalid` for bad input, `not_found` for an edition that is not stored
 */
export async function preview(
  deps: PreviewDeps,
  request: PreviewRequest,
  render: { text(digest: Digest): string; html(digest: Digest): Promise<string> },
): Promise<Preview> {
  const keywords = parseSearched(request.keywords)
  const language = parseLanguage(request.language ?? 'en')
  const reader = {
    ...defaultReading(language),
    ...readingOf(request),
    language,
    timeZone: parseTimeZone(request.timeZone ?? 'UTC'),
    madeAt: deps.now(),
  }
  const date = await chosenEdition(deps.editions, request.edition)
  const editions = createDigestReader(deps)
  const papers = await editions.papers(date)
  if (!papers) throw noSuchEdition(date, await deps.editions.latest())
  const byKeyword = matchPapers(keywords, papers)
  const matches = keywords.map((keyword) => ({ keyword, papers: byKeyword.get(keyword) ?? [] }))
  const digest = await editions.digest({ edition: date, since: null, matches }, reader)
  return {
    report: previewReport(digest, keywords),
    text: () => render.text(digest),
    html: () => render.html(digest),
  }
}

/** @param digest a complete one */
function previewReport(digest: Digest, keywords: readonly string[]): PreviewReport {
  const groups = new Map(digest.groups.map((group) => [group.keyword, group.entries]))
  return {
    edition: digest.edition,
    announced: digest.announced,
    matched: digest.matched,
    groups: keywords.map((keyword) => ({
      keyword,
      papers: (groups.get(keyword) ?? []).map(({ entry }) => ({
        id: entry.paper.id,
        title: entry.paper.title,
        field: matchedField(entry.spans),
      })),
    })),
  }
}
