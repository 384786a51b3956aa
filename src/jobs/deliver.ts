import { setTimeout as delay } from 'node:timers/promises'
import { budgetDigest } from '../digest/budget.ts'
import type { DigestLinks } from '../domain/digest.ts'
import type { EditionDate } from '../domain/edition.ts'
import { type Claim, PAUSED, type Settlement, SUPPRESSED, UNSUBSCRIBED } from '../domain/ledger.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createDigestReader, type DigestReader } from './content.ts'
import { isPaused } from './plan.ts'
import type { Editions, Ledger, Postman, Subscribers, Translations } from './ports.ts'

export interface DeliverDeps {
  editions: Pick<Editions, 'content' | 'between' | 'countAnnounced'>
  translations: Translations
  subscribers: Pick<Subscribers, 'byId'>
  ledger: Pick<Ledger, 'claim' | 'renew' | 'settle'>
  /** Opened when there is a run, since most commands send no mail. */
  openPostman(): Promise<Postman>
  /** Signed links of one subscriber's digest. */
  links(subscriberId: number, digestId: bigint): DigestLinks
  now: Now
  log: Log
}

/** Which digests to deliver, and how eagerly. */
export interface DeliverScope {
  edition?: EditionDate
  subscriberId?: number
  /** Also those whose morning has not come. */
  ignoreDue?: boolean
  /** Mails handed over at once. */
  concurrency?: number
  /** Ends the loop after the mails in hand. */
  signal?: AbortSignal
  onProgress?: (report: DeliverReport) => void
}

export interface DeliverReport {
  sent: number
  skipped: number
  /** Not sent: refused for good, fate unknown, or to be tried again later. */
  failed: number
  /** Each different reason of a failure, once. */
  reasons: string[]
  /** The relay is in no state to take mail: the rest was left planned. */
  stopped: boolean
}

/** A worker that is silent for so long has died: its digest is anyone's again. A living one renews its lease. */
const LEASE_MS = 5 * 60_000
const RENEW_MS = 60_000
const CONCURRENCY = 5
/** So many failures in a row, and none between that went through: it is not the mails, it is the relay. */
const GIVE_UP_AFTER = 5
const MINUTE_MS = 60_000
const SETTLE_RETRIES = 5
const SETTLE_PAUSE_MS = 1_000
/** Waits after the 1st, 2nd, … transient failure, in minutes; the last goes on. */
const RETRY_MINUTES = [2, 4, 8, 16, 32, 60]

/** Delivers what is planned until nothing is left to claim, the relay gives up, or the signal says stop. */
export async function deliver(deps: DeliverDeps, scope: DeliverScope): Promise<DeliverReport> {
  const report: DeliverReport = { sent: 0, skipped: 0, failed: 0, reasons: [], stopped: false }
  const run: Run = {
    postman: await deps.openPostman(),
    startedAt: deps.now(),
    report,
    failuresInARow: 0,
    reader: createDigestReader(deps),
  }
  const lane = async () => {
    while (!report.stopped && !scope.signal?.aborted && (await deliverOne(deps, scope, run))) scope.onProgress?.(report)
  }
  // Every lane ends before we do: nobody may close the database under a mail in hand.
  const lanes = await Promise.allSettled(
    Array.from({ length: scope.concurrency ?? CONCURRENCY }, () =>
      lane().catch((error: unknown) => {
        report.stopped = true
        throw error
      }),
    ),
  )
  const broken = lanes.find((one) => one.status === 'rejected')
  if (broken) throw broken.reason
  return report
}

interface Run {
  postman: Postman
  startedAt: Date
  report: DeliverReport
  failuresInARow: number
  /** Loads once a run: all digests of an edition read the same papers. */
  reader: DigestReader
}

/** Claims one digest, sends it, settles it. False where there is none to claim. */
async function deliverOne(deps: DeliverDeps, scope: DeliverScope, run: Run): Promise<boolean> {
  const now = deps.now()
  const claim = await deps.ledger.claim({
    now,
    until: new Date(now.getTime() + LEASE_MS),
    ...(scope.edition === undefined ? {} : { edition: scope.edition }),
    ...(scope.subscriberId === undefined ? {} : { subscriberId: scope.subscriberId }),
    ...(scope.ignoreDue ? { ignoreDue: { since: run.startedAt } } : {}),
  })
  if (!claim) return false
  const settlement = await whileRenewing(deps, claim, () => sendClaimed(deps, claim, run))
  if (await settle(deps, claim, settlement)) count(run, settlement)
  else deps.log.warn({ digest: String(claim.id) }, 'a claim had passed to another worker before it was settled')
  return true
}

/** A relay may take ten minutes for each of its replies (RFC 5321 4.5.3.2); the digest stays ours meanwhile. */
async function whileRenewing<T>({ ledger, now, log }: DeliverDeps, claim: Claim, work: () => Promise<T>): Promise<T> {
  const renew = () =>
    ledger
      .renew(claim, new Date(now().getTime() + LEASE_MS))
      .catch((error: unknown) => log.warn({ err: error, digest: String(claim.id) }, 'a lease was not renewed'))
  const timer = setInterval(renew, RENEW_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

/** What was sent must not be forgotten for a database that restarts just now. */
async function settle(deps: DeliverDeps, claim: Claim, settlement: Settlement): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.ledger.settle(claim, settlement, deps.now())
    } catch (error) {
      if (attempt > SETTLE_RETRIES) throw error
      deps.log.warn({ digest: String(claim.id), attempt }, 'the database did not take a settlement, trying again')
      await delay(SETTLE_PAUSE_MS * attempt)
    }
  }
}

async function sendClaimed(deps: DeliverDeps, claim: Claim, run: Run): Promise<Settlement> {
  try {
    const subscriber = await deps.subscribers.byId(claim.subscriberId)
    if (subscriber?.state !== 'active') return { state: 'skipped', reason: UNSUBSCRIBED }
    if (subscriber.suppressed) return { state: 'skipped', reason: SUPPRESSED }
    if (isPaused(subscriber, deps.now()))
      return claim.dueAt > deps.now()
        ? { state: 'planned', reason: PAUSED, dueAt: claim.dueAt }
        : { state: 'skipped', reason: PAUSED }
    const { language, timeZone, email } = subscriber
    const complete = await run.reader.digest(claim, { language, timeZone, madeAt: deps.now() })
    const response = await run.postman.send({
      to: email,
      digestId: claim.id,
      messageId: claim.messageId,
      date: deps.now(),
      digest: budgetDigest(complete, run.postman.sizes),
      links: deps.links(claim.subscriberId, claim.id),
    })
    return { state: 'sent', reason: response }
  } catch (error) {
    return settleFailure(deps, claim, error, run)
  }
}

function settleFailure({ now, log }: DeliverDeps, claim: Claim, error: unknown, run: Run): Settlement {
  const { outcome, reason } = run.postman.classify(error)
  const digest = String(claim.id)
  if (outcome === 'internal') log.error({ digest, err: error }, 'a digest could not be made')
  else log.warn({ digest, outcome, reason }, 'a digest was not sent')
  // Also refusals: a relay that refuses everyone has something against us, not against its users.
  run.failuresInARow += 1
  if (outcome === 'fatal' || run.failuresInARow >= GIVE_UP_AFTER) run.report.stopped = true
  if (outcome === 'rejected' || outcome === 'uncertain') return { state: outcome, reason }
  const minutes = RETRY_MINUTES[Math.min(claim.attempts, RETRY_MINUTES.length) - 1] ?? 60
  return { state: 'planned', reason, dueAt: new Date(now().getTime() + minutes * MINUTE_MS) }
}

function count(run: Run, { state, reason }: Settlement): void {
  if (state === 'sent') run.failuresInARow = 0
  if (state === 'sent' || state === 'skipped') {
    run.report[state] += 1
    return
  }
  // Kept for the day on which it is due: nothing went wrong.
  if (reason === PAUSED) return
  run.report.failed += 1
  if (!run.report.reasons.includes(reason)) run.report.reasons.push(reason)
}
