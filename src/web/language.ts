import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { LANGUAGES, type Language, type Subscriber } from '../domain/subscriber.ts'

/** The language of the switch (`?lang=`), else the one that the reader chose, else what their browser asks for. */
export function readerLanguage(context: Context, reader?: Subscriber | null): Language {
  const switched = switchedLanguage(context)
  if (switched) return switched
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

/** A path of ours that keeps the language of the switch. */
export function keepLanguage(context: Context, path: string): string {
  const switched = switchedLanguage(context)
  return switched ? `${path}?lang=${switched}` : path
}

function switchedLanguage(context: Context): Language | undefined {
  const asked = context.req.query('lang')
  return LANGUAGES.find((known) => known === asked)
}
