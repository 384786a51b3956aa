import { ABSTRACTS, SHOWS } from '../domain/reading.ts'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { languageLooks, languageName } from '../lib/language-looks.ts'
import type { FieldErrors } from './field-errors.tsx'
import { described, Field } from './fields.tsx'
import type { SettingsForm } from './ports.ts'

interface ReadingFieldsProps {
  /** Of the page. */
  language: Language
  form: Pick<SettingsForm, 'translation' | 'show' | 'abstracts'>
  /** What papers can be translated to now. */
  offered: readonly string[]
  errors: FieldErrors
}

/** To what papers are translated, and how much of them is shown. */
export function ReadingFields({ language, form, offered, errors }: ReadingFieldsProps) {
  const words = dictionary(language).manage.reading
  const unavailable = form.translation !== '' && !errors.translation && !offered.includes(form.translation)
  return (
    <fieldset>
      <legend>{words.title}</legend>
      <div class="row">
        <Field name="translation" label={words.translationLabel} error={errors.translation}>
          <select {...described('translation', errors)} name="translation">
            <option value="">{words.originals}</option>
            {choices(form.translation, unavailable, offered, language).map(({ tag, name }) => (
              <option value={tag} selected={tag === form.translation}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field name="abstracts" label={words.abstractsLabel} error={errors.abstracts}>
          <select {...described('abstracts', errors)} name="abstracts">
            {ABSTRACTS.map((length) => (
              <option value={length} selected={length === form.abstracts}>
                {words.lengths[length]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {unavailable && <p class="notice">{words.unavailable(languageName(form.translation, language))}</p>}
      <Field name="show" label={words.showLabel} error={errors.show}>
        <select {...described('show', errors)} name="show">
          {SHOWS.map((show) => (
            <option value={show} selected={show === form.show}>
              {words.shows[show]}
            </option>
          ))}
        </select>
      </Field>
    </fieldset>
  )
}

/** By name, in the order of the reader's alphabet; a language that was chosen stays, also where no translator has it. */
function choices(chosen: string, unavailable: boolean, offered: readonly string[], language: Language) {
  return [...new Set([...offered, ...(unavailable ? [chosen] : [])])]
    .map((tag) => ({ tag, name: languageName(tag, language) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, languageLooks(language).lang))
}
