import type { BounceKind, BounceOutcome } from '../domain/bounce.ts'
import type { LedgerRow } from '../domain/ledger.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { addressNumber } from '../lib/address.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
import type { Limits } from './limits.ts'
import { holdNotices } from './notices.ts'
import type { Bounces } from './ports.ts'

/** A mail to the bounce address, as mail/ reads it. */
interface Reading {
  what: BounceKind | 'ours' | 'delay' | 'reply' | 'other'
  detail: string
  recipients: string[]
  tokens: string[]
}

export interface BounceDeps {
  /** @throws AppError `invalid` for bytes that are no mail */
  read(bytes: Uint8Array, recipient?: string): Promise<Reading>
  tokens: Pick<Tokens, 'verifyCaseless'>
  ledger: { byId(id: bigint): Promise<Pick<LedgerRow, 'id' | 'subscriberId'> | null> }
  subscribers: { byId(id: number): Promise<Subscriber | null> }
  bounces: Bounces
  limits: Pick<Limits, 'hold'>
  now: Now
  log: Log
}

export interface BounceReport {
  what: Reading['what']
  /**
   * What was done. `unsigned`: it came to no return path of ours, so nothing it says is believed; `gone`: its digest or
   * reader is deleted; `ignored`: it is no bounce, or says nothing of the address; `no notices`: the address of a notice
   * gets no other for a while.
   */
  outcome: BounceOutcome | 'unsigned' | 'gone' | 'ignored' | 'no notices'
  subscriber: number | null
  digest: string | null
  detail: string
}

/**
 * Acts upon one mail that came to the bounce address. Told again, the same mail changes nothing: whoever hands it over
 * may do so until it is told that it was handled.
 * @throws AppError `invalid` for bytes that are no mail
 */
export async function takeBounce(deps: BounceDeps, bytes: Uint8Array, recipient?: string): Promise<BounceReport> {
  const report = await actUpon(deps, await deps.read(bytes, recipient))
  const isNews = report.outcome === 'suppressed' || report.outcome === 'unsubscribed' || report.what === 'ours'
  deps.log[isNews ? 'warn' : 'info'](report, WORDS[report.what])
  return report
}

const WORDS: Record<Reading['what'], string> = {
  unknown: 'a mail came back: nobody has the address',
  full: 'a mail came back: the mailbox is full',
  hard: 'a mail came back',
  soft: 'a mail was given up',
  complaint: 'a mail was called spam by its reader',
  ours: 'a mail was refused because of us: look at "paperboy doctor"',
  delay: 'a mail is late',
  reply: 'a machine answered',
  other: 'a mail came to the bounce address that is no bounce',
}

async function actUpon(deps: BounceDeps, reading: Reading): Promise<BounceReport> {
  const about = whatIsAbout(deps.tokens, reading.tokens)
  if (about === null) return { ...saidBy(reading), outcome: 'unsigned' }
  return 'digest' in about ? actUponDigest(deps, reading, about.digest) : actUponNotice(deps, reading, about.address)
}

/** The digest, or the address that a notice went to, of the first token that we signed. */
function whatIsAbout(
  { verifyCaseless }: BounceDeps['tokens'],
  candidates: readonly string[],
): { digest: bigint } | { address: bigint } | null {
  for (const token of candidates) {
    const digest = verifyCaseless('bounce', token)
    if (digest !== null) return { digest }
    const address = verifyCaseless('notice', token)
    if (address !== null) return { address }
  }
  return null
}

function saidBy({ what, detail }: Reading) {
  return { what, detail, subscriber: null, digest: null }
}

async function actUponDigest(
  { ledger, subscribers, bounces, now }: BounceDeps,
  reading: Reading,
  id: bigint,
): Promise<BounceReport> {
  const { what, detail } = reading
  const said = { ...saidBy(reading), digest: String(id) }
  const digest = await ledger.byId(id)
  const subscriber = digest && (await subscribers.byId(digest.subscriberId))
  if (!digest || !subscriber) return { ...said, outcome: 'gone' }
  if (what === 'ours' || what === 'delay' || what === 'reply' || what === 'other')
    return { ...said, outcome: 'ignored', subscriber: subscriber.id }
  const kind = what === 'unknown' && isOfAnother(addressNumber(subscriber.email), reading) ? 'hard' : what
  return {
    ...said,
    what: kind,
    outcome: await bounces.record(digest, { kind, at: now(), detail }),
    subscriber: subscriber.id,
  }
}

const DAY_SECONDS = 86_400
/** How long nobody can have an address mailed a notice, in seconds. What is refused for other reasons may be mended soon. */
const REST_OF_NOTICES: Partial<Record<Reading['what'], number>> = {
  unknown: 7 * DAY_SECONDS,
  complaint: 7 * DAY_SECONDS,
  hard: DAY_SECONDS,
}

async function actUponNotice({ limits }: BounceDeps, reading: Reading, address: bigint): Promise<BounceReport> {
  const seconds = REST_OF_NOTICES[reading.what]
  if (seconds === undefined || isOfAnother(address, reading)) return { ...saidBy(reading), outcome: 'ignored' }
  await holdNotices(limits, address, seconds)
  return { ...saidBy(reading), outcome: 'no notices' }
}

/** Somebody forwards their mail to an address that is gone: theirs exists, and may yet forward elsewhere. */
function isOfAnother(address: bigint, { recipients }: Reading): boolean {
  return recipients.length > 0 && !recipients.some((recipient) => addressNumber(recipient) === address)
}
