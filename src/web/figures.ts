import type { EditionDate } from '../domain/edition.ts'
import type { Language } from '../domain/subscriber.ts'

const DAYS: Record<Language, Intl.DateTimeFormat> = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }),
  zh: new Intl.DateTimeFormat('zh-CN', { dateStyle: 'medium', timeZone: 'UTC' }),
}

/** `11 May 2026` or `2026年5月11日`: a list goes back over more than one year. */
export function dayOf(edition: EditionDate, language: Language): string {
  return DAYS[language].format(new Date(`${edition}T00:00:00Z`))
}

/** `1,097`. */
export function figure(count: number): string {
  return count.toLocaleString('en-US')
}
