import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { LANGUAGES, type Language, type Subscriber } from '../domain/subscriber.ts'

/** The language that the reader chose, else what their browser asks for. */
export function readerLanguage(context: Context, reader?: Subscriber | null): Language {
  if (reader) return reader.language
  return accepts(context, {
    header: 'Accept-Language',
    supports: [...LANGUAGES],
    default: 'en',
    match: (asked) => {
      const wanted = asked.toSorted((a, b) => b.q - a.q).map(({ type }) => type.toLowerCase().split('-')[0])
      return wanted.find((type) => LANGUAGES.some((known) => known === type)) ?? 'en'
    },
  }) as Language
}
