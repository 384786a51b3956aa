import { KEYWORD_MODES } from '../domain/keyword.ts'
import { ABSTRACTS, SHOWS } from '../domain/reading.ts'
import { LANGUAGES, type Language } from '../domain/subscriber.ts'
import type { SettingsDictionary } from '../lib/i18n/settings-en.ts'
import { dictionary } from '../lib/i18n.ts'
import { languageName } from '../lib/language-looks.ts'
import { shortDate, weekdayName } from '../lib/time.ts'
import { clock } from './fields.tsx'
import type { KeywordField } from './keyword-rows.tsx'
import type { Settings } from './settings-values.ts'

/** A setting in words; keywords are several. */
interface Worded {
  label: string
  values: readonly string[]
}

interface ConflictProps {
  language: Language
  /** What is stored by now, and not what the form was made from. */
  stored: Settings
  wanted: Settings
  /** Leads to the form as it would be made now. */
  self: string
}

/** Where the settings that are stored and those that a form asks for differ, for their reader to decide. */
export function Conflict({ language, stored, wanted, self }: ConflictProps) {
  const { conflict: words } = dictionary(language).manage
  return (
    <div class="notice" role="alert" tabindex={-1} autofocus>
      <p>
        <strong>{words.title}</strong>
      </p>
      <p>{words.text}</p>
      <table class="versus">
        <thead>
          <tr>
            <th scope="col">{words.setting}</th>
            <th scope="col">{words.stored}</th>
            <th scope="col">{words.wanted}</th>
          </tr>
        </thead>
        <tbody>
          {differences(stored, wanted, language).map(({ label, before, after }) => (
            <tr>
              <th scope="row">{label}</th>
              <Values values={before} />
              <Values values={after} />
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {words.choice} <a href={self}>{words.takeStored}</a>
      </p>
    </div>
  )
}

function Values({ values }: { values: readonly string[] }) {
  return (
    <td>
      {values.map((value) => (
        <div>{value}</div>
      ))}
    </td>
  )
}

/** Where two settings differ as their reader sees it. Both can be saved, but for the moment at which they came. */
function differences(stored: Settings, wanted: Settings, language: Language) {
  const after = inWords(wanted, language)
  return inWords(stored, language).flatMap(({ label, values: before }, index) => {
    const { values = [] } = after[index] ?? {}
    return JSON.stringify(before) === JSON.stringify(values) ? [] : [{ label, before, after: values }]
  })
}

function inWords(form: Settings, language: Language): Worded[] {
  const { manage: words, signUp } = dictionary(language)
  const { reading, conflict } = words
  const one = (label: string, value: string) => ({ label, values: [value] })
  const yesOrNo = (is: boolean) => (is ? conflict.yes : conflict.no)
  return [
    { label: words.keywordsTitle, values: form.keywords.map((keyword) => keywordWords(keyword, words)) },
    one(
      reading.translationLabel,
      form.translation === '' ? reading.originals : languageName(form.translation, language),
    ),
    one(reading.abstractsLabel, reading.lengths[known(ABSTRACTS, form.abstracts)]),
    one(reading.showLabel, reading.shows[known(SHOWS, form.show)]),
    one(signUp.languageLabel, dictionary(known(LANGUAGES, form.language)).languageName),
    one(signUp.hourLabel, clock(Number(form.hour))),
    one(signUp.timeZoneLabel, form.timeZone),
    one(
      words.daysLabel,
      form.weekday === 'every' ? words.everyEdition : words.weekly(weekdayName(Number(form.weekday), language)),
    ),
    one(words.pauseLabel, form.pausedUntil === '' ? conflict.noDay : shortDate(form.pausedUntil, language)),
    one(words.emptyLabel, yesOrNo(form.emptyMail)),
    one(words.replacementsLabel, yesOrNo(form.replacements)),
  ]
}

function keywordWords({ text, mode }: KeywordField, { modes }: SettingsDictionary): string {
  return mode === 'search' ? text : `${text} (${modes[known(KEYWORD_MODES, mode)]})`
}

/** The forms offer no other. */
function known<Value extends string>(values: readonly [Value, ...Value[]], text: string): Value {
  return values.find((value) => value === text) ?? values[0]
}
