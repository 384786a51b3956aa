import type { AddressWish, Subscriber } from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
import { ADDRESS_CHANGES, type Limits } from './limits.ts'
import type { NoticeDesk } from './notices.ts'
import { CONFIRM_WITHIN_MS } from './sign-up.ts'

interface Wish {
  id: number
  subscriberId: number
  email: string
}

export interface AddressChangeDeps {
  subscribers: {
    byId(id: number): Promise<Subscriber | null>
    byEmail(email: string): Promise<Subscriber | null>
  }
  addressChanges: {
    add(subscriberId: number, email: string, at: Date): Promise<Wish>
    byId(id: number): Promise<Wish | null>
    take(id: number): Promise<{ before: string } | 'taken' | null>
  }
  limits: Pick<Limits, 'take'>
  tokens: Pick<Tokens, 'signUntil' | 'verifyUntil'>
  notices: NoticeDesk
  manageLink(subscriberId: number): string
  addressLink(token: string): string
  now: Now
  log: Log
}

export interface AddressChanges {
  /**
   * Asks the new address to confirm. The answer is the same whether or not somebody has it.
   * @returns `same` where it is theirs already, `too many` after five in a day
   * @throws AppError `invalid`
   */
  request(reader: Subscriber, text: string): Promise<'asked' | 'same' | 'too many'>
  /** What a confirmation link would change; changes nothing. */
  pending(token: string): Promise<AddressWish | 'expired' | null>
  /** Changes the address, and tells the old one. `taken` where the new one has a subscription of its own. */
  confirm(token: string): Promise<AddressWish | 'taken' | 'expired' | null>
}

export function createAddressChanges(deps: AddressChangeDeps): AddressChanges {
  const { subscribers, addressChanges, limits, tokens, notices, now, log } = deps
  const read = async (token: string) => {
    const id = tokens.verifyUntil('address', token, now())
    if (id === null || id === 'expired') return id
    const wish = await addressChanges.byId(Number(id))
    const subscriber = wish && (await subscribers.byId(wish.subscriberId))
    // A link serves once: afterwards it has expired.
    return wish && subscriber ? { wish, subscriber } : 'expired'
  }
  return {
    request: async (reader, text) => {
      const email = parseAddress(text)
      if (email.toLowerCase() === reader.email.toLowerCase()) return 'same'
      if (!(await limits.take(ADDRESS_CHANGES, String(reader.id)))) return 'too many'
      notices.post(email, async () => {
        const letter = { to: email, language: reader.language, keywords: [], keptKeywords: 0 }
        const owner = await subscribers.byEmail(email)
        if (owner?.state === 'active')
          return { ...letter, kind: 'occupied', otherAddress: '', link: deps.manageLink(owner.id) }
        const { id } = await addressChanges.add(reader.id, email, now())
        const token = tokens.signUntil('address', id, new Date(now().getTime() + CONFIRM_WITHIN_MS))
        return { ...letter, kind: 'address', otherAddress: reader.email, link: deps.addressLink(token) }
      })
      return 'asked'
    },
    pending: async (token) => {
      const found = await read(token)
      return found === null || found === 'expired' ? found : { subscriber: found.subscriber, email: found.wish.email }
    },
    confirm: async (token) => {
      const found = await read(token)
      if (found === null || found === 'expired') return found
      const { wish, subscriber } = found
      const taken = await addressChanges.take(wish.id)
      if (taken === 'taken') return 'taken'
      if (taken === null) return 'expired'
      log.info({ subscriber: subscriber.id }, 'the address was changed')
      notices.mustPost({
        kind: 'moved',
        to: taken.before,
        language: subscriber.language,
        keywords: [],
        keptKeywords: 0,
        otherAddress: wish.email,
        link: deps.manageLink(subscriber.id),
      })
      return { subscriber: { ...subscriber, email: wish.email }, email: wish.email }
    },
  }
}
