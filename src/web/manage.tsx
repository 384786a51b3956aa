import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { settingsFingerprint } from '../lib/settings-fingerprint.ts'
import { type AddressAnswer, askForAddress } from './address.tsx'
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
import { SettingsPage } from './settings-form.tsx'
import { readSettings, type SentSettings, type Settings, settingsOf } from './settings-values.ts'

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
    const { reader, language } = context.var
    const { manage: words } = dictionary(language)
    const isTrusted = context.req.query('trusted') !== undefined && reader.suppressed === null
    const isResumed = context.req.query('resumed') !== undefined && reader.state === 'active'
    const isSaved = context.req.query('saved') !== undefined
    const said = isTrusted ? [words.trusted] : isResumed || isSaved ? [savedWords(context, isResumed)] : []
    return showSettings(deps, context, { said })
  })

  pages.post('/:token', async (context) =>
    save(deps, context, readSettings(await readBody(context), context.var.reader)),
  )

  // Where forms are sent. Who reloads from the address bar asks by GET, and is led to where the form is.
  pages.on('GET', ['/:token/trust', '/:token/address'], (context) =>
    context.redirect(keepLanguage(context, `/m/${context.req.param('token')}`), 303),
  )

  pages.post('/:token/trust', async (context) => {
    const { reader } = context.var
    if (reader.suppressed !== null) await deps.trust(reader.id)
    return context.redirect(`/m/${context.req.param('token')}?trusted`, 303)
  })

  pages.post('/:token/address', async (context) => {
    const { reader, language } = context.var
    const sent = readSettings(await readBody(context), reader)
    const asked = await askForAddress(deps, reader, language, sent.newEmail)
    // A program may send the address alone: then there is nothing else to keep.
    if (sent.madeFrom === undefined) return showSettings(deps, context, withAddress(asked, sent.newEmail))
    const form = kept(sent.form)
    const isUnsaved = JSON.stringify(form) !== JSON.stringify(settingsOf(reader, deps.now()))
    const after = isUnsaved ? [dictionary(language).manage.notSavedYet] : []
    return showSettings(deps, context, {
      form,
      madeFrom: sent.madeFrom,
      ...withAddress(asked, sent.newEmail, { after }),
    })
  })

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

async function save(deps: WebDeps, context: TokenContext, { form: sent, action, madeFrom, newEmail }: SentSettings) {
  const { reader, language } = context.var
  const { manage: words, signUp } = dictionary(language)
  const rearrangedKeywords = rearranged(sent.keywords, action)
  if (rearrangedKeywords) {
    const form = kept({ ...sent, keywords: rearrangedKeywords })
    return showSettings(deps, context, { form, madeFrom, newEmail, said: [words.notSavedYet] })
  }
  const form = kept(sent)
  try {
    await deps.change(reader, form, madeFrom)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'invalid')
      return showSettings(deps, context, { form, madeFrom, newEmail, errors: fieldErrors(error, signUp), status: 400 })
    if (error.code !== 'conflict') throw error
    await readAgain(deps, context)
    return showSettings(deps, context, { form, newEmail, conflict: true, status: 409 })
  }
  if (action === 'resume') await deps.resume(reader.id)
  if (newEmail === '')
    return context.redirect(`/m/${context.req.param('token')}?${action === 'resume' ? 'resumed' : 'saved'}`, 303)
  await readAgain(deps, context)
  const asked = await askForAddress(deps, reader, language, newEmail)
  return showSettings(
    deps,
    context,
    withAddress(asked, newEmail, { before: [savedWords(context, action === 'resume')] }),
  )
}

function savedWords(context: TokenContext, isResumed: boolean): string {
  const { reader, language } = context.var
  const { manage: words } = dictionary(language)
  if (isResumed) return words.resumed
  return reader.state === 'active' ? words.saved : words.savedOnly
}

/** What came of asking for another address, between what else is to be said. */
function withAddress(asked: AddressAnswer, newEmail: string, { before = [], after = [] }: Around = {}): Shown {
  return 'said' in asked
    ? { said: [...before, asked.said, ...after] }
    : { said: [...before, ...after], newEmail, errors: { email: asked.error }, status: asked.status }
}

interface Around {
  before?: readonly string[]
  after?: readonly string[]
}

/** Emptied rows are to go. */
function kept(form: Settings): Settings {
  return { ...form, keywords: withoutEmpty(form.keywords) }
}

/** The reader as they are stored by now. */
async function readAgain(deps: WebDeps, context: TokenContext): Promise<void> {
  context.set('reader', (await deps.subscriber(context.var.reader.id)) ?? context.var.reader)
}

interface Shown {
  /** As it was sent; what is stored without it. */
  form?: Settings
  /** That of the form; that of what is stored without it. */
  madeFrom?: string | undefined
  newEmail?: string
  said?: readonly string[]
  errors?: FieldErrors
  conflict?: boolean
  status?: 200 | 400 | 409 | 429
}

async function showSettings(deps: WebDeps, context: TokenContext, { form, madeFrom, status = 200, ...shown }: Shown) {
  const { reader, language } = context.var
  const now = deps.now()
  return context.html(
    <SettingsPage
      reader={reader}
      language={language}
      form={form ?? settingsOf(reader, now)}
      madeFrom={madeFrom ?? settingsFingerprint(reader)}
      now={now}
      languages={await deps.languages()}
      links={{ unsubscribe: deps.unsubscribeLink(reader.id), self: `/m/${context.req.param('token')}` }}
      {...shown}
    />,
    status,
  )
}
