import type { EditionDate } from './edition.ts'
import type { MatchSpans } from './match.ts'
import type { Paper } from './paper.ts'
import type { Reading } from './reading.ts'
import type { Language } from './subscriber.ts'

export interface Translation {
  title: string
  /** Null where only the title was translated. */
  abstract: string | null
}

/** One paper under one keyword. */
export interface DigestEntry {
  paper: Paper
  /** The edition that brought it, where the digest holds papers of several; else null. */
  edition: EditionDate | null
  /** To the language that the digest asks for; null where there is none. */
  translation: Translation | null
  spans: MatchSpans
}

/**
 * `full`: everything; `brief`: title and link, where the budget ends; `again`: named only, because it stands in an
 * earlier group (`under` is that group's keyword).
 */
export type ShownEntry =
  | { kind: 'full'; entry: DigestEntry }
  | { kind: 'brief'; entry: DigestEntry }
  | { kind: 'again'; entry: DigestEntry; under: string }

export interface DigestGroup {
  keyword: string
  /** All papers of the keyword: those in `entries` and the `hidden` ones. */
  total: number
  /** `full` ones first, then `brief`; `again` ones stand at their rank. */
  entries: ShownEntry[]
  /** Papers left out of this rendition; the whole digest's page has them. */
  hidden: number
}

/** A newer version of a paper that its reader was sent before. */
export interface ReplacedEntry {
  paper: Pick<Paper, 'id' | 'title' | 'version'>
  withdrawn: boolean
}

/** What one subscriber's digest of one edition holds: the value that text and HTML are both made from. */
export interface Digest extends Reading {
  /** The newest, where it holds papers of several. */
  edition: EditionDate
  /** The oldest edition that it holds papers of, where there are several (weekly digests, days to catch up); else null. */
  since: EditionDate | null
  /** Of all but the papers. */
  language: Language
  /** IANA name. */
  timeZone: string
  /** When arXiv made the edition's batch public (20:00 US Eastern the evening before the feed's date). */
  announcedAt: Date
  madeAt: Date
  /** Papers announced in its editions (new, cross-listed and replaced), each once. */
  announced: number
  /** Distinct papers that match. */
  matched: number
  /** Categories that its editions were read from. */
  sources: number
  /** Categories whose papers are missing, wholly or in part; empty when the edition is complete. */
  missing: string[]
  /** Categories of which older papers, newly cross-listed, may be missing. */
  unsure: string[]
  /** Editions of the days before that papers are still missing of, oldest first. */
  unfinished: EditionDate[]
  /** Papers that the reader was sent before and that there are newer versions of, where they want to know. */
  replaced: ReplacedEntry[]
  /** Groups with at least one match, in the subscriber's order. */
  groups: DigestGroup[]
  /** Further keywords with matches for which a shortened rendition has no room at all. */
  hiddenGroups: number
  /** Keywords without a match in this edition, in the subscriber's order. */
  unmatched: string[]
}

/** Distinct papers that a translation is wanted of, and has none. */
export function untranslatedCount(digest: Digest): number {
  if (digest.translation === null) return 0
  const entries = digest.groups.flatMap((group) => group.entries.map(({ entry }) => entry))
  return new Set(entries.filter(({ translation }) => translation === null).map(({ paper }) => paper.id)).size
}

/** Whether this rendition leaves out anything that the complete digest has. */
export function isShortened(digest: Digest): boolean {
  return (
    digest.hiddenGroups > 0 ||
    digest.groups.some((group) => group.hidden > 0 || group.entries.some((shown) => shown.kind === 'brief'))
  )
}

/** Absolute URLs, signed for one subscriber. */
export interface DigestLinks {
  /** The complete digest on the web. */
  web: string
  manage: string
  unsubscribe: string
  /** Where a keyword is muted: the keyword is still to follow, percent-encoded. Null where there is nobody to mute it. */
  mute: string | null
}

export function muteLink(links: Pick<DigestLinks, 'mute'>, keyword: string): string | null {
  if (links.mute === null) return null
  // Also what mail programs take for the end of a sentence, where they make links of plain text.
  const encoded = encodeURIComponent(keyword).replace(
    /[!'()*.]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${links.mute}${encoded}`
}

/** Who sends, as the footer must say it (CAN-SPAM: a postal address). */
export interface Sender {
  postalAddress: string
  /** The categories that this Paperboy reads. */
  categories: readonly string[]
}

/**
 * How many bytes of UTF-8 HTML each part of a mail takes, as its renderer makes it. The sum over the parts of a digest
 * is at least the size of the whole.
 */
export interface DigestSizes {
  /** All but the groups: head, styles, header, notes, footer. */
  frame(digest: Digest): number
  /** A group's heading, its "n more" line and its wrapping, without entries. */
  group(group: DigestGroup, digest: Digest): number
  /** @param digest which it stands in: how its reader reads decides what is shown */
  entry(shown: ShownEntry, digest: Digest): number
}
