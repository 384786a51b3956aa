import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_POLICY, type DeliveryPolicy, deadlineBefore, resends } from '../domain/delivery-policy.ts'
import type { DigestLinks } from '../domain/digest.ts'
import type { EditionDate } from '../domain/edition.ts'
import type { Claim, Settlement } from '../domain/ledger.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type AttemptResult, type AttemptTools, attempt } from './attempt.ts'
import { createDigestReader } from './content.ts'
import type { Bounces, Editions, Ledger, Pace, Postman, Subscribers, Translations } from './ports.ts'

export interface DeliverDeps {
  editions: Pick<Editions, 'content' | 'between' | 'countAnnounced' | 'unfinished'>
  translations: Translations
  subscribers: Pick<Subscribers, 'byId'>
  ledger: Pick<Ledger, 'claim' | 'renew' | 'begin' | 'settle' | 'closeOverdue' | 'texts'>
  /** Opened when there is a run, since most commands send no mail. */
  openPostman(): Promise<Postman>
  /** Signed links of one subscriber's digest. */
  links(subscriberId: number, digestId: bigint): DigestLinks
  bounces: Bounces
  policy?: DeliveryPolicy
  /** Without it mail goes as fast as the relay takes it. */
  pace?: Pace
  /** Mails handed over at once, where a run's scope does not say. */
  lanes?: number
  /** From 0 to 1, for what must not happen to all at once; Math.random where unset. */
  random?: () => number
  now: Now
  log: Log
}

/** Which digests to deliver, and how eagerly. */
export interface DeliverScope {
  edition?: EditionDate
  subscriberId?: number
  /** Also those whose morning has not come, or is long over. */
  ignoreDue?: boolean
  /** Mails handed over at once. */
  concurrency?: number
  /** Ends the loop after the mails in hand. */
  signal?: AbortSignal
  onProgress?: (report: DeliverReport) => void
}

export interface DeliverReport {
  sent: number
  /** Of those, mails with papers in English for want of a translation. */
  untranslated: number
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
/** So many failures in a row that are the relay's, and none between that went through: it takes no mail now. */
const GIVE_UP_AFTER = 5
/** And so many that each seem to be about one mail or its domain. */
const DOUBT_US_AFTER = 50
const SETTLE_PAUSE_MS = 1_000
/** Between two looks at whose turn has come: shorter than the patience with one that is next. */
const TURN_PAUSE_MS = 500
const LONG_RUN_MS = 10 * 60_000

/** Delivers what is planned until nothing is left to claim, the relay gives up, or the signal says stop. */
export async function deliver(deps: DeliverDeps, scope: DeliverScope): Promise<DeliverReport> {
  const report: DeliverReport = { sent: 0, untranslated: 0, skipped: 0, failed: 0, reasons: [], stopped: false }
  const policy = deps.policy ?? DEFAULT_POLICY
  const run: Run = {
    postman: await deps.openPostman(),
    reader: createDigestReader(deps),
    stored: new Set(),
    policy,
    signal: scope.signal,
    startedAt: deps.now(),
    report,
    failuresInARow: { pool: 0, other: 0 },
    readerMadeAt: deps.now(),
    lastTurn: new Date(0),
  }
  if (!scope.ignoreDue) await closeOverdue(deps, policy)
  const lane = async () => {
    while (!report.stopped && !scope.signal?.aborted)
      if (await deliverOne(deps, scope, run)) scope.onProgress?.(report)
      else if (!(await aTurnComes(deps, scope, run))) return
  }
  // Every lane ends before we do: nobody may close the database under a mail in hand.
  const lanes = await Promise.allSettled(
    Array.from({ length: scope.concurrency ?? deps.lanes ?? CONCURRENCY }, () =>
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

/** Whether mails that had to let others go first come to their turn in this run; some time has passed if so. */
async function aTurnComes({ pace, now }: DeliverDeps, { ignoreDue }: DeliverScope, run: Run): Promise<boolean> {
  const { lastTurn, startedAt, signal } = run
  const at = now()
  // Whoever looked just before that turn looks once more after it.
  if (at.getTime() > lastTurn.getTime() + TURN_PAUSE_MS || (await pace?.closedUntil(at))) return false
  // The schedule begins another run, which first closes what is overdue; who sends by hand has no other.
  if (!ignoreDue && at.getTime() - startedAt.getTime() > LONG_RUN_MS) return false
  await delay(TURN_PAUSE_MS, undefined, signal ? { signal } : {}).catch(() => {})
  return now() > at
}

interface Run extends AttemptTools {
  startedAt: Date
  report: DeliverReport
  failuresInARow: { pool: number; other: number }
  readerMadeAt: Date
}

/** Translations that come while a run lasts reach its later mails so soon. */
const READER_MS = 5 * 60_000

/** All digests of an edition read the same papers: loaded once, and anew in a run that takes long. */
function renewReader(run: Run, deps: DeliverDeps): void {
  const now = deps.now()
  if (now.getTime() - run.readerMadeAt.getTime() < READER_MS) return
  run.reader = createDigestReader(deps)
  run.readerMadeAt = now
}

/** @param before closes what is overdue of earlier editions alone */
export async function closeOverdue(
  { ledger, now, log }: Pick<DeliverDeps, 'ledger' | 'now' | 'log'>,
  policy: DeliveryPolicy,
  before?: EditionDate,
): Promise<void> {
  const at = now()
  const closed = await ledger.closeOverdue({
    now: at,
    deadlineBefore: deadlineBefore(policy, at),
    resends: resends(policy, 'death'),
    ...(before === undefined ? {} : { before }),
  })
  if (closed.expired > 0)
    log.error(closed, 'digests were not sent in their morning; their papers come with the next digest')
  else if (closed.uncertain > 0) log.error(closed, 'digests were given up, and nobody knows whether they arrived')
}

/** Claims one digest, sends it, settles it. False where there is none to claim, or no mail may go now. */
async function deliverOne(deps: DeliverDeps, scope: DeliverScope, run: Run): Promise<boolean> {
  const now = deps.now()
  if (await deps.pace?.closedUntil(now)) return false
  const claim = await deps.ledger.claim({
    now,
    until: new Date(now.getTime() + LEASE_MS),
    resends: resends(run.policy, 'death'),
    ...(scope.edition === undefined ? {} : { edition: scope.edition }),
    ...(scope.subscriberId === undefined ? {} : { subscriberId: scope.subscriberId }),
    ...(scope.ignoreDue
      ? { ignoreDue: { since: run.startedAt } }
      : { deadlineBefore: deadlineBefore(run.policy, now) }),
  })
  if (!claim) return false
  renewReader(run, deps)
  const result = await whileRenewing(deps, claim, () => attempt(deps, run, claim))
  if (result && (await settle(deps, claim, result.settlement))) await count(deps, run, result)
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

/** What was sent must not be forgotten for a database that restarts just now: it has as long as the lease. */
async function settle(deps: DeliverDeps, claim: Claim, settlement: Settlement): Promise<boolean> {
  const since = Date.now()
  for (;;) {
    try {
      return await deps.ledger.settle(claim, settlement, deps.now())
    } catch (error) {
      if (Date.now() - since > LEASE_MS) throw error
      deps.log.warn({ digest: String(claim.id) }, 'the database did not take a settlement, trying again')
      await delay(SETTLE_PAUSE_MS)
    }
  }
}

async function count(
  { pace, now }: DeliverDeps,
  run: Run,
  { settlement, isUntranslated, verdict, domain }: AttemptResult,
): Promise<void> {
  const { report, failuresInARow } = run
  if (settlement.state === 'sent' || settlement.state === 'skipped') report[settlement.state] += 1
  if (isUntranslated) report.untranslated += 1
  if (settlement.state === 'sent') run.failuresInARow = { pool: 0, other: 0 }
  // What is kept for later, since the day or its turn has not come, has not failed.
  if (!verdict) return
  report.failed += 1
  if (!report.reasons.includes(settlement.reason)) report.reasons.push(settlement.reason)
  if (verdict.patience) await pace?.slow(verdict.scope, domain, now())
  // Also refusals: a relay that refuses everyone has something against us, not against its users.
  failuresInARow[verdict.scope === 'pool' ? 'pool' : 'other'] += 1
  const gaveUp = failuresInARow.pool >= GIVE_UP_AFTER || failuresInARow.other >= DOUBT_US_AFTER
  if (verdict.outcome === 'fatal' || gaveUp) report.stopped = true
}
