import type { Digest, DigestEntry, Translation } from '../domain/digest.ts'
import type { EditionDate } from '../domain/edition.ts'
import { matchedField } from '../domain/match.ts'
import { abstractUrl, type Paper, pdfUrl } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'

/** `/d/<token>.json`. Fields may be added; none changes its meaning or goes without a new number in `format`. */
export interface DigestExport {
  format: 'paperboy-digest/1'
  /** The newest edition it holds papers of, and the oldest where there are several, else null. `YYYY-MM-DD`. */
  edition: EditionDate
  since: EditionDate | null
  /** Of the digest's own words: `en` or `zh`. */
  language: Language
  /** BCP 47 tag of the language that its papers are translated to; null for none. */
  translatedTo: string | null
  /** IANA name of the reader's time zone. */
  timeZone: string
  /** ISO 8601, UTC. */
  announcedAt: string
  madeAt: string
  counts: {
    /** Papers that arXiv announced in its editions. */
    announced: number
    /** Distinct papers that match. */
    matched: number
    /** Papers in all groups; one of several keywords counts for each. */
    entries: number
  }
  /** Papers of earlier digests that there are newer versions of, where the reader wants to know. */
  replaced: { id: string; version: number; withdrawn: boolean }[]
  /** Categories whose feed could not be read whole. */
  missing: string[]
  /** Categories of which older papers, newly cross-listed, may be missing. */
  unsure: string[]
  /** Editions of the days before that papers are still missing of. */
  unfinished: EditionDate[]
  /** In the reader's order. */
  groups: { keyword: string; papers: PaperExport[] }[]
  /** Keywords that no paper matches. */
  unmatched: string[]
}

/** A paper of several keywords stands under each, whole. Title, abstract and names are arXiv's own text, TeX included. */
export interface PaperExport extends Paper {
  /** The edition that brought it, where the digest holds papers of several; else null. */
  edition: EditionDate | null
  links: { abstract: string; pdf: string }
  /** The strongest field that the keyword stands in; null where arXiv has changed the text since. */
  matched: 'title' | 'abstract' | null
  /** In the language of `translatedTo`; null where there is none. */
  translation: Translation | null
}

/** @param digest a complete one */
export function jsonRendition(digest: Digest): string {
  return `${JSON.stringify(digestExport(digest), null, 2)}\n`
}

function digestExport(digest: Digest): DigestExport {
  const { edition, since, language, timeZone, announced, matched, missing, unsure, unfinished, unmatched } = digest
  const groups = digest.groups.map(({ keyword, entries }) => ({
    keyword,
    papers: entries.map(({ entry }) => paperExport(entry)),
  }))
  return {
    format: 'paperboy-digest/1',
    edition,
    since,
    language,
    translatedTo: digest.translation,
    timeZone,
    announcedAt: digest.announcedAt.toISOString(),
    madeAt: digest.madeAt.toISOString(),
    counts: { announced, matched, entries: groups.reduce((sum, { papers }) => sum + papers.length, 0) },
    replaced: digest.replaced.map(({ paper, withdrawn }) => ({ id: paper.id, version: paper.version, withdrawn })),
    missing,
    unsure,
    unfinished,
    groups,
    unmatched,
  }
}

function paperExport({ paper, edition, translation, spans }: DigestEntry): PaperExport {
  const { id, version, title, authors, categories, abstract, licence, comment } = paper
  const found = spans.title.length + spans.abstract.length > 0
  return {
    id,
    version,
    title,
    authors,
    categories,
    abstract,
    licence,
    comment,
    edition,
    links: { abstract: abstractUrl(id), pdf: pdfUrl(id) },
    matched: found ? matchedField(spans) : null,
    translation,
  }
}
