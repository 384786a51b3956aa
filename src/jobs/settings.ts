import type { Preferences, Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
import { nextMorning } from '../lib/time.ts'
import { parseChanges, type SubscriptionChanges } from './subscribe.ts'

export interface SettingsDeps {
  subscribers: { change(id: number, changes: Partial<Preferences>): Promise<Subscriber> }
  ledger: { reschedule(subscriberId: number, dueAt: Date): Promise<void> }
  now: Now
}

/**
 * Changes what a subscriber chose. A digest that waits for their morning moves along when that does.
 * @throws AppError `invalid` that names every field that is wrong
 */
export async function changeSettings(
  { subscribers, ledger, now }: SettingsDeps,
  known: Subscriber,
  form: SubscriptionChanges,
): Promise<Subscriber> {
  const changed = await subscribers.change(known.id, parseChanges(form, now()))
  const moved = (['hour', 'timeZone', 'weekday'] as const).some((field) => changed[field] !== known[field])
  if (moved) await ledger.reschedule(known.id, nextMorning(now(), changed.hour, changed.timeZone, changed.weekday))
  return changed
}

/** A digest that was skipped so lately is still news. */
const NEWS_MS = 24 * 3_600_000

/** Makes one who had left active again; the digest that they missed meanwhile is sent. */
export async function resume(
  {
    subscribers,
    ledger,
    now,
  }: {
    subscribers: { resume(id: number): Promise<void> }
    ledger: { reopen(subscriberId: number, after: Date): Promise<void> }
    now: Now
  },
  id: number,
): Promise<void> {
  await subscribers.resume(id)
  await ledger.reopen(id, new Date(now().getTime() - NEWS_MS))
}
