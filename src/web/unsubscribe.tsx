import { Hono } from 'hono'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/**
 * `/u/<token>`: GET shows a button and changes nothing, POST unsubscribes. The POST of a mail program (RFC 8058) and
 * that of the button are the same one: no cookie, no Origin, no redirect, and 200 also for someone long gone.
 */
export function unsubscribePages({ tokens, subscriber, unsubscribe, log }: WebDeps): Hono {
  const pages = new Hono()

  pages.get('/:token', async (context) => {
    const id = tokens.verify('unsubscribe', context.req.param('token'))
    if (id === null) return badLinkPage(context, readerLanguage(context))
    const reader = await subscriber(Number(id))
    const language = readerLanguage(context, reader)
    const words = dictionary(language).page
    if (reader?.state !== 'active')
      return context.html(
        <Page language={language} title={words.unsubscribedTitle}>
          <p>{words.unsubscribedText}</p>
        </Page>,
      )
    return context.html(
      <Page language={language} title={words.unsubscribeTitle}>
        <p>{words.unsubscribeQuestion}</p>
        <form method="post">
          <button type="submit">{words.unsubscribeButton}</button>
        </form>
      </Page>,
    )
  })

  pages.post('/:token', async (context) => {
    const id = tokens.verify('unsubscribe', context.req.param('token'))
    if (id === null) return badLinkPage(context, readerLanguage(context))
    const reader = await subscriber(Number(id))
    await unsubscribe(Number(id))
    log.info({ subscriber: Number(id) }, 'unsubscribed')
    const language = readerLanguage(context, reader)
    const words = dictionary(language).page
    return context.html(
      <Page language={language} title={words.unsubscribedTitle}>
        <p>{words.unsubscribedText}</p>
      </Page>,
    )
  })

  return pages
}
