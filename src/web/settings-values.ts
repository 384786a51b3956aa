import type { Subscriber } from '../domain/subscriber.ts'
import { calendarDate } from '../lib/time.ts'
import { type KeywordField, readKeywords } from './keyword-rows.tsx'
import type { SettingsForm } from './ports.ts'

/** What the fields of the settings hold. */
export type Settings = Omit<SettingsForm, 'keywords'> & { keywords: readonly KeywordField[] }

/** The settings as they came with a form. */
export interface SentSettings {
  form: Settings
  /** The fingerprint of what the form was made from; undefined for a program that knows nothing of it. */
  madeFrom: string | undefined
  /** The address to change to; empty where none was typed. */
  newEmail: string
  /** The button that was pressed. */
  action: string
}

export function settingsOf(reader: Subscriber, now: Date): Settings {
  const { keywords, language, timeZone, hour, weekday, emptyMail, pausedUntil, translation, show, abstracts } = reader
  const { replacements } = reader
  const isOver = pausedUntil === null || pausedUntil <= calendarDate(now, timeZone)
  return {
    keywords,
    language,
    timeZone,
    hour: String(hour),
    weekday: weekday === null ? 'every' : String(weekday),
    emptyMail,
    pausedUntil: isOver ? '' : pausedUntil,
    replacements,
    translation: translation ?? '',
    show,
    abstracts,
  }
}

/** @param reader whose choices stay where a form knows nothing of them */
export function readSettings(body: Record<string, unknown>, reader: Subscriber): SentSettings {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return {
    form: {
      keywords: readKeywords(body),
      language: text('language'),
      timeZone: text('timeZone'),
      hour: text('hour'),
      weekday: text('weekday'),
      emptyMail: text('emptyMail') === 'yes',
      pausedUntil: text('pausedUntil'),
      replacements: text('replacements') === 'yes',
      translation: body.translation === undefined ? (reader.translation ?? '') : text('translation'),
      show: text('show') || reader.show,
      abstracts: text('abstracts') || reader.abstracts,
    },
    madeFrom: typeof body.madeFrom === 'string' ? body.madeFrom : undefined,
    newEmail: text('email').trim(),
    action: text('action'),
  }
}
