import { createHash } from 'node:crypto'
import type { Notice } from '../domain/notice.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
import { deliver } from './deliver.ts'
import type { DigestNowDeps } from './digest-now.ts'
import { planEdition } from './plan.ts'
import { parseSubscription, type SubscriptionForm } from './subscribe.ts'

/** So many in so many seconds. */
interface Limit {
  name: string
  points: number
  seconds: number
}

export type SignUpDeps = DigestNowDeps & {
  subscribers: {
    signUp(subscriber: Omit<Subscriber, 'id' | 'state'>): Promise<{ subscriber: Subscriber; wasActive: boolean }>
    confirm(id: number): Promise<Subscriber | null>
    deletePending(before: Date): Promise<number>
  }
  limits: { take(limit: Limit, key: string): Promise<boolean>; deleteExpired(now: Date): Promise<number> }
  tokens: Pick<Tokens, 'signUntil' | 'verifyUntil'>
  sendNotice(notice: Notice): Promise<void>
  manageLink(subscriberId: number): string
  confirmLink(token: string): string
  now: Now
  log: Log
}

const HOUR_MS = 3_600_000
const CONFIRM_WITHIN_MS = 48 * HOUR_MS
const FORGET_PENDING_MS = 7 * 24 * HOUR_MS

/** Mail to one address that nobody may have asked for. */
const MAILS: Limit[] = [
  { name: 'notice-10min', points: 1, seconds: 600 },
  { name: 'notice-day', points: 5, seconds: 86_400 },
]
/** What one network may do in an hour. */
const VISITS = {
  'sign-up': { name: 'sign-up', points: 20, seconds: 3_600 },
  preview: { name: 'preview', points: 240, seconds: 3_600 },
} as const

export interface SignUp {
  /**
   * Sends the confirmation mail, or tells an active subscriber where their settings are. The caller learns nothing of
   * the address, and a relay that does not answer is not waited for.
   * @throws AppError `invalid`, a line per wrong field
   */
  request(form: SubscriptionForm): Promise<void>
  pending(token: string): Promise<Subscriber | 'expired' | null>
  confirm(token: string): Promise<Subscriber | 'expired' | null>
  admit(what: keyof typeof VISITS, network: string): Promise<boolean>
  /** Forgets sign-ups that nobody confirmed in a week, and counters that are over. */
  clean(): Promise<void>
  /** Resolves when mails and first digests that were begun are out. */
  settled(): Promise<void>
}

export function createSignUp(deps: SignUpDeps): SignUp {
  const { subscribers, limits, tokens, now, log } = deps
  const inHand = new Set<Promise<unknown>>()
  /** Work whose end nobody waits for: how long it takes must not tell whether an address is known. */
  const begin = (what: string, work: Promise<unknown>) => {
    const guarded = work
      .catch((error: unknown) => log.error({ err: error }, what))
      .finally(() => inHand.delete(guarded))
    inHand.add(guarded)
  }
  const read = async (token: string) => {
    const id = tokens.verifyUntil('confirm', token, now())
    return id === null || id === 'expired' ? id : deps.subscribers.byId(Number(id))
  }
  return {
    request: async (form) => {
      const wanted = parseSubscription(form)
      begin('a confirmation was not sent', requestOne(deps, wanted))
    },
    pending: read,
    confirm: async (token) => {
      const found = await read(token)
      if (found === null || found === 'expired' || found.state !== 'pending') return found
      const subscriber = await subscribers.confirm(found.id)
      if (subscriber) {
        log.info({ subscriber: subscriber.id }, 'confirmed')
        begin('a first digest was not sent', sendFirstDigest(deps, subscriber))
      }
      return subscriber
    },
    admit: (what, network) => limits.take(VISITS[what], network),
    clean: async () => {
      const forgotten = await subscribers.deletePending(new Date(now().getTime() - FORGET_PENDING_MS))
      if (forgotten > 0) log.info({ forgotten }, 'sign-ups that nobody confirmed were deleted')
      await limits.deleteExpired(now())
    },
    settled: async () => {
      await Promise.all(inHand)
    },
  }
}

async function requestOne(deps: SignUpDeps, wanted: ReturnType<typeof parseSubscription>): Promise<void> {
  const { subscribers, limits, tokens, now, log } = deps
  const address = createHash('sha256').update(wanted.email.toLowerCase()).digest('base64url')
  for (const limit of MAILS)
    if (!(await limits.take(limit, address))) {
      log.info({ limit: limit.name }, 'an address had its mails already, and gets no other now')
      return
    }
  const { subscriber, wasActive } = await subscribers.signUp(wanted)
  const until = new Date(now().getTime() + CONFIRM_WITHIN_MS)
  await deps.sendNotice({
    kind: wasActive ? 'known' : 'confirm',
    to: subscriber.email,
    language: subscriber.language,
    keywords: wanted.keywords,
    link: wasActive
      ? deps.manageLink(subscriber.id)
      : deps.confirmLink(tokens.signUntil('confirm', subscriber.id, until)),
  })
}

/** The digest of the newest edition, so that nobody waits a night to see what it is. */
async function sendFirstDigest(deps: SignUpDeps, subscriber: Subscriber): Promise<void> {
  const latest = await deps.editions.latest()
  if (!latest) return
  await planEdition(deps, latest.date, subscriber.id)
  await deliver(deps, {
    edition: latest.date,
    subscriberId: subscriber.id,
    ignoreDue: true,
    concurrency: 1,
  })
}
