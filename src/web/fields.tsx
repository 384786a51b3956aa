import type { PropsWithChildren } from 'hono/jsx'
import { LANGUAGES } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { chipWords } from './chip-words.ts'
import type { FieldErrors, FieldName, SignUpWords } from './field-errors.tsx'
import type { SignUpForm } from './ports.ts'

interface PreferenceProps {
  form: Omit<SignUpForm, 'email'>
  errors: FieldErrors
  words: SignUpWords
  /** Nothing was chosen yet, so that the script may put the browser's own time zone. */
  fresh: boolean
}

/** What somebody chooses when they sign up. */
export function PreferenceFields({ form, errors, words, fresh }: PreferenceProps) {
  return (
    <>
      <Field name="keywords" label={words.keywordsLabel} hint={words.keywordsHint} error={errors.keywords}>
        <textarea
          {...described('keywords', errors)}
          name="keywords"
          rows={6}
          autocapitalize="none"
          required
          data-chips={chipWords(words)}
        >
          {form.keywords.join('\n')}
        </textarea>
      </Field>
      <DeliveryFields form={form} errors={errors} words={words} fresh={fresh} />
    </>
  )
}

interface DeliveryProps extends Omit<PreferenceProps, 'form'> {
  form: Pick<SignUpForm, 'language' | 'hour' | 'timeZone'>
}

/** In which language, and when. */
export function DeliveryFields({ form, errors, words, fresh }: DeliveryProps) {
  return (
    <>
      <div class="row">
        <Field name="language" label={words.languageLabel} error={errors.language}>
          <select {...described('language', errors)} name="language">
            {LANGUAGES.map((known) => (
              <option value={known} lang={dictionary(known).htmlLang} selected={known === form.language}>
                {dictionary(known).languageName}
              </option>
            ))}
          </select>
        </Field>
        <Field name="hour" label={words.hourLabel} error={errors.hour}>
          <select {...described('hour', errors)} name="hour">
            {Array.from({ length: 24 }, (_, hour) => (
              <option value={String(hour)} selected={String(hour) === form.hour}>
                {clock(hour)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Field name="timezone" label={words.timeZoneLabel} hint={words.timeZoneHint} error={errors.timezone}>
        <select {...described('timezone', errors)} name="timeZone" data-guess={fresh || undefined}>
          {timeZones(errors.timezone ? 'UTC' : form.timeZone).map((zone) => (
            <option selected={zone === form.timeZone}>{zone}</option>
          ))}
        </select>
      </Field>
    </>
  )
}

interface FieldProps {
  name: FieldName
  label: string
  hint?: string
  error?: string | undefined
}

const HINTED: readonly FieldName[] = ['email', 'keywords', 'timezone', 'pause']

export function Field({ name, label, hint, error, children }: PropsWithChildren<FieldProps>) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <p class="quiet" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

/** What ties a control to its label, hint and error. */
export function described(name: FieldName, errors: FieldErrors) {
  const ids = [HINTED.includes(name) && `${name}-hint`, errors[name] && `${name}-error`].filter(Boolean)
  return {
    id: name,
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(errors[name] && { 'aria-invalid': 'true' as const }),
  }
}

export function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** Intl leaves UTC out, and knows names that it does not list (Asia/Kolkata): one that was sent is kept. */
function timeZones(sent: string): string[] {
  return [...new Set(['UTC', ...ZONES, ...(sent === '' ? [] : [sent])])]
}

const ZONES = Intl.supportedValuesOf('timeZone')
