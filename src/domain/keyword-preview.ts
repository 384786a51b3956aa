import type { EditionDate } from './edition.ts'
import type { Span } from './match.ts'

/** How many papers of one edition a keyword finds. */
export interface EditionCount {
  edition: EditionDate
  matched: number
  /** Papers that are new or cross-listed in the edition. */
  announced: number
}

/** What a keyword would have brought lately: shown before someone signs up. */
export interface KeywordPreview {
  keyword: string
  /** Oldest first; the same editions for every keyword. */
  counts: EditionCount[]
  /** The newest papers that match, at most three. */
  newest: { id: string; title: string; spans: Span[] }[]
  /** `nothing`: no paper of these editions; `tooMany`: more than 5% of one of them. */
  warning: 'nothing' | 'tooMany' | null
}
