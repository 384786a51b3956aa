import type { EditionDate } from './edition.ts'

/**
 * One e-print in its newest version, as OAI-PMH (the format `arXiv`) or the query API tells of it. Neither says how or in
 * which edition it was announced. New-style ids are given at the announcement, in its order: an id that is higher than
 * all of the edition before is a first announcement (https://info.arxiv.org/help/availability.html).
 */
export interface HarvestedRecord {
  /** Without version, as `Paper.id`. */
  id: string
  /** Null where the format tells none, as OAI-PMH's: 1 where `updated` is null, more otherwise. */
  version: number | null
  /** As `Paper.title`. */
  title: string
  /** As `Paper.abstract`. */
  abstract: string
  authors: string[]
  /** The first is the primary category. */
  categories: string[]
  licence: string | null
  /** The authors' own remark ("12 pages, ICML 2026"), on one line. */
  comment: string | null
  /** When the first version was submitted, UTC: `YYYY-MM-DD` from OAI-PMH, an ISO 8601 instant from the API. */
  created: string
  /** When the newest version was submitted, in the same form; null for a first version. */
  updated: string | null
  /**
   * The day, in UTC, on which OAI-PMH last touched the record: the edition's date where an announcement did, for 20:00
   * Eastern is past midnight UTC. Null from the API.
   */
  datestamp: EditionDate | null
  /** Whether its authors say, in comment or abstract, that they have withdrawn it. */
  withdrawn: boolean
}

/** A whole answer, all pages of it. */
export interface Harvest {
  /** In the source's order, each id once. */
  records: HarvestedRecord[]
  /** Ids of which OAI-PMH says that they are gone. */
  deleted: string[]
  /** Records that could not be read, each with what it is and where it stands; a harvest with problems is incomplete. */
  problems: string[]
}
