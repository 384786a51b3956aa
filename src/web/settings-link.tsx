import { type Context, Hono } from 'hono'
import { AppError } from '../domain/errors.ts'
import { dictionary } from '../lib/i18n.ts'
import { readBody } from './body.ts'
import { messagePage } from './errors.tsx'
import { described, Field } from './fields.tsx'
import { keepLanguage, readerLanguage } from './language.ts'
import { clientNetwork } from './network.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/** `/link`: mails the settings' link to whoever has none at hand. The answer is the same for every address. */
export function settingsLinkPages({ admit, sendSettingsLink }: WebDeps, proxies: number): Hono {
  const pages = new Hono()

  pages.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })

  pages.get('/', (context) => showForm(context, '', undefined))

  pages.post('/', async (context) => {
    const language = readerLanguage(context)
    const { manage: words, signUp } = dictionary(language)
    const { email, website } = await readBody(context)
    const text = typeof email === 'string' ? email : ''
    // A field that people don't see: what fills it in gets the same answer, and no mail goes out.
    const isTrapped = typeof website === 'string' && website !== ''
    if (!isTrapped) {
      if (!(await admit('link', clientNetwork(context, proxies))))
        return messagePage(context, language, words.linkTooManyTitle, words.linkTooMany, 429)
      try {
        await sendSettingsLink(text, language)
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'invalid')) throw error
        return showForm(context, text, signUp.errors.email(error.message))
      }
    }
    return messagePage(context, language, words.linkSentTitle, words.linkSent, 200)
  })

  return pages
}

function showForm(context: Context, email: string, error: string | undefined) {
  const language = readerLanguage(context)
  const { manage: words, signUp } = dictionary(language)
  return context.html(
    <Page language={language} title={words.linkTitle} alert={error && signUp.errorsTitle} switchable>
      <form method="post" action={keepLanguage(context, '/link')}>
        <Field name="email" label={signUp.emailLabel} hint={words.linkText} error={error}>
          <input
            {...described('email', error ? { email: error } : {})}
            type="email"
            name="email"
            value={email}
            autocomplete="email"
            required
          />
        </Field>
        <div class="away" aria-hidden="true">
          <label for="website">{signUp.trapLabel}</label>
          <input id="website" type="text" name="website" value="" tabindex={-1} autocomplete="off" />
        </div>
        <p class="buttons">
          <button type="submit">{words.linkButton}</button>
        </p>
      </form>
    </Page>,
    error ? 400 : 200,
  )
}
