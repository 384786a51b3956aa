import type { BounceKind, BounceOutcome } from '../domain/bounce.ts'
import type { LedgerRow } from '../domain/ledger.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
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
  now: Now
  log: Log
}

export interface BounceReport {
  what: Reading['what']
  /**
   * What was done. `unsigned`: it came to no return path of ours, so nothing it says is believed; `gone`: its digest or
   * reader is deleted; `ignored`: it is no bounce, or says nothing of the address.
   */
  outcome: BounceOutcome | 'unsigned' | 'gone' | 'ignored'
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
  unknown: 'a digest came back: nobody has the address',
  full: 'a digest came back: the mailbox is full',
  hard: 'a digest came back',
  soft: 'a digest was given up',
  complaint: 'a digest was called spam by its reader',
  ours: 'a digest was refused because of us: look at "paperboy doctor"',
  delay: 'a digest is late',
  reply: 'a machine answered',
  other: 'a mail came to the bounce address that is no bounce',
}

async function actUpon(
  { tokens, ledger, subscribers, bounces, now }: BounceDeps,
  reading: Reading,
): Promise<BounceReport> {
  const { what, detail } = reading
  const id = reading.tokens.map((token) => tokens.verifyCaseless('bounce', token)).find((one) => one !== null) ?? null
  const said = { what, detail, digest: id === null ? null : String(id) }
  if (id === null) return { ...said, outcome: 'unsigned', subscriber: null }
  const digest = await ledger.byId(id)
  const subscriber = digest && (await subscribers.byId(digest.subscriberId))
  if (!digest || !subscriber) return { ...said, outcome: 'gone', subscriber: null }
  if (what === 'ours' || what === 'delay' || what === 'reply' || what === 'other')
    return { ...said, outcome: 'ignored', subscriber: subscriber.id }
  const kind = what === 'unknown' && isAnother(subscriber, reading.recipients) ? 'hard' : what
  return {
    ...said,
    what: kind,
    outcome: await bounces.record(digest, { kind, at: now(), detail }),
    subscriber: subscriber.id,
  }
}

/** Somebody forwards their mail to an address that is gone: theirs exists, and may yet forward elsewhere. */
function isAnother({ email }: Subscriber, recipients: readonly string[]): boolean {
  return recipients.length > 0 && !recipients.includes(email.toLowerCase())
}
