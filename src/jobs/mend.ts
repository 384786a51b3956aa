import { addDays, editionBefore, editionsBetween, expectedEdition } from '../domain/calendar.ts'
import { type EditionDate, isComplete } from '../domain/edition.ts'
import { mergeAnnouncements } from '../domain/paper.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Batches, Editions, FeedSource } from './ports.ts'
import type { Gap, Recoverer, Recovery } from './recover.ts'

/** One run's work on what feeds did not bring. */
export interface MendRun {
  editions: Pick<Editions, 'save'>
  batches: Pick<Batches, 'gaps'>
  source: Pick<FeedSource, 'urlOf'>
  recoverer: Recoverer
  categories: readonly string[]
  /** The oldest edition stored when the run began; null where there was none. */
  oldest: EditionDate | null
  /** Editions that papers were added to. */
  mended: Set<EditionDate>
  now: Now
  log: Log
}

/** How far back missed editions are rebuilt. */
export const MENDED_DAYS = 14

/** Rebuilds what is missing of earlier editions, one after the other. */
export async function mendMissed(run: MendRun, edition: EditionDate): Promise<void> {
  const { batches, categories, oldest } = run
  if (oldest === null) return
  const [, first = edition] = [oldest, addDays(edition, -MENDED_DAYS)].sort()
  const last = addDays(edition, -1)
  const stored = new Map((await batches.gaps(first, last)).map((one) => [one.date, one]))
  for (const date of editionsBetween(first, last)) {
    const known = stored.get(date)
    // arXiv announces late at times: a day that all sources called empty is looked at once more, with the next edition.
    const isDoubtful = known?.state === 'empty' && date === editionBefore(edition)
    if (expectedEdition(date) !== 'expected' || (known && isComplete(known.state) && !isDoubtful)) continue
    const obtained = isDoubtful ? [] : (known?.obtained ?? [])
    const gaps = categories.filter((category) => !obtained.includes(category))
    // A category that is read no longer is not missed any more.
    if (gaps.length === 0)
      await run.editions.save({ date, feeds: [], announcements: [], expected: categories, at: run.now() })
    const found = await mend(
      run,
      date,
      gaps.map((category) => ({ category, mayBeEmpty: true })),
    )
    if (!isDoubtful) await noteMissing(run, date, found)
  }
}

/** What could not be rebuilt is seen to be missing: it is tried again within hours, and the operator is told. */
async function noteMissing(run: MendRun, date: EditionDate, found: readonly Recovery[]): Promise<void> {
  const { editions, source, categories, now } = run
  const missing = found.filter(({ obtained }) => obtained === undefined)
  if (missing.length === 0) return
  await editions.save({
    date,
    feeds: missing.map(({ category, error }) => ({
      category,
      status: 'failed',
      items: 0,
      url: source.urlOf(category),
      etag: null,
      ...(error === undefined ? {} : { error }),
    })),
    announcements: [],
    expected: categories,
    at: now(),
  })
}

/** @returns what came, or why it did not */
export async function mend(run: MendRun, date: EditionDate, gaps: readonly Gap[]): Promise<Recovery[]> {
  const { editions, source, categories, now, log } = run
  const found = await run.recoverer.recover(date, gaps)
  const announcements = mergeAnnouncements(found.flatMap((one) => one.announcements))
  const whole = found.filter(({ obtained }) => obtained !== undefined)
  if (whole.length === 0 && announcements.length === 0) return found
  await editions.save({
    date,
    feeds: whole.map(({ category, obtained, items, unsure }) => ({
      category,
      items,
      url: source.urlOf(category),
      etag: null,
      status: 'unchanged',
      unsure,
      ...(obtained === undefined ? {} : { obtained }),
    })),
    announcements: announcements.map((one) => ({ ...one, guessed: true })),
    expected: categories,
    at: now(),
  })
  log.info({ edition: date, categories: whole.map(({ category }) => category) }, 'missing papers came from elsewhere')
  run.mended.add(date)
  return found
}
