import type { Language } from '../domain/subscriber.ts'
import { type Dictionary, en } from './i18n/en.ts'
import { zh } from './i18n/zh.ts'

const DICTIONARIES: Record<Language, Dictionary> = { en, zh }

export function dictionary(language: Language): Dictionary {
  return DICTIONARIES[language]
}
