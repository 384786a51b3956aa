import { AppError, shown } from '../domain/errors.ts'
import {
  AlikeKeywords,
  type AlikePair,
  isContrary,
  type Keyword,
  type KeywordLine,
  keywordsOf,
  parseKeywords,
} from '../domain/keyword.ts'
import { defaultReading, parseAbstracts, parseShow, parseTranslation, type Reading } from '../domain/reading.ts'
import {
  type NewSubscriber,
  type Preferences,
  parseHour,
  parseLanguage,
  parsePause,
  parseTimeZone,
  parseWeekday,
} from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import { calendarDate } from '../lib/time.ts'
import { alikeKeywords } from '../match/alike.ts'

/** A subscription as someone typed it. */
export interface SubscriptionForm {
  email: string
  keywords: readonly KeywordLine[]
  language?: string | undefined
  timeZone?: string | undefined
  hour?: string | undefined
  /** A language code; nothing, or `none`, for originals only. */
  translation?: string | undefined
  show?: string | undefined
  abstracts?: string | undefined
}

/** What of a subscription is to change, as someone typed it; the rest stays. */
export type SubscriptionChanges = Partial<Omit<SubscriptionForm, 'email'>> & {
  /** `every`, or 1 (Monday) to 7 (Sunday). */
  weekday?: string | undefined
  emptyMail?: boolean | undefined
  /** `YYYY-MM-DD`, or nothing. */
  pausedUntil?: string | undefined
  replacements?: boolean | undefined
}

const DEFAULTS = { language: 'en', timeZone: 'UTC', hour: '7' }

/** @throws AppError `invalid` that names every field that is wrong */
export function parseSubscription(form: SubscriptionForm): NewSubscriber {
  const { field, finish } = fields()
  const { keywords, timeZone, hour, ...chosen } = { ...DEFAULTS, ...given(form) }
  const language = field('language', chosen.language, parseLanguage)
  return finish({
    ...defaultReading(language ?? 'en'),
    ...readingOf(form, field),
    email: field('email', form.email, parseAddress),
    keywords: field('keywords', keywords ?? [], parseSearchable),
    language,
    timeZone: field('timezone', timeZone, parseTimeZone),
    hour: field('hour', hour, parseHour),
  })
}

/**
 * @param now decides whether a day is still to come
 * @throws AppError `invalid` that names every field that is wrong
 */
export function parseChanges(changes: SubscriptionChanges, now: Date): Partial<Preferences> {
  const { field, finish } = fields()
  const parsed = {
    keywords: changes.keywords && field('keywords', changes.keywords, parseSearchable),
    language: optional(changes.language, (text) => field('language', text, parseLanguage)),
    timeZone: optional(changes.timeZone, (text) => field('timezone', text, parseTimeZone)),
    hour: optional(changes.hour, (text) => field('hour', text, parseHour)),
    weekday: optional(changes.weekday, (text) => field('weekday', text, parseWeekday)),
    emptyMail: changes.emptyMail,
    ...readingOf(changes, field),
    pausedUntil: optional(changes.pausedUntil, (text) => field('pause', text, (day) => parseComingPause(day, now))),
    replacements: changes.replacements,
  }
  return given(finish(parsed))
}

/**
 * How papers are read, as far as it is said.
 * @throws AppError `invalid`, unless `field` collects what is wrong
 */
export function readingOf(
  { translation, show, abstracts }: Pick<Partial<SubscriptionForm>, keyof Reading>,
  field: Field = (_, text, parse) => parse(text),
): Partial<Reading> {
  return given({
    translation: optional(translation, (text) => field('translation', text, parseTranslation)),
    show: optional(show, (text) => field('show', text, parseShow)),
    abstracts: optional(abstracts, (text) => field('abstracts', text, parseAbstracts)),
  })
}

/** A day that is over would pause nothing; zones differ by a day at most. */
function parseComingPause(text: string, now: Date): string | null {
  const day = parsePause(text)
  if (day !== null && day < calendarDate(now, 'UTC'))
    throw new AppError('invalid', `${day} is over: give a day to come, or none`)
  return day
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text)
}

type Field = <Text, T>(name: string, text: Text, parse: (text: Text) => T) => T | undefined

/** Parses field by field, and tells of all that is wrong together. */
function fields() {
  const problems: { name: string; error: AppError }[] = []
  const field: Field = (name, text, parse) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push({ name, error })
      return undefined
    }
  }
  const finish = <T extends object>(values: T) => {
    if (problems.length > 0) {
      const lines = problems.map(({ name, error }) => `${name}: ${error.message}`)
      throw new AppError('invalid', lines.join('\n'), { cause: problems.find(({ error }) => error.cause)?.error.cause })
    }
    return values as { [Name in keyof T]: Exclude<T[Name], undefined> }
  }
  return { field, finish }
}

function given<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
}

/** Keywords that the matcher can look for, no two of them alike. */
function parseSearchable(lines: readonly KeywordLine[]): Keyword[] {
  const keywords = parseKeywords(lines)
  const alike = alikeKeywords(keywords.map(({ text }) => text))
  if (alike.length === 0) return keywords
  const pairs = alike.map(([first, later]): AlikePair => [keywords[first] as Keyword, keywords[later] as Keyword])
  throw new AppError('invalid', pairs.map(alikeWords).join('; '), { cause: new AlikeKeywords(pairs) })
}

function alikeWords(pair: AlikePair): string {
  const [first, later] = pair.map(({ text }) => shown(text))
  return isContrary(pair)
    ? `"${later}" finds the papers of "${first}", and one of them is to bring what the other keeps away: decide for one`
    : `"${later}" finds the papers of "${first}": give one of them`
}

/** The texts to look for. */
export function parseSearched(lines: readonly string[]): string[] {
  return keywordsOf(parseSearchable(lines), 'search')
}
