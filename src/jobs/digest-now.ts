import { DEFAULT_POLICY } from '../domain/delivery-policy.ts'
import { type EditionDate, parseEditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import { closeOverdue, type DeliverDeps, type DeliverReport, deliver } from './deliver.ts'
import { type PlanDeps, planEdition, rehearsePlan } from './plan.ts'
import { noSuchEdition } from './plan-papers.ts'
import type { Ledger } from './ports.ts'

export interface DigestRequest {
  /** The newest stored, where unset. */
  edition?: string | undefined
  /** One subscriber's address. */
  only?: string | undefined
  dryRun?: boolean
  signal?: AbortSignal
  /** @param of how many are to be sent in this run */
  onProgress?: (report: DeliverReport, of: number) => void
}

export interface DigestReport extends Pick<DeliverReport, 'sent' | 'untranslated' | 'failed' | 'reasons'> {
  edition: EditionDate
  /** Rows newly made that have something to send. */
  planned: number
  /** Rows newly made without a match, and those whose reader has left. */
  skipped: number
  /** Rows that are still to be sent. */
  waiting: number
  /** Rows that another process is sending. */
  elsewhere: number
}

export type DigestNowDeps = PlanDeps &
  DeliverDeps & {
    ledger: Ledger
    subscribers: { byEmail(email: string): Promise<Subscriber | null> }
    /** Has translated what waits, as far as that goes until the signal. */
    translate?(signal: AbortSignal): Promise<unknown>
  }

/** With one request a second, a day's papers of ten languages. Who runs this by cron has no other time to translate. */
const TRANSLATE_MS = 10 * 60_000

/**
 * Plans and delivers an edition's digests now, whatever the hour. Whoever has theirs gets no other.
 * @throws AppError `not_found` for an edition or an address that is not there, `invalid` for what is none
 */
export async function digestNow(deps: DigestNowDeps, request: DigestRequest): Promise<DigestReport> {
  const edition = await chosenEdition(deps.editions, request.edition)
  const only = request.only === undefined ? undefined : await activeSubscriber(deps, request.only)
  const scope = only === undefined ? {} : { subscriberId: only }
  if (request.dryRun) {
    const { planned, claimed, skipped } = await deps.ledger.countByState(edition, only)
    const rehearsed = await rehearsePlan(deps, edition, { only })
    return {
      edition,
      // Rows that exist and that nobody has tried are rehearsed, too.
      planned: Math.max(0, rehearsed.planned - planned),
      skipped: Math.max(0, rehearsed.skipped - skipped),
      sent: 0,
      untranslated: 0,
      failed: 0,
      reasons: [],
      waiting: planned,
      elsewhere: claimed,
    }
  }

  // Nobody else may be there to close it, and its papers are to come with this one. What was asked for has no deadline.
  if (only === undefined) await closeOverdue(deps, deps.policy ?? DEFAULT_POLICY, edition)
  const { planned, skipped } = await planEdition(deps, edition, { only })
  const patience = AbortSignal.timeout(TRANSLATE_MS)
  if (planned > 0) await deps.translate?.(request.signal ? AbortSignal.any([request.signal, patience]) : patience)
  const before = await deps.ledger.countByState(edition, only)
  const delivered = await deliver(deps, {
    ...scope,
    edition,
    ignoreDue: true,
    ...(request.signal ? { signal: request.signal } : {}),
    onProgress: (report) => request.onProgress?.(report, before.planned),
  })
  const after = await deps.ledger.countByState(edition, only)
  return {
    edition,
    planned,
    sent: delivered.sent,
    untranslated: delivered.untranslated,
    skipped: skipped + delivered.skipped,
    failed: delivered.failed,
    waiting: after.planned,
    elsewhere: after.claimed,
    reasons: delivered.reasons,
  }
}

/** The edition that was named, or the newest. */
export async function chosenEdition(editions: PlanDeps['editions'], text?: string): Promise<EditionDate> {
  if (text !== undefined) {
    const date = parseEditionDate(text)
    if (!(await editions.byDate(date))) throw noSuchEdition(date, await editions.latest())
    return date
  }
  const latest = await editions.latest()
  if (!latest) throw new AppError('not_found', 'no edition is stored yet: run "npm run -s paperboy -- ingest" first')
  return latest.date
}

async function activeSubscriber({ subscribers }: DigestNowDeps, text: string): Promise<number> {
  const email = parseAddress(text)
  const subscriber = await subscribers.byEmail(email)
  if (!subscriber) throw new AppError('not_found', `${email} is not subscribed`)
  if (subscriber.state === 'pending') throw new AppError('conflict', `${email} has not confirmed yet`)
  if (subscriber.state !== 'active') throw new AppError('conflict', `${email} has unsubscribed`)
  return subscriber.id
}
