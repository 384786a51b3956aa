import type { Language, Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { calendarDate, shortDate, weekdayName } from '../lib/time.ts'
import { ErrorLinks, type FieldErrors } from './field-errors.tsx'
import { DeliveryFields, described, Field } from './fields.tsx'
import { type KeywordField, KeywordRows, readKeywords } from './keyword-rows.tsx'
import { Page } from './page.tsx'
import type { SettingsForm } from './ports.ts'
import { ReadingFields } from './reading-fields.tsx'
import { SuppressedNotice } from './suppressed.tsx'

export type Settings = Omit<SettingsForm, 'keywords'> & { keywords: readonly KeywordField[] }

interface SettingsPageProps {
  reader: Subscriber
  /** Of the page. */
  language: Language
  form: Settings
  now: Date
  /** What papers can be translated to now. */
  languages: readonly string[]
  links: { unsubscribe: string; self: string }
  errors?: FieldErrors
  /** What the form did. */
  said?: string | undefined
  /** An address that was refused. */
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
  errors = {},
  said,
  newEmail = '',
}: SettingsPageProps) {
  const { manage: words } = dictionary(language)
  const wrong = Object.keys(errors).length > 0
  return (
    <Page language={language} title={words.title} alert={wrong ? words.wrong : undefined} script>
      <State reader={reader} language={language} now={now} />
      {reader.state === 'active' && reader.suppressed !== null && (
        <SuppressedNotice
          suppressed={reader.suppressed}
          language={language}
          timeZone={reader.timeZone}
          action={`${links.self}/trust`}
        />
      )}
      {said && (
        <p class="notice" role="status">
          {said}
        </p>
      )}
      {wrong && (
        <div class="notice" role="alert" tabindex={-1} autofocus>
          <p>{errors.form ?? words.wrong}</p>
          <ErrorLinks errors={errors} />
        </div>
      )}
      <form method="post" action={links.self}>
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
      </form>
      <AddressForm language={language} email={newEmail} action={`${links.self}/address`} error={errors.email} />
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

interface AddressFormProps {
  language: Language
  email: string
  action: string
  error: string | undefined
}

function AddressForm({ language, email, action, error }: AddressFormProps) {
  const { manage: words } = dictionary(language)
  return (
    <form method="post" action={action}>
      <fieldset>
        <legend>{words.addressTitle}</legend>
        <Field name="email" label={words.addressLabel} hint={words.addressHint} error={error}>
          <input
            {...described('email', error ? { email: error } : {})}
            type="email"
            name="email"
            value={email}
            required
          />
        </Field>
        <p class="buttons">
          <button class="second" type="submit">
            {words.addressButton}
          </button>
        </p>
      </fieldset>
    </form>
  )
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
export function readSettings(body: Record<string, unknown>, reader: Subscriber): Settings {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return {
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
  }
}
