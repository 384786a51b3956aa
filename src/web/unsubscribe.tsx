import { type Context, Hono } from 'hono'
import type { Language } from '../domain/subscriber.ts'
import type { LeaveReason } from '../lib/i18n/settings-en.ts'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage, messagePage } from './errors.tsx'
import { keepLanguage, readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/**
 * `/u/<token>`: GET shows a button and changes nothing, POST unsubscribes. The POST of a mail program (RFC 8058) and
 * that of the button are the same one: no cookie, no Origin, no redirect, and 200 also for someone long gone. Only the
 * button brings an answer to the question along.
 */
export function unsubscribePages({ tokens, subscriber, unsubscribe, resume, manageLink, log }: WebDeps): Hono {
  const pages = new Hono()

  pages.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })

  const open = async (context: Context<object, '/:token'>) => {
    const id = tokens.verify('unsubscribe', context.req.param('token'))
    const reader = id === null ? null : await subscriber(Number(id))
    return { id: id === null ? null : Number(id), reader, language: readerLanguage(context, reader) }
  }

  pages.get('/:token', async (context) => {
    const { id, reader, language } = await open(context)
    if (id === null) return badLinkPage(context, language)
    return reader?.state === 'active' ? askPage(context, language) : donePage(context, language, reader !== null)
  })

  pages.post('/:token', async (context) => {
    const { id, reader, language } = await open(context)
    if (id === null) return badLinkPage(context, language)
    // Whatever a mail program sends along, or nothing: the link alone says what is wanted.
    const { reason } = await context.req.parseBody().catch((): Record<string, unknown> => ({}))
    await unsubscribe(id, isReason(reason) ? reason : null)
    // The doctor asks for somebody whom there is not.
    if (reader !== null) log.info({ subscriber: id }, 'unsubscribed')
    return donePage(context, language, reader !== null)
  })

  // A reload from the address bar.
  pages.get('/:token/undo', async (context) => {
    const { id, language } = await open(context)
    if (id === null) return badLinkPage(context, language)
    return context.redirect(keepLanguage(context, `/u/${context.req.param('token')}`), 303)
  })

  pages.post('/:token/undo', async (context) => {
    const { id, reader, language } = await open(context)
    if (id === null) return badLinkPage(context, language)
    const words = dictionary(language).manage.leave
    if (!reader) return donePage(context, language, false)
    await resume(id)
    log.info({ subscriber: id }, 'resumed')
    const settings = { href: manageLink(id), label: dictionary(language).manage.back }
    return messagePage(context, language, words.undoneTitle, words.undone, 200, settings)
  })

  return pages
}

function isReason(text: unknown): text is LeaveReason {
  return typeof text === 'string' && Object.hasOwn(dictionary('en').manage.leave.reasons, text)
}

function askPage(context: Context<object, '/:token'>, language: Language) {
  const words = dictionary(language).manage.leave
  return context.html(
    <Page language={language} title={words.title}>
      <p>{words.question}</p>
      <form method="post" action={`/u/${context.req.param('token')}`}>
        <div class="field">
          <label for="reason">{words.whyLabel}</label>
          <select id="reason" name="reason">
            <option value="">{words.noAnswer}</option>
            {Object.entries(words.reasons).map(([reason, label]) => (
              <option value={reason}>{label}</option>
            ))}
          </select>
        </div>
        <p class="buttons">
          <button type="submit">{words.button}</button>
        </p>
      </form>
    </Page>,
  )
}

/** @param undoable false where everything of them was deleted */
function donePage(context: Context<object, '/:token'>, language: Language, undoable: boolean) {
  const words = dictionary(language).manage.leave
  return context.html(
    <Page language={language} title={words.doneTitle}>
      <p>{words.done}</p>
      {undoable && (
        <form method="post" action={`/u/${context.req.param('token')}/undo`}>
          <p class="buttons">
            <button class="second" type="submit">
              {words.undo}
            </button>
          </p>
        </form>
      )}
    </Page>,
  )
}
