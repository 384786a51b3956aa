import type { Language } from '../domain/subscriber.ts'

/** How text of a language is to be set. */
export interface LanguageLooks {
  /** HTML `lang`. */
  lang: string
  dir: 'ltr' | 'rtl'
  /** Whether it is written in Han characters, also beside others, as Japanese is. */
  han: boolean
}

/** Scripts that run from right to left (ISO 15924), of languages in use today. */
const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand'])
const HAN = new Set(['Hans', 'Hant', 'Jpan'])

const known = new Map<string, LanguageLooks>()

/** @param language a BCP 47 tag; `zh` is Simplified Chinese */
export function languageLooks(language: string): LanguageLooks {
  const found = known.get(language) ?? looksOf(language)
  known.set(language, found)
  return found
}

function looksOf(language: string): LanguageLooks {
  const script = new Intl.Locale(language).maximize().script ?? 'Latn'
  return {
    lang: language === 'zh' ? 'zh-Hans' : language,
    dir: RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr',
    han: HAN.has(script),
  }
}

/** `Spanish` or `西班牙语` for `es`. */
export function languageName(language: string, reader: Language): string {
  const { lang } = languageLooks(language)
  const names = namesFor.get(reader) ?? new Intl.DisplayNames([languageLooks(reader).lang], { type: 'language' })
  namesFor.set(reader, names)
  return names.of(lang) ?? lang
}

/** Making one takes far longer than using it. */
const namesFor = new Map<Language, Intl.DisplayNames>()
