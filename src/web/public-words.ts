import type { Language } from '../domain/subscriber.ts'
import { type PublicDictionary, publicEn } from '../lib/i18n/public-en.ts'
import { publicZh } from '../lib/i18n/public-zh.ts'

const WORDS: Record<Language, PublicDictionary> = { en: publicEn, zh: publicZh }

/** What the pages say that are nobody's own. */
export function publicWords(language: Language): PublicDictionary {
  return WORDS[language]
}
