import { AppError, shown } from './errors.ts'
import { languageTag } from './language-tag.ts'

/** What of a translated entry is shown: the translation under the original, or the translation in its place. */
export const SHOWS = ['both', 'translation'] as const
export type Show = (typeof SHOWS)[number]

/** `short`: the first two sentences. */
export const ABSTRACTS = ['whole', 'short'] as const
export type Abstracts = (typeof ABSTRACTS)[number]

/** How a subscriber wants to read papers. */
export interface Reading {
  /** BCP 47 tag of the language that papers are translated to; null for originals only. `zh` is Simplified Chinese. */
  translation: string | null
  /** Without a meaning where nothing is translated. */
  show: Show
  abstracts: Abstracts
}

/** Until somebody chooses: arXiv writes in English, so who reads the interface in another language gets translations. */
export function defaultReading(language: string): Reading {
  return { translation: language === 'en' ? null : language, show: 'both', abstracts: 'whole' }
}

/**
 * `''`, `none` and English, in which arXiv's papers are written, stand for originals only. Whether a translator has the
 * language is not asked: that changes from day to day. What a tag says beyond the language (a calendar, private use) is
 * left out: it would make another translation of the same.
 * @throws AppError `invalid` for what is no language that has a name
 */
export function parseTranslation(text: string): string | null {
  if (text === '' || text === 'none') return null
  const tag = namedLanguage(text)
  if (!tag)
    throw new AppError('invalid', `unknown language "${shown(text)}": give a code such as es, zh or pt-BR, or none`)
  return isEnglish(tag) ? null : tag
}

/** BCP 47, without what says nothing of the language; null for what is no language that has a name. */
export function namedLanguage(text: string): string | null {
  const given = text.length <= 35 ? languageTag(text) : null
  const tag = given && languageTag(new Intl.Locale(given).baseName)
  return tag && NAMES.of(tag) ? tag : null
}

export function isEnglish(tag: string): boolean {
  return /^en\b/.test(tag)
}

/** Tells languages from what only looks like one (`xx`). */
const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** @throws AppError `invalid` */
export function parseShow(text: string): Show {
  const show = SHOWS.find((known) => known === text)
  if (!show) throw new AppError('invalid', `"${shown(text)}" can't be shown: give ${SHOWS.join(' or ')}`)
  return show
}

/** @throws AppError `invalid` */
export function parseAbstracts(text: string): Abstracts {
  const abstracts = ABSTRACTS.find((known) => known === text)
  if (!abstracts)
    throw new AppError('invalid', `"${shown(text)}" is no length of abstracts: give ${ABSTRACTS.join(' or ')}`)
  return abstracts
}
