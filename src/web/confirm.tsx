import { type Context, Hono } from 'hono'
import type { Keyword } from '../domain/keyword.ts'
import type { SignUpWish, Subscriber } from '../domain/subscriber.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
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
    const wish = await signUp.pending(context.req.param('token'))
    if (wish === null || wish === 'expired') return outcomePage(context, wish, manageLink)
    return wish.subscriber.state === 'pending'
      ? confirmPage(context, wish)
      : outcomePage(context, wish.subscriber, manageLink)
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

function confirmPage(context: Context, { subscriber, replaced }: SignUpWish) {
  const language = readerLanguage(context, subscriber)
  const words = dictionary(language).signUp
  return context.html(
    <Page language={language} title={words.confirmTitle} switchable>
      <p>{words.confirmText}</p>
      {replaced.length > 0 && (
        <p class="notice">{words.confirmReplaces(replaced.length, subscriber.keywords.length)}</p>
      )}
      <Summary reader={subscriber} words={dictionary(language)} replaced={replaced} />
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

interface SummaryProps {
  reader: Subscriber
  words: Dictionary
  /** Keywords that are to go. */
  replaced?: readonly Keyword[]
}

function Summary({ reader, words: { signUp: words }, replaced = [] }: SummaryProps) {
  return (
    <dl>
      <dt>{words.emailLabel}</dt>
      <dd>{reader.email}</dd>
      <KeywordList label={words.keywordsLabel} keywords={reader.keywords} />
      {replaced.length > 0 && <KeywordList label={words.replacedLabel} keywords={replaced} />}
      <dt>{words.hourLabel}</dt>
      <dd>{`${clock(reader.hour)} (${reader.timeZone})`}</dd>
    </dl>
  )
}

function KeywordList({ label, keywords }: { label: string; keywords: readonly Keyword[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <ul>
          {keywords.map(({ text }) => (
            <li>{text}</li>
          ))}
        </ul>
      </dd>
    </>
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
