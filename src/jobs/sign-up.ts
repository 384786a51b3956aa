import type { Keyword } from '../domain/keyword.ts'
import type { NewSubscriber, SignUpWish, Subscriber } from '../domain/subscriber.ts'
import type { Tokens } from '../lib/tokens.ts'
import { deliver } from './deliver.ts'
import type { DigestNowDeps } from './digest-now.ts'
import { type Limits, VISITS } from './limits.ts'
import type { NoticeDesk } from './notices.ts'
import { planEdition } from './plan.ts'
import { parseSubscription, type SubscriptionForm } from './subscribe.ts'

export type SignUpDeps = DigestNowDeps & {
  subscribers: {
    signUp(
      subscriber: NewSubscriber,
      at: Date,
    ): Promise<{ subscriber: Subscriber; wasActive: boolean; keptKeywords: readonly Keyword[] }>
    toConfirm(id: number): Promise<SignUpWish | null>
    confirm(id: number): Promise<Subscriber | null>
    deletePending(before: Date): Promise<number>
  }
  addressChanges: { deleteOlder(than: Date): Promise<number> }
  limits: Limits
  tokens: Pick<Tokens, 'signUntil' | 'verifyUntil'>
  notices: NoticeDesk
  manageLink(subscriberId: number): string
  confirmLink(token: string): string
}

const HOUR_MS = 3_600_000
/** How long a link lives that confirms something. */
export const CONFIRM_WITHIN_MS = 48 * HOUR_MS
const FORGET_PENDING_MS = 7 * 24 * HOUR_MS

export interface SignUp {
  /**
   * Sends the confirmation mail, or tells an active subscriber where their settings are. The caller learns nothing of
   * the address, and a relay that does not answer is not waited for.
   * @throws AppError `invalid`, a line per wrong field
   */
  request(form: SubscriptionForm): Promise<void>
  pending(token: string): Promise<SignUpWish | 'expired' | null>
  confirm(token: string): Promise<Subscriber | 'expired' | null>
  admit(what: keyof typeof VISITS, network: string): Promise<boolean>
  /** Forgets sign-ups that nobody confirmed in a week, changes of address that nobody did in two days, and counters that are over. */
  clean(): Promise<void>
}

export function createSignUp(deps: SignUpDeps): SignUp {
  const { subscribers, limits, tokens, notices, now, log } = deps
  const read = async (token: string) => {
    const id = tokens.verifyUntil('confirm', token, now())
    return id === null || id === 'expired' ? id : subscribers.toConfirm(Number(id))
  }
  return {
    request: async (form) => requestOne(deps, parseSubscription(form)),
    pending: read,
    confirm: async (token) => {
      const found = await read(token)
      if (found === null || found === 'expired') return found
      if (found.subscriber.state !== 'pending') return found.subscriber
      const subscriber = await subscribers.confirm(found.subscriber.id)
      if (subscriber) {
        log.info({ subscriber: subscriber.id }, 'confirmed')
        notices.begin('a first digest was not sent', sendFirstDigest(deps, subscriber))
      }
      return subscriber
    },
    admit: (what, network) => limits.take(VISITS[what], network),
    clean: async () => {
      const forgotten = await subscribers.deletePending(new Date(now().getTime() - FORGET_PENDING_MS))
      if (forgotten > 0) log.info({ forgotten }, 'sign-ups that nobody confirmed were deleted')
      await deps.addressChanges.deleteOlder(new Date(now().getTime() - CONFIRM_WITHIN_MS))
      await limits.deleteExpired(now())
    },
  }
}

function requestOne({ subscribers, tokens, notices, now, ...deps }: SignUpDeps, wanted: NewSubscriber): void {
  notices.post(wanted.email, async () => {
    const { subscriber, wasActive, keptKeywords } = await subscribers.signUp(wanted, now())
    const until = new Date(now().getTime() + CONFIRM_WITHIN_MS)
    return {
      kind: wasActive ? 'known' : 'confirm',
      to: subscriber.email,
      language: subscriber.language,
      keywords: wanted.keywords.map(({ text }) => text),
      keptKeywords: keptKeywords.length,
      otherAddress: '',
      link: wasActive
        ? deps.manageLink(subscriber.id)
        : deps.confirmLink(tokens.signUntil('confirm', subscriber.id, until)),
    }
  })
}

/** The digest of the newest edition, also where no paper matches: nobody shall wait a night to see what it is. */
async function sendFirstDigest(deps: SignUpDeps, subscriber: Subscriber): Promise<void> {
  const [latest] = await deps.editions.recent(1)
  if (!latest) return
  await planEdition(deps, latest.date, { only: subscriber.id, evenEmpty: true })
  await deliver(deps, {
    edition: latest.date,
    subscriberId: subscriber.id,
    ignoreDue: true,
    concurrency: 1,
  })
}
