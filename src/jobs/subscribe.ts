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

/** What of a subscription is to change; the rest stays. */
export type SubscriptionChanges = Partial<Omit<SubscriptionForm, 'email'>>

type Settings = Pick<Subscriber, 'keywords' | 'language' | 'timeZone' | 'hour'>

/** @throws AppError `invalid` that names every field that is wrong */
export function parseSubscription(form: SubscriptionForm): Settings & { email: string } {
  const { field, finish } = fields()
  const email = field('email', form.email, parseAddress)
  const settings = parseSettings({ ...DEFAULTS, ...given(form) }, field)
  return finish({ email, ...settings })
}

/** @throws AppError `invalid` that names every field that is wrong */
export function parseChanges(changes: SubscriptionChanges): Partial<Settings> {
  const { field, finish } = fields()
  return given(finish(parseSettings(given(changes), field)))
}

function parseSettings(form: SubscriptionChanges, field: Field) {
  return {
    keywords: form.keywords && field('keywords', form.keywords, parseSearchable),
    language: form.language === undefined ? undefined : field('language', form.language, parseLanguage),
    timeZone: form.timeZone === undefined ? undefined : field('timezone', form.timeZone, parseTimeZone),
    hour: form.hour === undefined ? undefined : field('hour', form.hour, parseHour),
  }
}

type Field = <Text, T>(name: string, text: Text, parse: (text: Text) => T) => T | undefined

/** Parses field by field, and tells of all that is wrong together. */
function fields() {
  const problems: string[] = []
  const field: Field = (name, text, parse) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(`${name}: ${error.message}`)
      return undefined
    }
  }
  const finish = <T extends object>(values: T) => {
    if (problems.length > 0) throw new AppError('invalid', problems.join('\n'))
    return values as { [Name in keyof T]: Exclude<T[Name], undefined> }
  }
  return { field, finish }
}

function given<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
}

/** Keywords that the matcher can look for. */
export function parseSearchable(lines: readonly string[]): string[] {
  const keywords = parseKeywords(lines)
  compileKeywords(keywords)
  return keywords
}
