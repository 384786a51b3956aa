import { AppError } from '../domain/errors.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { changeSettings, type SettingsDeps } from '../jobs/settings.ts'
import { parseSubscription, type SubscriptionChanges, type SubscriptionForm } from '../jobs/subscribe.ts'
import { parseAddress } from '../lib/address.ts'
import type { Store } from '../store/store.ts'

/** The operator's own subscriptions. */
export interface Subscriptions {
  /** @throws AppError `conflict` for who is subscribed, or has left and is not said to want back */
  add(form: SubscriptionForm, options?: { resubscribe?: boolean }): Promise<Subscriber>
  /** @throws AppError `not_found` */
  change(email: string, changes: SubscriptionChanges): Promise<Subscriber>
  list(): Promise<Subscriber[]>
  /** @throws AppError `not_found` */
  remove(email: string): Promise<void>
}

export function wireSubscriptions(deps: SettingsDeps & Pick<Store, 'subscribers'>): Subscriptions {
  const { subscribers } = deps
  const unknown = (email: string) => new AppError('not_found', `${email} is not subscribed`)
  return {
    add: async (form, options) => subscribers.add(parseSubscription(form), options),
    change: async (text, changes) => {
      const email = parseAddress(text)
      const known = await subscribers.byEmail(email)
      if (!known) throw unknown(email)
      return changeSettings(deps, known, changes)
    },
    list: () => subscribers.list(),
    remove: async (text) => {
      const email = parseAddress(text)
      if (!(await subscribers.remove(email))) throw unknown(email)
    },
  }
}
