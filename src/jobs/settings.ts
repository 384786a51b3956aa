import { changedMeanwhile, type Preferences, type Subscriber, samePreferences } from '../domain/subscriber.ts'
import { settingsFingerprint } from '../lib/settings-fingerprint.ts'
import { nextMorning } from '../lib/time.ts'
import { type PlanDeps, planEdition } from './plan.ts'
import { parseChanges, type SubscriptionChanges } from './subscribe.ts'

export type SettingsDeps = Omit<PlanDeps, 'ledger'> & {
  subscribers: {
    change(id: number, changes: Partial<Preferences>, known: Preferences): Promise<Subscriber>
    pauseKeyword(id: number, text: string): Promise<void>
    resume(id: number): Promise<void>
    trust(id: number): Promise<void>
  }
  ledger: PlanDeps['ledger'] & {
    reschedule(subscriberId: number, dueAt: Date): Promise<void>
    isOpen(subscriberId: number, edition: string): Promise<boolean>
  }
}

/**
 * Changes what a subscriber chose. A digest that waits for their morning follows: it moves along when that does, and is
 * matched anew.
 * @param madeFrom the fingerprint of the settings that the form was made from, where it has one
 * @throws AppError `invalid` that names every field that is wrong; `conflict` where the settings were changed since then,
 * and are not what the form asks for
 */
export async function changeSettings(
  deps: SettingsDeps,
  known: Subscriber,
  form: SubscriptionChanges,
  madeFrom = settingsFingerprint(known),
): Promise<Subscriber> {
  const { subscribers, ledger, now } = deps
  const changes = parseChanges(form, now())
  if (madeFrom !== settingsFingerprint(known) && !samePreferences(known, { ...known, ...changes }))
    throw changedMeanwhile()
  const changed = await subscribers.change(known.id, changes, known)
  if (differs(known, changed, ['hour', 'timeZone', 'weekday']))
    await ledger.reschedule(known.id, nextMorning(now(), changed.hour, changed.timeZone, changed.weekday))
  if (differs(known, changed, ['keywords', 'emptyMail', 'pausedUntil', 'replacements'])) await planAgain(deps, known.id)
  return changed
}

/** Pauses one keyword, in the digest that waits, too. Idempotent. */
export async function muteKeyword(deps: SettingsDeps, subscriberId: number, keyword: string): Promise<void> {
  await deps.subscribers.pauseKeyword(subscriberId, keyword)
  await planAgain(deps, subscriberId)
}

/** Makes one who had left active again; the newest edition is planned for them, if they have not had its digest. */
export async function resume(deps: SettingsDeps, subscriberId: number): Promise<void> {
  await deps.subscribers.resume(subscriberId)
  await planNewest(deps, subscriberId)
}

/** Sends mail again to one whose mail came back, the newest edition's digest first, if they have not had it. */
export async function trustAgain(deps: SettingsDeps, subscriberId: number): Promise<void> {
  await deps.subscribers.trust(subscriberId)
  await planNewest(deps, subscriberId)
}

async function planNewest(deps: SettingsDeps, subscriberId: number): Promise<void> {
  const [latest] = await deps.editions.recent(1)
  if (latest) await planEdition(deps, latest.date, { only: subscriberId })
}

/** Makes the row anew that stands for the newest edition, where nobody has tried to send it. */
async function planAgain(deps: SettingsDeps, subscriberId: number): Promise<void> {
  const [latest] = await deps.editions.recent(1)
  if (latest && (await deps.ledger.isOpen(subscriberId, latest.date)))
    await planEdition(deps, latest.date, { only: subscriberId })
}

function differs(before: Subscriber, after: Subscriber, fields: readonly (keyof Preferences)[]): boolean {
  return fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
}
