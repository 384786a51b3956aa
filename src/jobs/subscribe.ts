import { AppError } from '../domain/errors.ts'
import { parseKeywords } from '../domain/keyword.ts'
import { parseHour, parseLanguage, parseTimeZone, type Subscriber } from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import { compileKeywords } from '../match/match.ts'

/** A subscription as someone typed it. */
export interface SubscriptionForm {
  email: string
  keywords: readonly string[]
  language?: string | undefined
  timeZone?: string | undefined
  hour?: string | undefined
}

const DEFAULTS = { language: 'en', timeZone: 'UTC', hour: '7' }

/** @throws AppError `invalid` that names every field that is wrong */
export function parseSubscription(form: SubscriptionForm): Omit<Subscriber, 'id' | 'state'> {
  const problems: string[] = []
  const field = <T>(name: string, parse: () => T): T | undefined => {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(`${name}: ${error.message}`)
      return undefined
    }
  }
  const email = field('email', () => parseAddress(form.email))
  const keywords = field('keywords', () => parseSearchable(form.keywords))
  const language = field('language', () => parseLanguage(form.language ?? DEFAULTS.language))
  const timeZone = field('timezone', () => parseTimeZone(form.timeZone ?? DEFAULTS.timeZone))
  const hour = field('hour', () => parseHour(form.hour ?? DEFAULTS.hour))
  if (
    email === undefined ||
    keywords === undefined ||
    language === undefined ||
    timeZone === undefined ||
    hour === undefined
  )
    throw new AppError('invalid', problems.join('\n'))
  return { email, keywords, language, timeZone, hour }
}

/** Keywords that the matcher can look for. */
export function parseSearchable(lines: readonly string[]): string[] {
  const keywords = parseKeywords(lines)
  compileKeywords(keywords)
  return keywords
}
