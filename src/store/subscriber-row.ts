import { AppError } from '../domain/errors.ts'
import type { Keyword } from '../domain/keyword.ts'
import type { Reading } from '../domain/reading.ts'
import {
  changedMeanwhile,
  type Language,
  type NewSubscriber,
  type Preferences,
  type Subscriber,
  samePreferences,
} from '../domain/subscriber.ts'
import type { Queryable } from './database.ts'
import { isoDate } from './dates.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

/** What every query of a subscriber includes, so that `toSubscriber` can read it. */
export const withKeywords = { keywords: { orderBy: { position: 'asc' as const } } }

interface Row extends Reading {
  id: number
  email: string
  state: Subscriber['state']
  language: string
  timeZone: string
  hour: number
  weekday: number | null
  emptyMail: boolean
  pausedUntil: Date | null
  replacements: boolean
  suppressedAt: Date | null
  suppressedReason: string | null
  keywords: Keyword[]
}

/** Nothing is held against an address any more. */
export const TRUSTED = { suppressedAt: null, suppressedReason: null, bounceScore: 0, bouncedAt: null }

/** Who signs up anew begins anew: an old pause would keep the first digest away. */
export const NO_HABITS = { weekday: null, emptyMail: false, pausedUntil: null, replacements: false }

/** Nothing is left of their leaving, nor of a wish to come back, nor of mail that came back. */
export const HERE = { unsubscribedAt: null, leaveReason: null, wish: Prisma.DbNull, wishedAt: null, ...TRUSTED }

export function toSubscriber(row: Row): Subscriber {
  const { id, email, state, language, timeZone, hour, weekday, emptyMail, pausedUntil, replacements, keywords } = row
  const { translation, show, abstracts } = row
  return {
    id,
    email,
    state,
    // Written by this store alone, which takes a Language.
    language: language as Language,
    translation,
    show,
    abstracts,
    timeZone,
    hour,
    weekday,
    emptyMail,
    pausedUntil: pausedUntil && isoDate(pausedUntil),
    replacements,
    suppressed: row.suppressedAt && { since: row.suppressedAt, reason: row.suppressedReason ?? '' },
    keywords: keywords.map(({ text, mode }) => ({ text, mode })),
  }
}

/** What somebody who had left asks for by signing up again. */
export type Wish = Omit<NewSubscriber, 'email'>

/** Written by `signUp` alone. */
export function wishOf(row: { wish: unknown }): Wish | null {
  return row.wish as Wish | null
}

/** Changed settings as columns; keywords are rows of their own. */
export function toColumns({ keywords: _, pausedUntil, ...columns }: Partial<Preferences>) {
  return { ...columns, ...(pausedUntil === undefined ? {} : { pausedUntil: pausedUntil && new Date(pausedUntil) }) }
}

export async function replaceKeywords(
  tx: Pick<PrismaClient, 'keyword'>,
  subscriberId: number,
  keywords: readonly Keyword[],
): Promise<void> {
  await tx.keyword.deleteMany({ where: { subscriberId } })
  await tx.keyword.createMany({
    data: keywords.map(({ text, mode }, position) => ({ subscriberId, position, text, mode })),
  })
}

/**
 * Forgives an address what bounced, and what is still to come back of mail that was sent before: its reader has mended the
 * mailbox, or named another. Whose mail was held back is there anew: nothing was planned for them meanwhile.
 */
export async function forgive(tx: Pick<PrismaClient, '$executeRaw'>, subscriberId: number): Promise<void> {
  await tx.$executeRaw`
    update subscribers
    set active_since = case when suppressed_at is null then active_since else now() end,
      suppressed_at = null, suppressed_reason = null, bounce_score = 0, bounced_at = null, forgiven_digest = (
      select max(d.id) from digests d where d.subscriber_id = ${subscriberId} and d.state in ('sent', 'uncertain'))
    where id = ${subscriberId}`
}

/** Whoever else changes the subscriber or their keywords waits until the transaction ends. */
export async function lock(tx: Queryable, id: number): Promise<void> {
  await tx.$executeRaw`select from subscribers where id = ${id} for update`
}

/** @throws AppError `conflict` where the settings are not those that changes were decided on */
export async function refuseChanged(
  tx: Pick<PrismaClient, 'subscriber'>,
  id: number,
  known: Preferences,
): Promise<void> {
  const row = await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords })
  if (!samePreferences(toSubscriber(row), known)) throw changedMeanwhile()
}

/** Editions planned before are not missed. */
export async function beginsNow(tx: Queryable, id: number): Promise<void> {
  await tx.$executeRaw`update subscribers set active_since = now() where id = ${id}`
}

/** @throws AppError `conflict` where an operator's addition would subscribe somebody twice, or against their wish */
export function refuseKnown(
  known: Pick<Subscriber, 'email' | 'state'> & { unsubscribedAt: Date | null },
  back: boolean,
): void {
  if (known.state === 'active')
    throw new AppError('conflict', `${known.email} is already subscribed: change it with "subscriber set"`)
  if (known.state === 'unsubscribed' && !back)
    throw new AppError(
      'conflict',
      `${known.email} unsubscribed on ${known.unsubscribedAt?.toISOString().slice(0, 10)}: give --resubscribe if they asked to come back`,
    )
}
