import { type Context, Hono } from 'hono'
import type { Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage } from './errors.tsx'
import { clock } from './fields.tsx'
import { keepLanguage, readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/** `/c/<token>`, the link of the confirmation mail. Link scanners fetch it: looking changes nothing, the button does. */
export function confirmPages({ signUp, manageLink }: WebDeps): Hono {
  const pages = new Hono()

  pages.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })

  pages.get('/:token', async (context) => {
    const reader = await signUp.pending(context.req.param('token'))
    return reader !== null && reader !== 'expired' && reader.state === 'pending'
      ? confirmPage(context, reader)
      : outcomePage(context, reader, manageLink)
  })

  pages.post('/:token', async (context) =>
    outcomePage(context, await signUp.confirm(context.req.param('token')), manageLink),
  )

  return pages
}

/** Who has left since can't come back by an old link: it is spent. */
function outcomePage(context: Context, reader: Subscriber | 'expired' | null, manageLink: (id: number) => string) {
  if (reader === null) return badLinkPage(context, readerLanguage(context))
  return reader === 'expired' || reader.state !== 'active'
    ? expiredPage(context)
    : welcomePage(context, reader, manageLink(reader.id))
}

function confirmPage(context: Context, reader: Subscriber) {
  const language = readerLanguage(context, reader)
  const words = dictionary(language).signUp
  return context.html(
    <Page language={language} title={words.confirmTitle} switchable>
      <p>{words.confirmText}</p>
      <Summary reader={reader} words={dictionary(language)} />
      <form method="post">
        <p class="buttons">
          <button type="submit">{words.confirmButton}</button>
        </p>
      </form>
      <p class="quiet">{words.confirmHint}</p>
    </Page>,
  )
}

function welcomePage(context: Context, reader: Subscriber, manageLink: string) {
  const language = readerLanguage(context, reader)
  const words = dictionary(language).signUp
  return context.html(
    <Page language={language} title={words.welcomeTitle} switchable>
      <p>{context.req.method === 'POST' ? words.welcomeText : words.welcomeBack}</p>
      <p>{words.welcomeNext(clock(reader.hour), reader.timeZone)}</p>
      <Summary reader={reader} words={dictionary(language)} />
      <p>
        <a href={manageLink}>{dictionary(language).manage.title}</a>
      </p>
      <p class="quiet">{words.welcomeHint}</p>
    </Page>,
  )
}

function Summary({ reader, words }: { reader: Subscriber; words: ReturnType<typeof dictionary> }) {
  return (
    <dl>
      <dt>{words.signUp.emailLabel}</dt>
      <dd>{reader.email}</dd>
      <dt>{words.signUp.keywordsLabel}</dt>
      <dd>
        <ul>
          {reader.keywords.map(({ text }) => (
            <li>{text}</li>
          ))}
        </ul>
      </dd>
      <dt>{words.signUp.hourLabel}</dt>
      <dd>{`${clock(reader.hour)} (${reader.timeZone})`}</dd>
    </dl>
  )
}

function expiredPage(context: Context) {
  const language = readerLanguage(context)
  const words = dictionary(language).signUp
  return context.html(
    <Page language={language} title={words.expiredTitle} switchable>
      <p>{words.expiredText}</p>
      <p>
        <a href={keepLanguage(context, '/')}>{words.expiredLink}</a>
      </p>
    </Page>,
    410,
  )
}
