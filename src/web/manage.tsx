import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { addressRequest } from './address.tsx'
import { readBody } from './body.ts'
import { badLinkPage, messagePage } from './errors.tsx'
import { type FieldErrors, fieldErrors } from './field-errors.tsx'
import { rearranged, withoutEmpty } from './keyword-rows.tsx'
import { keepLanguage, readerLanguage } from './language.ts'
import { mutePages } from './mute.tsx'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import type { ReaderEnv } from './reader-env.ts'
import { receiptPages } from './receipts.tsx'
import { readSettings, type Settings, SettingsPage, settingsOf } from './settings-form.tsx'

type TokenContext = Context<ReaderEnv, '/:token'>

/** `/m/<token>`: what is kept of a subscriber, and what they can do about it. GET changes nothing. */
export function managePages(deps: WebDeps): Hono<ReaderEnv> {
  const pages = new Hono<ReaderEnv>()

  pages.use('/:token/*', async (context, next) => {
    context.header('cache-control', 'no-store')
    const id = deps.tokens.verify('manage', context.req.param('token'))
    const reader = id === null ? null : await deps.subscriber(Number(id))
    // Deleting twice is no error: the second time there is nobody to read.
    if (id !== null && !reader && isDeleting(context)) return forgottenPage(context, null)
    if (!reader) return badLinkPage(context, readerLanguage(context))
    context.set('reader', reader)
    context.set('language', readerLanguage(context, reader))
    return next()
  })

  pages.get('/:token', (context) => {
    const { manage: words } = dictionary(context.var.language)
    const { reader } = context.var
    const isSaved = context.req.query('saved') !== undefined
    const isResumed = context.req.query('resumed') !== undefined && reader.state === 'active'
    const isTrusted = context.req.query('trusted') !== undefined && reader.suppressed === null
    const saved = reader.state === 'active' ? words.saved : words.savedOnly
    const said = isResumed ? words.resumed : isTrusted ? words.trusted : isSaved ? saved : undefined
    return showSettings(deps, context, { said })
  })

  pages.post('/:token', async (context) => {
    const { reader } = context.var
    const { manage: words, signUp } = dictionary(context.var.language)
    const body = await readBody(context)
    const action = typeof body.action === 'string' ? body.action : ''
    const sent = readSettings(body, reader)
    const keywords = rearranged(sent.keywords, action)
    if (keywords)
      return showSettings(deps, context, {
        form: { ...sent, keywords: withoutEmpty(keywords) },
        said: words.notSavedYet,
      })
    const form = { ...sent, keywords: withoutEmpty(sent.keywords) }
    try {
      await deps.change(reader, form)
      if (action === 'resume') await deps.resume(reader.id)
      return context.redirect(`/m/${context.req.param('token')}?${action === 'resume' ? 'resumed' : 'saved'}`, 303)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'invalid')) throw error
      return showSettings(deps, context, {
        form,
        errors: fieldErrors(error, signUp),
      })
    }
  })

  // Where forms are sent. Who reloads from the address bar asks by GET, and is led to where the form is.
  pages.on('GET', ['/:token/trust', '/:token/address'], (context) =>
    context.redirect(keepLanguage(context, `/m/${context.req.param('token')}`), 303),
  )

  pages.post('/:token/trust', async (context) => {
    const { reader } = context.var
    if (reader.suppressed !== null) await deps.trust(reader.id)
    return context.redirect(`/m/${context.req.param('token')}?trusted`, 303)
  })

  pages.post('/:token/address', async (context) =>
    addressRequest(deps, context, (error, newEmail) =>
      showSettings(deps, context, { errors: { email: error }, newEmail }),
    ),
  )

  pages.get('/:token/data.json', async (context) => {
    const data = await deps.personalData(context.var.reader.id)
    context.header('content-disposition', 'attachment; filename="paperboy-my-data.json"')
    return context.body(`${JSON.stringify(data, null, 2)}\n`, 200, { 'content-type': 'application/json' })
  })

  pages.get('/:token/delete', (context) => {
    const { language, reader } = context.var
    const words = dictionary(language).manage
    return context.html(
      <Page language={language} title={words.forgetTitle}>
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
    const { reader } = context.var
    await deps.forget(reader.id)
    deps.log.info({ subscriber: reader.id }, 'deleted at their own wish')
    return forgottenPage(context, reader)
  })

  pages.route('/', mutePages(deps))
  pages.route('/', receiptPages(deps))

  return pages
}

function isDeleting({ req }: Context): boolean {
  return req.method === 'POST' && req.path.endsWith('/delete')
}

function forgottenPage(context: Context, reader: Subscriber | null) {
  const language = readerLanguage(context, reader)
  const words = dictionary(language).manage
  return messagePage(context, language, words.forgotten, words.forgottenText, 200)
}

interface Shown {
  form?: Settings
  errors?: FieldErrors
  said?: string | undefined
  /** An address that was refused. */
  newEmail?: string
}

async function showSettings(deps: WebDeps, context: TokenContext, { form, errors, said, newEmail = '' }: Shown) {
  const { reader } = context.var
  const now = deps.now()
  return context.html(
    <SettingsPage
      reader={reader}
      language={context.var.language}
      form={form ?? settingsOf(reader, now)}
      now={now}
      languages={await deps.languages()}
      links={{ unsubscribe: deps.unsubscribeLink(reader.id), self: `/m/${context.req.param('token')}` }}
      errors={errors ?? {}}
      said={said}
      newEmail={newEmail}
    />,
    errors ? 400 : 200,
  )
}
