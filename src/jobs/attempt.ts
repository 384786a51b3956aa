import { setTimeout as delay } from 'node:timers/promises'
import { budgetDigest } from '../digest/budget.ts'
import { type DeliveryPolicy, resends, waitAfter } from '../domain/delivery-policy.ts'
import { type Digest, untranslatedCount } from '../domain/digest.ts'
import { type Claim, PAUSED, type Settlement, SUPPRESSED, UNSUBSCRIBED } from '../domain/ledger.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { type Verdict, verdict } from '../domain/verdict.ts'
import { type DigestReader, makingFor } from './content.ts'
import type { DeliverDeps } from './deliver.ts'
import { freezeDigest, textsOf, thawDigest } from './freeze.ts'
import { isPaused } from './plan.ts'
import type { Postman } from './ports.ts'

/** What all attempts of one delivery run share. */
export interface AttemptTools {
  postman: Postman
  /** Loads once a run: all digests of an edition read the same papers. */
  reader: DigestReader
  /** Hashes of texts that are stored already. */
  stored: Set<string>
  policy: DeliveryPolicy
  signal: AbortSignal | undefined
  /** When the last of the mails that this run has sent away comes to its turn. */
  lastTurn: Date
}

/** How one attempt ended: how its claim is to be settled, and what the relay had against it. */
export interface AttemptResult {
  settlement: Settlement
  /** Whether its mail has papers in English for want of a translation. */
  isUntranslated?: boolean
  verdict: Verdict | null
  domain: string
}

/** How long a relay may still think about a mail in hand when the process is told to end. */
const LAST_WORD_MS = 20_000

/** Sends what was claimed, if it is still wanted. Null where the claim has passed on in the meantime. */
export async function attempt(deps: DeliverDeps, tools: AttemptTools, claim: Claim): Promise<AttemptResult | null> {
  let domain = ''
  try {
    const subscriber = await deps.subscribers.byId(claim.subscriberId)
    if (!subscriber) return { settlement: unwanted(claim, UNSUBSCRIBED), verdict: null, domain }
    domain = subscriber.email.split('@').at(-1) ?? ''
    const settlement = whyNot(subscriber, claim, deps.now())
    const done = settlement ? { settlement } : await sendTo(deps, tools, claim, { ...subscriber, domain })
    return done && { ...done, verdict: null, domain }
  } catch (error) {
    const opinion = error instanceof NoLastWord ? verdict('uncertain', error.message) : tools.postman.classify(error)
    report(deps, claim, opinion, error)
    await strikeOff(deps, claim, opinion)
    return { settlement: settlementFor(deps, tools.policy, claim, opinion), verdict: opinion, domain }
  }
}

/** Checked when the claim is held: nobody gets a mail who has left, or is away, since it was planned. */
function whyNot(subscriber: Subscriber, claim: Claim, now: Date): Settlement | null {
  if (subscriber.state !== 'active') return unwanted(claim, UNSUBSCRIBED)
  if (subscriber.suppressed) return unwanted(claim, SUPPRESSED)
  if (isPaused(subscriber, now))
    return claim.dueAt > now
      ? { state: 'planned', reason: PAUSED, dueAt: claim.dueAt, untried: true }
      : unwanted(claim, PAUSED)
  return null
}

/** Skipped is only what nobody can have had. */
function unwanted({ doubts }: Claim, reason: string): Settlement {
  return doubts > 0 ? { state: 'uncertain', reason: `not sent again: ${reason}` } : { state: 'skipped', reason }
}

async function sendTo(
  deps: DeliverDeps,
  tools: AttemptTools,
  claim: Claim,
  reader: Subscriber & { domain: string },
): Promise<Pick<AttemptResult, 'settlement' | 'isUntranslated'> | null> {
  const { digest, frozen } = await contentOf(deps, tools, claim, reader)
  const later = await takeTurn(deps, tools, reader.domain)
  if (later) return { settlement: later }
  if (!(await deps.ledger.begin(claim, frozen, deps.now()))) return null
  for (const hash of frozen?.texts.keys() ?? []) tools.stored.add(hash)
  const sending = tools.postman.send({
    to: reader.email,
    digestId: claim.id,
    messageId: claim.messageId,
    date: digest.madeAt,
    digest: budgetDigest(digest, tools.postman.sizes),
    links: deps.links(claim.subscriberId, claim.id),
  })
  const reason = await withLastWord(sending, tools.signal)
  return { settlement: { state: 'sent', reason }, isUntranslated: untranslatedCount(digest) > 0 }
}

interface Content {
  digest: Digest
  /** What is still to be kept of it; null where an attempt before has frozen it. */
  frozen: { digest: object; texts: ReadonlyMap<string, object> } | null
}

/** What an attempt before was to say or, the first time, what there is to say now. */
async function contentOf(
  deps: DeliverDeps,
  { reader, stored }: AttemptTools,
  claim: Claim,
  subscriber: Subscriber,
): Promise<Content> {
  if (claim.frozen) {
    const thawed = thawDigest(claim.frozen, await deps.ledger.texts(textsOf(claim.frozen)))
    if (thawed) return { digest: thawed, frozen: null }
    deps.log.warn({ digest: String(claim.id) }, 'what a mail was to say is forgotten by now: it is made anew')
  }
  const digest = await reader.digest(claim, { ...makingFor(subscriber), madeAt: deps.now() })
  const frozen = freezeDigest(digest)
  return { digest, frozen: { ...frozen, texts: new Map([...frozen.texts].filter(([hash]) => !stored.has(hash))) } }
}

/** Waits for the mail's turn, where that comes soon. */
async function takeTurn({ pace, now }: DeliverDeps, tools: AttemptTools, domain: string): Promise<Settlement | null> {
  if (!pace) return null
  const turn = await pace.reserve(domain, now())
  if (turn.kind === 'later' && turn.inTurn && turn.until > tools.lastTurn) tools.lastTurn = turn.until
  if (turn.kind === 'later') return { state: 'planned', reason: turn.reason, dueAt: turn.until, untried: true }
  await delay(Math.max(0, turn.at.getTime() - now().getTime()))
  return null
}

/** The process was told to end, and the relay kept it waiting. */
class NoLastWord extends Error {}

async function withLastWord(sending: Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  if (!signal) return sending
  const over = new AbortController()
  const lastWord = async () => {
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { signal: over.signal }))
    await delay(LAST_WORD_MS, undefined, { signal: over.signal })
    throw new NoLastWord('Paperboy was told to end before the relay had answered')
  }
  try {
    return await Promise.race([sending, lastWord()])
  } finally {
    over.abort()
  }
}

function report({ log }: DeliverDeps, claim: Claim, { outcome, reason }: Verdict, error: unknown): void {
  const digest = String(claim.id)
  if (outcome === 'internal') log.error({ digest, err: error }, 'a digest could not be made')
  else if (outcome === 'fatal') log.error({ digest, reason }, 'no mail can be sent until this is mended; none is lost')
  else log.warn({ digest, outcome, reason }, 'a digest was not sent')
}

/** A relay that knows the address to be dead says so at once: it counts as the bounce that it would have become. */
async function strikeOff(
  { bounces, now, log }: DeliverDeps,
  claim: Claim,
  { suppress, reason }: Verdict,
): Promise<void> {
  if (suppress === null) return
  const kind = suppress === 'now' ? 'unknown' : 'full'
  try {
    await bounces.record(claim, { kind, at: now(), detail: reason })
  } catch (error) {
    log.warn({ err: error, digest: String(claim.id) }, 'a bounce was not noted: the next one will be')
  }
}

function settlementFor(
  { now, random = Math.random, log }: DeliverDeps,
  policy: DeliveryPolicy,
  claim: Claim,
  { outcome, reason }: Verdict,
): Settlement {
  if (outcome === 'rejected') return { state: 'rejected', reason }
  const inDoubt = outcome === 'uncertain'
  if (inDoubt && claim.doubts >= resends(policy, 'silence')) return { state: 'uncertain', reason }
  if (inDoubt)
    log.warn({ digest: String(claim.id) }, 'its fate is unknown: it is sent once more, with the same Message-ID')
  return { state: 'planned', reason, dueAt: new Date(now().getTime() + waitAfter(claim.attempts, random())), inDoubt }
}
