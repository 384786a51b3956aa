import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import { splitKeywords } from '../domain/keyword.ts'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { readBody } from './body.ts'
import { messagePage } from './errors.tsx'
import { type FieldErrors, fieldErrors } from './field-errors.tsx'
import { keepLanguage, readerLanguage } from './language.ts'
import { clientNetwork } from './network.ts'
import { Page } from './page.tsx'
import type { SignUpForm, WebDeps } from './ports.ts'
import { type PreviewOutcome, PreviewResult } from './preview.tsx'
import { SignUpPage } from './signup-form.tsx'

/** Nobody fills the form in faster; programs do. */
const MIN_FILL_MS = 2_000
const MAX_FILL_MS = 24 * 3_600_000

/** What came with the form beside the sign-up itself. */
interface Sent {
  form: SignUpForm
  stamp: string
  /** Of the field that people don't see. */
  trap: string
  action: string
  /** The language of mails that the form had before anybody chose one. */
  proposed: string
}

/** `/`: the form, and what follows it. */
export function signUpPages(deps: WebDeps, proxies: number): Hono {
  const pages = new Hono()

  pages.get('/', (context) => {
    const language = readerLanguage(context)
    const form = { email: '', keywords: [], language, timeZone: 'UTC', hour: '7' }
    return showForm(deps, context, { form, stamp: '', proposed: language, fresh: true })
  })

  pages.post('/', async (context) => {
    const sent = await readForm(context)
    if (sent.action === 'switch') return showForm(deps, context, inItsLanguage(sent, readerLanguage(context)))
    return sent.action === 'preview'
      ? previewInPage(deps, context, sent, clientNetwork(context, proxies))
      : subscribe(deps, context, sent, clientNetwork(context, proxies))
  })

  pages.post('/preview', async (context) => {
    const { form } = await readForm(context)
    const result = await previewOf(deps, form.keywords, clientNetwork(context, proxies))
    return context.html(<PreviewResult language={readerLanguage(context)} result={result} />, statusOf(result))
  })

  pages.get('/preview', (context) => context.redirect(keepLanguage(context, '/'), 303))

  pages.get('/check-mail', (context) => {
    const language = readerLanguage(context)
    const words = dictionary(language).signUp
    context.header('cache-control', 'no-store')
    return context.html(
      <Page language={language} title={words.checkMailTitle} switchable>
        <p>{words.checkMailText}</p>
        <p class="quiet">{words.checkMailHint}</p>
      </Page>,
    )
  })

  return pages
}

async function subscribe(deps: WebDeps, context: Context, sent: Sent, network: string) {
  const language = readerLanguage(context)
  const words = dictionary(language).signUp
  const done = () => context.redirect(keepLanguage(context, '/check-mail'), 303)
  if (sent.trap !== '') return done()
  const age = deps.formStamp.age(sent.stamp)
  if (age === null || age < MIN_FILL_MS || age > MAX_FILL_MS)
    return showForm(deps, context, { ...sent, errors: { form: words.sendAgain }, status: 400 })
  if (!(await deps.admit('sign-up', network)))
    return messagePage(context, language, words.tooManyTitle, words.tooManyText, 429)
  try {
    await deps.signUp.request(sent.form)
    return done()
  } catch (error) {
    if (!isInvalid(error)) throw error
    return showForm(deps, context, { ...sent, errors: fieldErrors(error, words), status: 400 })
  }
}

/** The form after a switch: the language of mails follows that of the page until somebody chooses one. */
function inItsLanguage({ form, stamp, proposed }: Sent, language: Language): Shown {
  return form.language === proposed
    ? { form: { ...form, language }, stamp, proposed: language }
    : { form, stamp, proposed: '' }
}

async function previewInPage(deps: WebDeps, context: Context, sent: Sent, network: string) {
  const result = await previewOf(deps, sent.form.keywords, network)
  return showForm(deps, context, { ...sent, result, status: statusOf(result) })
}

async function previewOf(deps: WebDeps, keywords: readonly string[], network: string): Promise<PreviewOutcome> {
  if (keywords.length === 0) return []
  if (!(await deps.admit('preview', network))) return 'too many'
  try {
    return await deps.previewKeywords(keywords)
  } catch (error) {
    if (!isInvalid(error)) throw error
    return { invalid: error }
  }
}

function statusOf(result: PreviewOutcome): 200 | 400 | 429 {
  if (result === 'too many') return 429
  return Array.isArray(result) ? 200 : 400
}

interface Shown {
  form: SignUpForm
  stamp: string
  proposed: string
  fresh?: boolean
  errors?: FieldErrors
  result?: PreviewOutcome
  status?: 200 | 400 | 429
}

function showForm(deps: WebDeps, context: Context, { stamp, status = 200, ...shown }: Shown) {
  // The time that somebody has spent on the form already counts: a stamp that is still good stays.
  const age = deps.formStamp.age(stamp)
  const kept = age !== null && age >= 0 && age <= MAX_FILL_MS
  // For nobody's cache but the browser's own, which so can put back on Back what was typed, also after a refusal.
  context.header('cache-control', 'private, no-cache')
  context.header('vary', 'Accept-Language')
  return context.html(
    <SignUpPage
      {...shown}
      language={readerLanguage(context)}
      action={keepLanguage(context, '/')}
      settingsLink={keepLanguage(context, '/link')}
      stamp={kept ? stamp : deps.formStamp.make()}
      categories={deps.categories}
    />,
    status,
  )
}

async function readForm(context: Context): Promise<Sent> {
  const body = await readBody(context)
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    form: {
      email: text('email'),
      keywords: splitKeywords(text('keywords')),
      language: text('language'),
      timeZone: text('timeZone'),
      hour: text('hour'),
    },
    stamp: text('stamp'),
    trap: text('website'),
    action: text('action'),
    proposed: text('proposed'),
  }
}

function isInvalid(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'invalid'
}
