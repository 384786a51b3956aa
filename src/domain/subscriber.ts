import { AppError, shown } from './errors.ts'
import type { Keyword } from './keyword.ts'
import type { Reading } from './reading.ts'

/** Interface languages, by BCP 47 primary subtag; `zh` is Simplified Chinese. */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** `pending`: signed up, and not confirmed yet. */
export type SubscriberState = 'pending' | 'active' | 'unsubscribed'

export interface Subscriber extends Reading {
  id: number
  email: string
  state: SubscriberState
  /** Of mails and pages; papers may be translated to another (`translation`). */
  language: Language
  /** IANA name, e.g. `Asia/Shanghai`. */
  timeZone: string
  /** Local hour at which the digest is due, 0 to 23. */
  hour: number
  /** In the subscriber's order. */
  keywords: Keyword[]
  /** ISO 8601 weekday (1 is Monday, 7 Sunday) of a weekly digest; null for a digest of every edition. */
  weekday: number | null
  /** Whether an edition without a match brings a mail, too. */
  emptyMail: boolean
  /** The calendar day in their zone (`YYYY-MM-DD`) on which mails begin again; null where nothing is paused. */
  pausedUntil: string | null
  /** Whether they want to know when a paper they were sent is replaced or withdrawn. */
  replacements: boolean
  /** Since when no digest goes to them because mail came back, and why; null where mail arrives. */
  suppressed: Suppression | null
}

export interface Suppression {
  since: Date
  /** What the other mail server said, in one line, without addresses. */
  reason: string
}

/** What a subscriber decides, beside the address. */
export type Preferences = Omit<Subscriber, 'id' | 'email' | 'state' | 'suppressed'>

/** Those alone, of somebody of whom more is known; in one order, so that JSON tells whether two are the same. */
export function preferencesOf(of: Preferences): Preferences {
  const { language, translation, show, abstracts, timeZone, hour, weekday } = of
  const { emptyMail, pausedUntil, replacements, keywords } = of
  const reading = { translation, show, abstracts }
  return { language, ...reading, timeZone, hour, weekday, emptyMail, pausedUntil, replacements, keywords }
}

/** Why a change is refused that was decided on other settings than those of now. */
export function changedMeanwhile(): AppError {
  return new AppError('conflict', 'the settings were changed meanwhile: look at them, and change them again')
}

export function samePreferences(one: Preferences, other: Preferences): boolean {
  return JSON.stringify(preferencesOf(one)) === JSON.stringify(preferencesOf(other))
}

/** What a confirmation link would make count. */
export interface SignUpWish {
  /** As they would be then. */
  subscriber: Subscriber
  /** The keywords of a subscription that they had and left, which would be replaced; else none. */
  replaced: readonly Keyword[]
}

/** Whose address is to become which. */
export interface AddressWish {
  subscriber: Subscriber
  email: string
}

/** What a sign-up asks for; the address is already in its normal form. */
export type NewSubscriber = Pick<Subscriber, 'email' | 'keywords' | 'language' | 'timeZone' | 'hour' | keyof Reading>

/** @throws AppError `invalid` */
export function parseLanguage(text: string): Language {
  const language = LANGUAGES.find((known) => known === text.toLowerCase().split(/[-_]/)[0])
  if (!language)
    throw new AppError('invalid', `unknown language "${shown(text)}": Paperboy writes in ${LANGUAGES.join(' and ')}`)
  return language
}

/** @throws AppError `invalid` where the text is no IANA time zone; the text comes back as given (Intl's own canonical names are dated: Asia/Calcutta). */
export function parseTimeZone(text: string): string {
  try {
    // Offsets such as "+08:00" are accepted by Intl, but know nothing of daylight saving: names only.
    if (!/^[A-Za-z]/.test(text)) throw new RangeError(text)
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    throw new AppError(
      'invalid',
      `unknown time zone "${shown(text)}": give an IANA name such as Asia/Shanghai or Europe/Madrid`,
    )
  }
}

/** @throws AppError `invalid` */
export function parseHour(text: string): number {
  const hour = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  if (!(hour <= 23)) throw new AppError('invalid', `"${shown(text)}" is not an hour of the day: give 0 to 23`)
  return hour
}

/** @throws AppError `invalid`; `''` and `every` stand for a digest of every edition */
export function parseWeekday(text: string): number | null {
  if (text === '' || text === 'every') return null
  const weekday = /^[1-7]$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(weekday))
    throw new AppError('invalid', `"${shown(text)}" is not a day for digests: give every, or 1 (Monday) to 7 (Sunday)`)
  return weekday
}

/**
 * `''` where nothing is to be paused.
 * @throws AppError `invalid` where the text is not a real calendar day written `YYYY-MM-DD`
 */
export function parsePause(text: string): string | null {
  if (text === '') return null
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new AppError('invalid', `"${shown(text)}" is not a day: write it as YYYY-MM-DD, e.g. 2026-08-31`)
  return text
}
