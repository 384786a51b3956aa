import { addDays, editionAfter, editionBefore } from '../domain/calendar.ts'
import type { BatchSource, EditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { Harvest, HarvestedRecord } from '../domain/harvest.ts'
import { type Announcement, compareArxivIds, isFirstSeen } from '../domain/paper.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { calendarDate } from '../lib/time.ts'
import { announce } from './announce.ts'
import type { Batches, Harvester } from './ports.ts'

export interface RecoverDeps {
  source: Pick<Harvester, 'listRecords' | 'query'>
  batches: Pick<Batches, 'ceiling' | 'gaps' | 'papersUntil'>
  now: Now
  log: Log
  signal?: AbortSignal
}

/** One category whose papers are missing in an edition. */
export interface Gap {
  category: string
  /** Whether a source that has no papers for it may be right. */
  mayBeEmpty: boolean
  /** Its feed holds another edition's batch: a source that knows no more than the other feeds lags behind, too. */
  isStale?: boolean
}

/** What came for it; `obtained` is unset where its papers are still missing, and `error` says why. */
export interface Recovery {
  category: string
  obtained?: BatchSource
  /** Papers that the edition has in this category, those that were stored before included. */
  items: number
  announcements: (Announcement & { guessed: true })[]
  /** Whether older papers that were cross-listed may be missing. */
  unsure: boolean
  /** The highest id that the edition has as new in this category; null without one. */
  reached: string | null
  error?: string
}

export interface Recoverer {
  /** Asks OAI-PMH, then the query API, for what feeds did not bring of an edition. Nothing is stored. */
  recover(edition: EditionDate, gaps: readonly Gap[]): Promise<Recovery[]>
}

/** A paper is announced one to five days after its submission; some are held by moderators for longer. */
const SUBMITTED_BEFORE_DAYS = 7

/**
 * For one run: a source that does not answer is not asked again in it.
 * @param categories all that are read
 */
export function createRecoverer(deps: RecoverDeps, categories: readonly string[]): Recoverer {
  const oai: Source = { name: 'oai', ask: (edition, category) => listOai(deps, edition, category), isDown: null }
  const api: Source = { name: 'api', ask: (edition, category) => askApi(deps, edition, category), isDown: null }
  return {
    recover: async (edition, gaps) => {
      const found: Recovery[] = []
      for (const gap of gaps) {
        if (deps.signal?.aborted) throw new AppError('unavailable', 'stopped before all was read, the rest comes later')
        const parts = { ...deps, categories, api }
        const first = await tryOne(parts, oai, edition, gap)
        if (first.obtained) found.push(await withTouchedSince(parts, edition, first))
        else found.push(best(first, await tryOne(parts, api, edition, gap)))
      }
      return found
    },
  }
}

/** Whichever brought the papers; where neither is sure to be whole, what both have. */
function best(oai: Recovery, api: Recovery): Recovery {
  if (api.obtained) return api
  return {
    ...oai,
    items: Math.max(oai.items, api.items),
    announcements: [...oai.announcements, ...api.announcements],
    unsure: oai.unsure || api.unsure,
    error: `${oai.error}; ${api.error}`,
  }
}

interface Source {
  name: 'oai' | 'api'
  ask(edition: EditionDate, category: string): Promise<Harvest>
  /** Why it is not asked again. */
  isDown: string | null
}

type Parts = RecoverDeps & { categories: readonly string[]; api: Source }

async function tryOne(parts: Parts, source: Source, edition: EditionDate, gap: Gap): Promise<Recovery> {
  const { category } = gap
  if (source.isDown !== null) return nothingOf(category, `${source.name} not asked any more, since ${source.isDown}`)
  try {
    const { records, problems } = await source.ask(edition, category)
    const got = { category, ...(await announce(parts, edition, category, records)) }
    if (problems.length > 0) return { ...got, error: `${source.name}: ${problems.join('; ')}` }
    if (got.items === 0 && !gap.mayBeEmpty) return { ...got, error: `${source.name} has nothing of ${edition} yet` }
    if (gap.isStale && !got.announcements.some(({ type }) => isFirstSeen(type)))
      return { ...got, error: `${source.name} has nothing of ${edition} yet that other feeds did not bring` }
    // Of older papers, the query API knows nothing at all.
    return { ...got, obtained: source.name, unsure: got.unsure || source.name === 'api' }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    parts.log.warn({ category, edition, error: error.message }, 'what a feed did not bring could not be had elsewhere')
    source.isDown = error.message
    return nothingOf(category, error.message)
  }
}

function nothingOf(category: string, error: string): Recovery {
  return { category, items: 0, announcements: [], unsure: false, reached: null, error }
}

/**
 * OAI-PMH lists a record under the day that touched it last: what was replaced or cross-listed since an earlier edition
 * stands under a later one, whose feed calls it so. The query API still knows it, by an id that the edition reached.
 */
async function withTouchedSince(parts: Parts, edition: EditionDate, found: Recovery): Promise<Recovery> {
  const { api, now, log } = parts
  const { category, reached } = found
  const listed = new Set(found.announcements.map(({ paper }) => paper.id))
  if (found.items === 0 || endOf(edition) >= calendarDate(now(), 'UTC')) return found
  // An older paper that was cross-listed, and touched since, stands nowhere.
  const whole = { ...found, unsure: true }
  // Without an edition before it, its papers and those of days before can't be told apart.
  if (reached === null || (await parts.batches.ceiling(edition)) === null) return whole
  if (api.isDown !== null) return withoutTouched(found, api.isDown)
  try {
    const { records } = await api.ask(edition, category)
    const missed = records.filter(({ id }) => !listed.has(id) && compareArxivIds(id, reached) <= 0)
    const { announcements } = await announce(parts, edition, category, missed)
    const first = announcements.filter(({ type }) => isFirstSeen(type))
    return { ...whole, items: found.items + first.length, announcements: [...found.announcements, ...first] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ category, edition, error: error.message }, 'what was replaced since the edition could not be looked for')
    api.isDown = error.message
    return withoutTouched(found, error.message)
  }
}

/** What came is kept; the rest is tried again. */
function withoutTouched({ obtained: _, ...found }: Recovery, why: string): Recovery {
  return { ...found, error: `oai: it does not list what was replaced since, and ${why}` }
}

/** OAI-PMH dates what an announcement touches by the edition; on the days without one, repairs go on. */
function listOai({ source, now, signal }: RecoverDeps, edition: EditionDate, category: string): Promise<Harvest> {
  const until = endOf(edition)
  return source.listRecords({
    category,
    from: edition,
    ...(until < calendarDate(now(), 'UTC') ? { until } : {}),
    ...(signal ? { signal } : {}),
  })
}

/**
 * The query API knows days of submission alone: what an earlier edition announced is among them, and known by its id or,
 * where none is stored, by being older than the two last announcements. It says nothing of older papers that were
 * cross-listed.
 */
async function askApi(
  { source, batches, signal }: RecoverDeps,
  edition: EditionDate,
  category: string,
): Promise<Harvest> {
  const from = addDays(edition, -SUBMITTED_BEFORE_DAYS)
  const harvest = await source.query({ categories: [category], from, until: edition, ...(signal ? { signal } : {}) })
  const ceiling = await batches.ceiling(edition)
  const before = editionBefore(edition)
  const isLater = ({ id, created }: HarvestedRecord) =>
    ceiling === null
      ? created.slice(0, 10) >= editionBefore(before)
      : compareArxivIds(id, ceiling) > 0 || created.slice(0, 10) > before
  return { ...harvest, records: harvest.records.filter(isLater) }
}

/** The day before the next edition: until then, arXiv may still repair this one. */
function endOf(edition: EditionDate): EditionDate {
  return addDays(editionAfter(edition), -1)
}
