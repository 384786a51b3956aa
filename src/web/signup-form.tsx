import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { ErrorLinks, type FieldErrors, type SignUpWords } from './field-errors.tsx'
import { described, Field, PreferenceFields } from './fields.tsx'
import { Page } from './page.tsx'
import type { SignUpForm } from './ports.ts'
import { type PreviewOutcome, PreviewResult } from './preview.tsx'

interface SignUpPageProps {
  language: Language
  /** Where the form goes. */
  action: string
  /** For who is subscribed already. */
  settingsLink: string
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
      <ErrorLinks errors={errors} />
    </div>
  )
}

type FieldsProps = Omit<SignUpPageProps, 'language' | 'result'> & { errors: FieldErrors; words: SignUpWords }

function SignUpFields({ action, settingsLink, stamp, form, errors, words, fresh }: FieldsProps) {
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
      <PreferenceFields form={form} errors={errors} words={words} fresh={fresh === true} />
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
      <p class="quiet links">
        <a href={settingsLink}>{words.linkOffer}</a>
      </p>
    </form>
  )
}
