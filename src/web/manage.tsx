import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage, messagePage } from './errors.tsx'
import { type FieldErrors, fieldErrors, PreferenceFields } from './fields.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { SignUpForm, WebDeps } from './ports.ts'

type Preferences = Omit<SignUpForm, 'email'>

/** `/m/<token>`: what is kept of a subscriber, for their own eyes and hands. GET changes nothing. */
export function managePages(deps: WebDeps): Hono {
  const pages = new Hono()
  const readerOf = async (context: Context<object, '/:token'>) => {
    const id = deps.tokens.verify('manage', context.req.param('token'))
    return id === null ? null : deps.subscriber(Number(id))
  }

  const linksOf = (context: Context<object, '/:token'>, reader: Subscriber) => ({
    unsubscribe: deps.unsubscribeLink(reader.id),
    forget: `/m/${context.req.param('token')}/delete`,
  })

  pages.get('/:token', async (context) => {
    const reader = await readerOf(context)
    if (!reader) return badLinkPage(context, readerLanguage(context))
    const saved = context.req.query('saved') !== undefined
    return context.html(
      <Settings reader={reader} form={preferencesOf(reader)} links={linksOf(context, reader)} saved={saved} />,
    )
  })

  pages.post('/:token', async (context) => {
    const reader = await readerOf(context)
    if (!reader) return badLinkPage(context, readerLanguage(context))
    const body = await context.req.parseBody()
    if (body.action === 'resume') {
      await deps.resume(reader.id)
      return context.redirect(`/m/${context.req.param('token')}`, 303)
    }
    const form = readPreferences(body)
    try {
      await deps.change(reader.id, form)
      return context.redirect(`/m/${context.req.param('token')}?saved`, 303)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'invalid')) throw error
      const errors = fieldErrors(error.message, dictionary(reader.language).signUp)
      return context.html(
        <Settings reader={reader} form={form} links={linksOf(context, reader)} errors={errors} />,
        400,
      )
    }
  })

  pages.get('/:token/delete', async (context) => {
    const reader = await readerOf(context)
    if (!reader) return badLinkPage(context, readerLanguage(context))
    const words = dictionary(reader.language).manage
    return context.html(
      <Page language={reader.language} title={words.forgetTitle}>
        <p>{words.forgetText(reader.email)}</p>
        <form method="post">
          <p class="buttons">
            <button type="submit">{words.forgetButton}</button>
          </p>
        </form>
      </Page>,
    )
  })

  pages.post('/:token/delete', async (context) => {
    const id = deps.tokens.verify('manage', context.req.param('token'))
    if (id === null) return badLinkPage(context, readerLanguage(context))
    const language = readerLanguage(context, await deps.subscriber(Number(id)))
    await deps.forget(Number(id))
    deps.log.info({ subscriber: Number(id) }, 'deleted at their own wish')
    const words = dictionary(language).manage
    return messagePage(context, language, words.forgotten, words.forgottenText, 200)
  })

  return pages
}

interface SettingsProps {
  reader: Subscriber
  form: Preferences
  links: { unsubscribe: string; forget: string }
  errors?: FieldErrors
  saved?: boolean
}

function Settings({ reader, form, links, errors = {}, saved }: SettingsProps) {
  const { manage: words, signUp } = dictionary(reader.language)
  const wrong = Object.keys(errors).length > 0
  return (
    <Page language={reader.language} title={words.title} alert={wrong ? words.wrong : undefined}>
      <p>{reader.state === 'active' ? words.address(reader.email) : words.stopped}</p>
      {saved && (
        <p class="notice" role="status">
          {words.saved}
        </p>
      )}
      {wrong && (
        <p class="notice" role="alert">
          {errors.form ?? words.wrong}
        </p>
      )}
      <form method="post">
        <PreferenceFields form={form} errors={errors} words={signUp} fresh={false} />
        <p class="buttons">
          <button type="submit" name="action" value="save">
            {words.save}
          </button>
          {reader.state === 'unsubscribed' && (
            <button class="second" type="submit" name="action" value="resume" formnovalidate>
              {words.resume}
            </button>
          )}
        </p>
      </form>
      <p class="quiet">
        {reader.state === 'active' && (
          <>
            <a href={links.unsubscribe}>{words.unsubscribe}</a> ·{' '}
          </>
        )}
        <a href={links.forget}>{words.forget}</a>
      </p>
    </Page>
  )
}

function preferencesOf({ keywords, language, timeZone, hour }: Subscriber): Preferences {
  return { keywords, language, timeZone, hour: String(hour) }
}

function readPreferences(body: Record<string, unknown>): Preferences {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return {
    keywords: text('keywords')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    language: text('language'),
    timeZone: text('timeZone'),
    hour: text('hour'),
  }
}
