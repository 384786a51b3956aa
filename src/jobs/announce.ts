import { addDays, editionsBetween, expectedEdition } from '../domain/calendar.ts'
import type { EditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { HarvestedRecord } from '../domain/harvest.ts'
import { compareArxivIds, isFirstSeen } from '../domain/paper.ts'
import { announcedAs, type RecoveryFacts, wantsVersion } from '../domain/recovery.ts'
import type { Log } from '../lib/log.ts'
import type { Batches, Harvester } from './ports.ts'
import type { Recovery } from './recover.ts'

interface AnnounceDeps {
  source: Pick<Harvester, 'query'>
  batches: Pick<Batches, 'ceiling' | 'gaps' | 'papersUntil'>
  /** All that are read. */
  categories: readonly string[]
  /** Why the query API is not asked again. */
  api: { isDown: string | null }
  log: Log
  signal?: AbortSignal
}

/** So far is looked back: older papers are seldom cross-listed. */
const COVERED_DAYS = 180

/** What the edition announced of the records, as its feed would have said. */
export async function announce(
  parts: AnnounceDeps,
  edition: EditionDate,
  category: string,
  records: readonly HarvestedRecord[],
): Promise<Pick<Recovery, 'items' | 'announcements' | 'unsure' | 'reached'>> {
  const ids = records.map(({ id }) => id)
  const { known, here } = await parts.batches.papersUntil(ids, edition)
  const facts: RecoveryFacts = {
    edition,
    category,
    categories: parts.categories,
    ceiling: await parts.batches.ceiling(edition),
    floor: await floorOf(parts.batches, edition, category),
    known: (id) => known.get(id) ?? null,
    isHere: (id) => isFirstSeen(here.get(id) ?? 'replace'),
  }
  const unversioned = records.filter((record) => wantsVersion(record, facts)).map(({ id }) => id)
  const versions = await versionsOf(parts, unversioned)
  let unsure = false
  const announcements = records.flatMap((plain) => {
    const record = { ...plain, ...versions.get(plain.id) }
    const { type, isUnsure } = announcedAs(record, facts)
    // What another feed called replaced stays so: it outweighs a guess.
    unsure ||= isUnsure || (type !== null && isFirstSeen(type) && here.has(record.id))
    if (type === null) return []
    const { id, title, abstract, authors, categories, licence, comment } = record
    const version = record.version ?? (record.updated === null ? 1 : 2)
    return [
      { type, paper: { id, version, title, abstract, authors, categories, licence, comment }, guessed: true as const },
    ]
  })
  const types = new Map([
    ...ids.flatMap((id) => {
      const type = here.get(id)
      return type === undefined ? [] : [[id, type] as const]
    }),
    ...announcements.map(({ paper, type }) => [paper.id, type] as const),
  ])
  const reached =
    [...types]
      .flatMap(([id, type]) => (type === 'new' ? id : []))
      .sort(compareArxivIds)
      .at(-1) ?? null
  return { items: types.size, announcements, unsure, reached }
}

/** Without them, papers above the last edition's ids are announced all the same; of older ones it cannot be said how. */
async function versionsOf(
  { source, log, signal, api }: AnnounceDeps,
  ids: readonly string[],
): Promise<Map<string, Pick<HarvestedRecord, 'version' | 'updated'>>> {
  if (ids.length === 0 || api.isDown !== null) return new Map()
  try {
    const { records } = await source.query({ ids, ...(signal ? { signal } : {}) })
    return new Map(records.map(({ id, version, updated }) => [id, { version, updated }]))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ error: error.message }, 'the versions of papers could not be had')
    api.isDown = error.message
    return new Map()
  }
}

/** The highest id of the oldest edition since which the category's papers were obtained, each time; null without one. */
async function floorOf(
  batches: AnnounceDeps['batches'],
  edition: EditionDate,
  category: string,
): Promise<string | null> {
  const [first, last] = [addDays(edition, -COVERED_DAYS), addDays(edition, -1)]
  const stored = new Map((await batches.gaps(first, last)).map(({ date, obtained }) => [date, obtained]))
  const isCovered = (date: EditionDate) =>
    expectedEdition(date) !== 'expected' || stored.get(date)?.includes(category) === true
  const before = editionsBetween(first, last)
  const oldest = before.slice(before.findLastIndex((date) => !isCovered(date)) + 1).find((date) => stored.has(date))
  return oldest === undefined ? null : batches.ceiling(addDays(oldest, 1))
}
