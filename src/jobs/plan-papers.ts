import { addDays } from '../domain/calendar.ts'
import type { Edition, EditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { KnownPapers } from '../domain/ledger.ts'
import { type Announcement, isFirstSeen, type Paper } from '../domain/paper.ts'
import { isWithdrawn } from '../domain/withdrawal.ts'
import type { Batches, Editions } from './ports.ts'

/** What an edition's digests are made from. */
export interface PapersToPlan {
  date: EditionDate
  /** Whether nobody's digest of it was planned before. */
  isFirst: boolean
  isEmpty: boolean
  papers: Paper[]
  /** Those that came to earlier editions after everybody was told of these. */
  late: { date: EditionDate; revision: number; papers: Paper[] }[]
  known: KnownPapers
}

interface PaperDeps {
  editions: Pick<Editions, 'content' | 'latest' | 'isUntold'>
  batches: Pick<Batches, 'late' | 'elsewhere'>
}

/** Papers that come later than this are stored, and told to nobody. */
const LATE_WITHIN_DAYS = 14

/** @throws AppError `not_found` */
export async function papersToPlan({ editions, batches }: PaperDeps, date: EditionDate): Promise<PapersToPlan> {
  const first = addDays(date, -LATE_WITHIN_DAYS)
  // Before the edition's own: what comes in between is late to the next one.
  const late = await batches.late(first, date)
  const content = await editions.content(date)
  if (!content) throw noSuchEdition(date, await editions.latest())
  const announcements = [...content.announcements, ...late.flatMap((edition) => edition.announcements)]
  const ids = [...new Set(announcements.map(({ paper }) => paper.id))]
  return {
    date,
    isFirst: await editions.isUntold(date),
    isEmpty: content.announcements.length === 0,
    papers: firstSeen(content.announcements),
    late: late.map(({ announcements, ...edition }) => ({ ...edition, papers: firstSeen(announcements) })),
    // The same for all readers, however many pages of them there are.
    known: { replaced: replacedBy(content.announcements), elsewhere: await batches.elsewhere(date, ids) },
  }
}

function firstSeen(announcements: readonly Announcement[]): Paper[] {
  return announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
}

function replacedBy(announcements: readonly Announcement[]): KnownPapers['replaced'] {
  return announcements
    .filter(({ type }) => !isFirstSeen(type))
    .map(({ paper }) => ({ id: paper.id, version: paper.version, withdrawn: isWithdrawn(paper) }))
}

export function noSuchEdition(date: EditionDate, latest: Edition | null): AppError {
  const hint = latest
    ? `the newest stored is ${latest.date}`
    : 'none is stored yet: run "npm run -s paperboy -- ingest" first'
  return new AppError('not_found', `there is no edition ${date}: ${hint}`)
}
