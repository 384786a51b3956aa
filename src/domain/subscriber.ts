import { AppError, shown } from './errors.ts'

/** Interface languages, by BCP 47 primary subtag; `zh` is Simplified Chinese. */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** `pending`: signed up, and not confirmed yet. */
export type SubscriberState = 'pending' | 'active' | 'unsubscribed'

export interface Subscriber {
  id: number
  email: string
  state: SubscriberState
  language: Language
  /** IANA name, e.g. `Asia/Shanghai`. */
  timeZone: string
  /** Local hour at which the digest is due, 0 to 23. */
  hour: number
  /** In the subscriber's order. */
  keywords: string[]
}

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
