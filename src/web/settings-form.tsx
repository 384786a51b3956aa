import type { Language, Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { calendarDate, shortDate, weekdayName } from '../lib/time.ts'
import { ErrorLinks, type FieldErrors } from './field-errors.tsx'
import { DeliveryFields, described, Field } from './fields.tsx'
import { KeywordRows } from './keyword-rows.tsx'
import { Page } from './page.tsx'
import { ReadingFields } from './reading-fields.tsx'
import { Conflict } from './settings-conflict.tsx'
import { type Settings, settingsOf } from './settings-values.ts'
import { SuppressedNotice } from './suppressed.tsx'

interface SettingsPageProps {
  reader: Subscriber
  /** Of the page. */
  language: Language
  form: Settings
  now: Date
  /** What papers can be translated to now. */
  languages: readonly string[]
  links: { unsubscribe: string; self: string }
  /** The fingerprint of the settings that the form was made from. */
  madeFrom: string
  errors?: FieldErrors
  /** What the form did, in sentences. */
  said?: readonly string[]
  /** Other settings were stored meanwhile, so that those of the form were not. */
  conflict?: boolean
  /** An address that was refused, or is not asked for yet. */
  newEmail?: string
}

/** What is kept of a subscriber, for their own eyes and hands. */
export function SettingsPage({
  reader,
  language,
  form,
  now,
  languages,
  links,
  madeFrom,
  errors = {},
  said = [],
  conflict = false,
  newEmail = '',
}: SettingsPageProps) {
  const { manage: words } = dictionary(language)
  const wrong = Object.keys(errors).length > 0
  const alert = conflict ? words.conflict.title : wrong ? words.wrong : undefined
  return (
    <Page language={language} title={words.title} alert={alert} script>
      <State reader={reader} language={language} now={now} />
      {reader.state === 'active' && reader.suppressed !== null && (
        <SuppressedNotice
          suppressed={reader.suppressed}
          language={language}
          timeZone={reader.timeZone}
          action={`${links.self}/trust`}
        />
      )}
      {said.length > 0 && (
        <div class="notice" role="status">
          {said.map((sentence) => (
            <p>{sentence}</p>
          ))}
        </div>
      )}
      {conflict && <Conflict language={language} stored={settingsOf(reader, now)} wanted={form} self={links.self} />}
      {wrong && (
        <div class="notice" role="alert" tabindex={-1} autofocus>
          <p>{errors.form ?? words.wrong}</p>
          <ErrorLinks errors={errors} />
        </div>
      )}
      <form method="post" action={links.self}>
        <input type="hidden" name="madeFrom" value={madeFrom} />
        {/* Enter in a field presses the first button. */}
        <button class="away" type="submit" name="action" value="save" tabindex={-1}>
          {words.save}
        </button>
        <KeywordRows keywords={form.keywords} added="" error={errors.keywords} words={words} />
        <ReadingFields language={language} form={form} offered={languages} errors={errors} />
        <Delivery language={language} form={form} errors={errors} />
        <p class="buttons">
          <button type="submit" name="action" value="save">
            {words.save}
          </button>
          {reader.state === 'unsubscribed' && (
            <button class="second" type="submit" name="action" value="resume">
              {words.resume}
            </button>
          )}
        </p>
        <Address language={language} email={newEmail} action={`${links.self}/address`} error={errors.email} />
      </form>
      <section aria-labelledby="data">
        <h2 id="data">{words.dataTitle}</h2>
        <p class="links">
          <a href={`${links.self}/receipts`}>{dictionary(language).receipts.link}</a>
          <a href={`${links.self}/data.json`} download="paperboy-my-data.json">
            {words.download}
          </a>
          <a href={`${links.self}/delete`}>{words.forget}</a>
          {reader.state === 'active' && <a href={links.unsubscribe}>{words.unsubscribe}</a>}
        </p>
      </section>
    </Page>
  )
}

function State({ reader, language, now }: Pick<SettingsPageProps, 'reader' | 'language' | 'now'>) {
  const { manage: words } = dictionary(language)
  const { pausedUntil } = reader
  if (reader.state !== 'active') return <p>{words.stopped}</p>
  return (
    <>
      <p>{words.address(reader.email)}</p>
      {pausedUntil !== null && calendarDate(now, reader.timeZone) < pausedUntil && (
        <p class="notice">{words.paused(shortDate(pausedUntil, language))}</p>
      )}
      {!reader.keywords.some(({ mode }) => mode === 'search') && <p class="notice">{words.nothingSearched}</p>}
    </>
  )
}

function Delivery({ language, form, errors }: Pick<SettingsPageProps, 'language' | 'form'> & { errors: FieldErrors }) {
  const { manage: words, signUp } = dictionary(language)
  return (
    <fieldset>
      <legend>{words.deliveryTitle}</legend>
      <DeliveryFields form={form} errors={errors} words={signUp} fresh={false} />
      <div class="row">
        <Field name="weekday" label={words.daysLabel} error={errors.weekday}>
          <select {...described('weekday', errors)} name="weekday">
            <option value="every">{words.everyEdition}</option>
            {['1', '2', '3', '4', '5', '6', '7'].map((day) => (
              <option value={day} selected={day === form.weekday}>
                {words.weekly(weekdayName(Number(day), language))}
              </option>
            ))}
          </select>
        </Field>
        <Field name="pause" label={words.pauseLabel} error={errors.pause}>
          <input {...described('pause', errors)} type="date" name="pausedUntil" value={form.pausedUntil} />
        </Field>
      </div>
      <p class="quiet" id="pause-hint">
        {words.pauseHint}
      </p>
      <p class="choice">
        <input type="checkbox" id="emptyMail" name="emptyMail" value="yes" checked={form.emptyMail} />
        <label for="emptyMail">{words.emptyLabel}</label>
      </p>
      <p class="choice">
        <input type="checkbox" id="replacements" name="replacements" value="yes" checked={form.replacements} />
        <label for="replacements">{words.replacementsLabel}</label>
      </p>
    </fieldset>
  )
}

interface AddressProps {
  language: Language
  email: string
  action: string
  error: string | undefined
}

/** Part of the one form, so that what else was typed comes along and is shown again. */
function Address({ language, email, action, error }: AddressProps) {
  const { manage: words } = dictionary(language)
  return (
    <fieldset>
      <legend>{words.addressTitle}</legend>
      <Field name="email" label={words.addressLabel} hint={words.addressHint} error={error}>
        <input {...described('email', error ? { email: error } : {})} type="email" name="email" value={email} />
      </Field>
      <p class="buttons">
        <button class="second" type="submit" formaction={action}>
          {words.addressButton}
        </button>
      </p>
    </fieldset>
  )
}
