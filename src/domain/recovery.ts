import type { EditionDate } from './edition.ts'
import type { HarvestedRecord } from './harvest.ts'
import { type AnnounceType, compareArxivIds } from './paper.ts'

/**
 * OAI-PMH and the query API tell what a paper is, not how an edition announced it. What the feed would have said follows
 * from the order of ids, from versions, and from what is stored.
 */
export interface RecoveryFacts {
  edition: EditionDate
  /** The category whose feed is missing. */
  category: string
  /** All that are read: a paper whose primary category is among them is `new`, not `cross`. */
  categories: readonly string[]
  /** The highest id that an earlier edition was the first to announce; null where none is stored. */
  ceiling: string | null
  /**
   * The highest id before the time of which no edition's papers in the category are missing: what has a higher one and was
   * announced in it is known. Null where nothing is sure to be.
   */
  floor: string | null
  /** What earlier editions announced of it; null for a paper that none did. */
  known(id: string): KnownPaper | null
  /** Whether this edition has it for its readers by now. */
  isHere(id: string): boolean
}

/** What earlier editions announced of a paper. */
export interface KnownPaper {
  /** The highest one. */
  version: number
  /** As new or cross-listed. */
  isFirstSeen: boolean
  /** That it had then. */
  categories: readonly string[]
}

/** How an edition announced a paper. */
export interface Told {
  /** Null where it did not, as far as can be told. */
  type: AnnounceType | null
  /** Whether it may have been cross-listed, which readers would want to see. */
  isUnsure: boolean
}

const DAY_MS = 86_400_000
/** A version that was submitted so long before the edition is what it announces: moderators hold some for a while. */
const REPLACED_WITHIN_DAYS = 10
/** An older paper that OAI-PMH lists was touched for its journal reference, hardly for a cross-listing. */
const CROSSED_WITHIN_DAYS = 365
/** Without an earlier edition: ids of the months before are old, but for the batch that crosses the month's end. */
const LOOK_BACK_DAYS = 3

/** How the edition announced the paper. */
export function announcedAs(record: HarvestedRecord, facts: RecoveryFacts): Told {
  if (facts.isHere(record.id)) return sure(null)
  const primary = record.categories[0] ?? ''
  const known = facts.known(record.id)
  if (known === null && !isOld(record, facts))
    return sure(facts.categories.some((category) => isWithin(primary, category)) ? 'new' : 'cross')
  const isReplaced =
    record.version !== null &&
    record.version > (known?.version ?? 1) &&
    daysSince(record.updated ?? record.created, facts) <= REPLACED_WITHIN_DAYS
  if (isWithin(primary, facts.category)) return sure(isReplaced ? 'replace' : null)
  if (known) return announcedElsewhere(known, isReplaced, facts)
  if (isReplaced) return { type: 'replace-cross', isUnsure: true }
  // A version that nobody could tell is not announced under a wrong number.
  const isUnversioned = record.version === null && record.updated !== null
  if (isUnversioned || ageOf(record, facts) > CROSSED_WITHIN_DAYS) return { type: null, isUnsure: true }
  return sure('cross')
}

/** A paper of another home: readers who were not sent it when it was there get it where it is cross-listed. */
function announcedElsewhere(known: KnownPaper, isReplaced: boolean, { category }: RecoveryFacts): Told {
  if (!known.categories.some((one) => isWithin(one, category))) return sure('cross')
  if (isReplaced) return sure('replace-cross')
  // Touched, not replaced: some are entered into a category with a new version, and cross-listed the day after.
  return { type: null, isUnsure: !known.isFirstSeen }
}

function sure(type: AnnounceType | null): Told {
  return { type, isUnsure: false }
}

function daysSince(day: string, { edition }: RecoveryFacts): number {
  return (Date.parse(edition) - Date.parse(day.slice(0, 10))) / DAY_MS
}

/** By the id's month, too, which no record can be younger than. */
function ageOf({ id, created }: HarvestedRecord, facts: RecoveryFacts): number {
  const [, year, month] = /^(\d\d)(\d\d)\.\d/.exec(id) ?? []
  const monthsEnd = year && month ? new Date(Date.UTC(2000 + Number(year), Number(month), 0)).toISOString() : created
  return Math.max(daysSince(created, facts), daysSince(monthsEnd, facts))
}

/** Whether the query API has to tell which version the record is: OAI-PMH gives none. */
export function wantsVersion(record: HarvestedRecord, facts: RecoveryFacts): boolean {
  if (record.version !== null) return false
  if (record.updated !== null) return true
  return facts.known(record.id) === null && isOld(record, facts)
}

/**
 * Announced before: its id is not above what an earlier edition reached. Where an edition's papers are all known, one that
 * is not was not announced in the category.
 */
function isOld({ id }: HarvestedRecord, { ceiling, floor, edition }: RecoveryFacts): boolean {
  return compareArxivIds(id, floor ?? ceiling ?? firstIdOf(edition)) <= 0
}

function firstIdOf(edition: EditionDate): string {
  const day = new Date(Date.parse(edition) - LOOK_BACK_DAYS * DAY_MS).toISOString()
  return `${day.slice(2, 4)}${day.slice(5, 7)}.00000`
}

/** Whether a paper's category is the one read, or of the archive that is. */
function isWithin(category: string, read: string): boolean {
  return category === read || category.startsWith(`${read}.`)
}
