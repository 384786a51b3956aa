import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import { dictionary } from '../lib/i18n.ts'
import { readBody } from './body.ts'
import { badLinkPage, messagePage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import type { ReaderEnv } from './reader-env.ts'

/**
 * Answers the settings' form that asks for another address.
 * @param refuse shows the form again, with what is wrong
 */
export async function addressRequest(
  { addresses }: WebDeps,
  context: Context<ReaderEnv>,
  refuse: (error: string, email: string) => Response | Promise<Response>,
) {
  const { reader, language } = context.var
  const { manage: words, signUp } = dictionary(language)
  const body = await readBody(context)
  const email = typeof body.email === 'string' ? body.email.trim() : ''
  const back = { href: `/m/${context.req.param('token')}`, label: words.back }
  try {
    const outcome = await addresses.request(reader, email)
    if (outcome === 'same') return refuse(words.addressSame, email)
    if (outcome === 'too many') return messagePage(context, language, words.title, words.addressTooMany, 429, back)
    return messagePage(context, language, words.addressAskedTitle, words.addressAsked(email), 200, back)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'invalid')) throw error
    return refuse(signUp.errors.email(error.message), email)
  }
}

/** `/a/<token>`, the link of the mail to a new address. Looking changes nothing, the button does. */
export function addressPages({ addresses }: Pick<WebDeps, 'addresses'>): Hono {
  const pages = new Hono()

  pages.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })

  pages.get('/:token', async (context) => {
    const wish = await addresses.pending(context.req.param('token'))
    if (wish === null) return badLinkPage(context, readerLanguage(context))
    if (wish === 'expired') return expiredPage(context)
    const language = readerLanguage(context, wish.subscriber)
    const words = dictionary(language).manage
    return context.html(
      <Page language={language} title={words.confirmAddressTitle} switchable>
        <p>{words.confirmAddressText(wish.subscriber.email, wish.email)}</p>
        <form method="post">
          <p class="buttons">
            <button type="submit">{words.confirmAddressButton}</button>
          </p>
        </form>
      </Page>,
    )
  })

  pages.post('/:token', async (context) => {
    const done = await addresses.confirm(context.req.param('token'))
    if (done === null) return badLinkPage(context, readerLanguage(context))
    if (done === 'expired') return expiredPage(context)
    const language = readerLanguage(context, done === 'taken' ? null : done.subscriber)
    const words = dictionary(language).manage
    return done === 'taken'
      ? messagePage(context, language, words.addressTakenTitle, words.addressTaken, 409)
      : messagePage(context, language, words.addressChangedTitle, words.addressChanged(done.email), 200)
  })

  return pages
}

function expiredPage(context: Context) {
  const language = readerLanguage(context)
  const { signUp, manage } = dictionary(language)
  return messagePage(context, language, signUp.expiredTitle, manage.addressExpired, 410)
}
