import { LANGUAGES, type Language } from '../domain/subscriber.ts'
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
  /** The language of mails that the page chose itself; empty where somebody has chosen another. */
  proposed: string
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
      languageSwitch={<FormSwitch language={language} words={words} />}
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

const FORM = 'sign-up'

/**
 * The language switch as a button of the form, so that what was typed comes along, in the body of the request: an address
 * has no place in a URL. It is a POST that changes nothing.
 */
function FormSwitch({ language, words }: { language: Language; words: SignUpWords }) {
  return (
    <nav aria-label={words.switchLabel}>
      {/* Enter in a field presses the form's first button, which shall not be the switch. */}
      <button class="away" type="submit" form={FORM} tabindex={-1}>
        {words.subscribe}
      </button>
      {LANGUAGES.filter((other) => other !== language).map((other) => (
        <button
          class="as-link"
          type="submit"
          form={FORM}
          formaction={`/?lang=${other}`}
          formnovalidate
          name="action"
          value="switch"
          lang={dictionary(other).htmlLang}
        >
          {dictionary(other).languageName}
        </button>
      ))}
    </nav>
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

function SignUpFields({ action, settingsLink, stamp, proposed, form, errors, words, fresh }: FieldsProps) {
  return (
    <form method="post" action={action} id={FORM} data-sign-up>
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
      <input type="hidden" name="proposed" value={proposed} />
      <p class="buttons">
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
