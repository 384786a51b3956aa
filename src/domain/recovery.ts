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
  /** The highest version announced by then, in this edition or an earlier one; null for a paper that was not. */
  knownVersion(id: string): number | null
}

const DAY_MS = 86_400_000
/** A version that was submitted so long before the edition is what it announces: moderators hold some for a while. */
const REPLACED_WITHIN_DAYS = 10
/** An older paper that OAI-PMH lists was touched for its journal reference, hardly for a cross-listing. */
const CROSSED_WITHIN_DAYS = 365
/** Without an earlier edition: ids of the months before are old, but for the batch that crosses the month's end. */
const LOOK_BACK_DAYS = 3

/** How the edition announced the paper; null where it did not, as far as can be told. */
export function announcedAs(record: HarvestedRecord, facts: RecoveryFacts): AnnounceType | null {
  const primary = record.categories[0] ?? ''
  const known = facts.knownVersion(record.id)
  const age = (day: string) => (Date.parse(facts.edition) - Date.parse(day.slice(0, 10))) / DAY_MS
  if (known === null && !isOld(record, facts))
    return facts.categories.some((category) => isWithin(primary, category)) ? 'new' : 'cross'
  if (
    record.version !== null &&
    record.version > (known ?? 1) &&
    age(record.updated ?? record.created) <= REPLACED_WITHIN_DAYS
  )
    return isWithin(primary, facts.category) ? 'replace' : 'replace-cross'
  if (known !== null || isWithin(primary, facts.category) || isReplaced(record)) return null
  return age(record.created) <= CROSSED_WITHIN_DAYS ? 'cross' : null
}

/** Whether the query API has to tell which version the record is: OAI-PMH gives none. */
export function wantsVersion(record: HarvestedRecord, facts: RecoveryFacts): boolean {
  if (record.version !== null) return false
  return facts.knownVersion(record.id) === null
    ? isOld(record, facts) || record.updated !== null
    : record.updated !== null
}

/** Announced before: its id is not above what an earlier edition reached. */
function isOld({ id }: HarvestedRecord, { ceiling, edition }: RecoveryFacts): boolean {
  return compareArxivIds(id, ceiling ?? firstIdOf(edition)) <= 0
}

function firstIdOf(edition: EditionDate): string {
  const day = new Date(Date.parse(edition) - LOOK_BACK_DAYS * DAY_MS).toISOString()
  return `${day.slice(2, 4)}${day.slice(5, 7)}.00000`
}

function isReplaced({ version, updated }: HarvestedRecord): boolean {
  return version === null && updated !== null
}

/** Whether a paper's category is the one read, or of the archive that is. */
function isWithin(category: string, read: string): boolean {
  return category === read || category.startsWith(`${read}.`)
}
