/**
 * How a digest failed after it was sent, or while it was:
 * `unknown` nobody has this address (5.1.1 and its like); `full` a mailbox that takes no more (5.2.2); `hard` refused for
 * good for another reason; `soft` given up after a failure that may pass (4.x.x); `complaint` its reader calls it spam.
 */
export type BounceKind = 'unknown' | 'full' | 'hard' | 'soft' | 'complaint'

/** A failure, as it is told. */
export interface Bounce {
  kind: BounceKind
  at: Date
  /** What the other mail server said, in one line, without addresses. */
  detail: string
}

/** What an address's bounces have come to. */
export interface Standing {
  score: number
  /** When the last one counted. */
  bouncedAt: Date | null
  /** ISO 8601 weekday of a weekly digest. */
  weekday: number | null
}

/** What became of a bounce. `known`: told before. */
export type BounceOutcome = 'counted' | 'not counted' | 'suppressed' | 'unsubscribed' | 'known'

/** From this score on no mail is sent, as with Mailman's `bounce_score_threshold`. */
export const SUPPRESS_FROM = 5

/** Three full mailboxes reach the limit. A complaint ends the subscription instead. */
const WEIGHTS: Record<BounceKind, number> = { unknown: SUPPRESS_FROM, full: 1.7, hard: 1, soft: 0.5, complaint: 0 }

const DAY_MS = 24 * 60 * 60_000
/** Mailman's `bounce_info_stale_after`; a weekly digest bounces once a week at most. */
const STALE_DAYS = { daily: 7, weekly: 21 }

/**
 * The score after one more bounce, once a day (UTC); what lies long enough behind is forgotten. Null where this one does
 * not count: another did today. An unknown address always counts, since no other bounce can mend it.
 */
export function scoreAfter(standing: Standing, { kind, at }: Pick<Bounce, 'kind' | 'at'>): number | null {
  const { bouncedAt, score } = standing
  if (kind === 'unknown') return SUPPRESS_FROM
  if (bouncedAt !== null && dayOf(bouncedAt) === dayOf(at)) return null
  return (isStale(standing, at) ? 0 : score) + WEIGHTS[kind]
}

function isStale({ bouncedAt, weekday }: Standing, at: Date): boolean {
  const days = weekday === null ? STALE_DAYS.daily : STALE_DAYS.weekly
  return bouncedAt === null || at.getTime() - bouncedAt.getTime() > days * DAY_MS
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
