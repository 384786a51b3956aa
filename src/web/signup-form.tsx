import type { PropsWithChildren } from 'hono/jsx'
import { LANGUAGES, type Language } from '../domain/subscriber.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { Page } from './page.tsx'
import type { SignUpForm } from './ports.ts'
import { type PreviewOutcome, PreviewResult } from './preview.tsx'

const FIELDS = ['email', 'keywords', 'language', 'hour', 'timezone'] as const
type FieldName = (typeof FIELDS)[number]

/** By field; `form` is about the whole. */
export type FieldErrors = Partial<Record<FieldName | 'form', string>>

type SignUpWords = Dictionary['signUp']

/** From the lines of a refused sign-up (`email: …`) to sentences beside the fields. */
export function fieldErrors(message: string, words: SignUpWords): FieldErrors {
  const found = message.split('\n').flatMap((line): [FieldName, string][] => {
    const [, name, text = ''] = /^(\w+): (.*)$/u.exec(line) ?? []
    const field = FIELDS.find((known) => known === name)
    return field ? [[field, words.errors[field](text)]] : []
  })
  return found.length > 0 ? Object.fromEntries(found) : { form: message }
}

interface SignUpPageProps {
  language: Language
  /** Where the form goes. */
  action: string
  stamp: string
  categories: readonly string[]
  form: SignUpForm
  errors?: FieldErrors
  result?: PreviewOutcome
  /** Nothing was typed yet, so that the script may put the browser's own time zone. */
  fresh?: boolean
}

export function SignUpPage({ language, errors = {}, result = [], ...props }: SignUpPageProps) {
  const words = dictionary(language).signUp
  const wrong = Object.keys(errors).length > 0
  return (
    <Page
      language={language}
      title={words.title}
      description={words.lead}
      alert={wrong ? words.errorsTitle : undefined}
      switchable
      wide
      script
    >
      <p class="lead">{words.lead}</p>
      <p class="quiet">{words.categories(props.categories.join(dictionary(language).listSeparator))}</p>
      <div class="columns">
        <div>
          {wrong && <ErrorSummary errors={errors} words={words} />}
          <SignUpFields {...props} errors={errors} words={words} />
        </div>
        <section id="preview" aria-labelledby="preview-title">
          <h2 id="preview-title">{words.previewTitle}</h2>
          <PreviewResult language={language} result={result} />
        </section>
      </div>
    </Page>
  )
}

function ErrorSummary({ errors, words }: { errors: FieldErrors; words: SignUpWords }) {
  return (
    <div class="notice" id="errors" role="alert" tabindex={-1} autofocus>
      <p>{errors.form ?? words.errorsTitle}</p>
      <ul>
        {FIELDS.filter((field) => errors[field]).map((field) => (
          <li>
            <a href={`#${field}`}>{errors[field]}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

type FieldsProps = Omit<SignUpPageProps, 'language' | 'result'> & { errors: FieldErrors; words: SignUpWords }

function SignUpFields({ action, stamp, form, errors, words, fresh }: FieldsProps) {
  return (
    <form method="post" action={action} data-sign-up>
      <Field name="email" label={words.emailLabel} hint={words.emailHint} error={errors.email}>
        <input
          {...described('email', errors)}
          type="email"
          name="email"
          value={form.email}
          autocomplete="email"
          required
        />
      </Field>
      <Field name="keywords" label={words.keywordsLabel} hint={words.keywordsHint} error={errors.keywords}>
        <textarea
          {...described('keywords', errors)}
          name="keywords"
          rows={6}
          autocapitalize="none"
          autocomplete="off"
          required
        >
          {form.keywords.join('\n')}
        </textarea>
      </Field>
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
        <select {...described('timezone', errors)} name="timeZone" autocomplete="off" data-guess={fresh}>
          {timeZones(errors.timezone ? 'UTC' : form.timeZone).map((zone) => (
            <option selected={zone === form.timeZone}>{zone}</option>
          ))}
        </select>
      </Field>
      <div class="away" aria-hidden="true">
        <label for="website">{words.trapLabel}</label>
        <input id="website" type="text" name="website" value="" tabindex={-1} autocomplete="off" />
      </div>
      <input type="hidden" name="stamp" value={stamp} />
      <p class="buttons">
        {/* First, because Enter in a field presses the first button. */}
        <button type="submit" name="action" value="subscribe">
          {words.subscribe}
        </button>
        <button
          class="second"
          type="submit"
          name="action"
          value="preview"
          formnovalidate
          formaction={`${action}#preview`}
          data-preview
        >
          {words.preview}
        </button>
      </p>
      <p class="quiet">{words.promise}</p>
    </form>
  )
}

interface FieldProps {
  name: FieldName
  label: string
  hint?: string
  error?: string | undefined
}

const HINTED: readonly FieldName[] = ['email', 'keywords', 'timezone']

function Field({ name, label, hint, error, children }: PropsWithChildren<FieldProps>) {
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
function described(name: FieldName, errors: FieldErrors) {
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
