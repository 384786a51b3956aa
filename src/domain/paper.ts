/**
 * How a paper comes into an edition, as the feed's `arxiv:announce_type` says:
 * https://info.arxiv.org/help/rss.html
 */
export type AnnounceType = 'new' | 'cross' | 'replace' | 'replace-cross'

/** One version of an arXiv e-print. Title and abstract are arXiv's own text, TeX included. */
export interface Paper {
  /** arXiv identifier without version: `2605.06696`, or old style `hep-th/9901001`. */
  id: string
  /** 1, 2, … */
  version: number
  /** One line. */
  title: string
  /** Line breaks folded to one space; paragraphs separated by one blank line (`\n\n`). */
  abstract: string
  /** In the paper's order, TeX accents as arXiv gives them. */
  authors: string[]
  /** Category codes (`cs.LG`); the first is the primary category. */
  categories: string[]
  /** URI of the licence, if the feed names one. */
  licence: string | null
  /** The authors' own remark, TeX included: pages, figures, venue. Null where the feed has none, as RSS. */
  comment: string | null
}

/** A paper as one feed or one edition announces it. */
export interface Announcement {
  paper: Paper
  type: AnnounceType
}

/** Names that a mail shows of a long list of authors: papers of 2,080 exist. */
export const MAX_AUTHORS = 10

const TYPE_RANK: Record<AnnounceType, number> = { new: 0, cross: 1, replace: 2, 'replace-cross': 3 }

/** Feeds see the same paper differently (new here, cross-listed there): the stronger announcement counts. */
export function strongerType(a: AnnounceType, b: AnnounceType): AnnounceType {
  return TYPE_RANK[a] <= TYPE_RANK[b] ? a : b
}

/** Whether an announcement brings a paper that its categories have not seen before. */
export function isFirstSeen(type: AnnounceType): boolean {
  return type === 'new' || type === 'cross'
}

/** arXiv order: old-style ids (before April 2007) first, then by id, which is by time. */
export function compareArxivIds(a: string, b: string): number {
  const oldA = a.includes('/')
  const oldB = b.includes('/')
  if (oldA !== oldB) return oldA ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** The abstract page: the only place we send readers to, as arXiv asks. */
export function abstractUrl(id: string): string {
  return `https://arxiv.org/abs/${id}`
}

export function pdfUrl(id: string): string {
  return `https://arxiv.org/pdf/${id}`
}
