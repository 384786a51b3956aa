import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import type { Language, Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage, messagePage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/** What the settings say of an address that was asked for. */
export type AddressAnswer = { said: string } | { error: string; status: 400 | 429 }

/** Asks a reader's new address to confirm. */
export async function askForAddress(
  { addresses }: Pick<WebDeps, 'addresses'>,
  reader: Subscriber,
  language: Language,
  email: string,
): Promise<AddressAnswer> {
  const { manage: words, signUp } = dictionary(language)
  try {
    const outcome = await addresses.request(reader, email)
    if (outcome === 'same') return { error: words.addressSame, status: 400 }
    if (outcome === 'too many') return { error: words.addressTooMany, status: 429 }
    return { said: words.addressAsked(email) }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'invalid')) throw error
    return { error: signUp.errors.email(error.message), status: 400 }
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
