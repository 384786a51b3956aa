import { type Context, Hono } from 'hono'
import type { Subscriber } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import type { ReaderEnv } from './reader-env.ts'

/** `/m/<token>/mute?keyword=…`, a link under each group of a digest. GET shows a button, POST pauses the keyword. */
export function mutePages({ muteKeyword }: Pick<WebDeps, 'muteKeyword'>): Hono<ReaderEnv> {
  const pages = new Hono<ReaderEnv>()

  pages.get('/:token/mute', (context) => {
    const { reader, language } = context.var
    const words = dictionary(language).manage
    const keyword = keywordOf(context, reader)
    if (!keyword) return unknownPage(context)
    if (keyword.mode === 'paused') return mutedPage(context, keyword.text)
    return context.html(
      <Page language={language} title={words.muteTitle(keyword.text)}>
        <p>{words.muteText}</p>
        <form method="post">
          <p class="buttons">
            <button type="submit">{words.muteButton}</button>
          </p>
        </form>
        <p>
          <a href={settingsPath(context)}>{words.back}</a>
        </p>
      </Page>,
    )
  })

  pages.post('/:token/mute', async (context) => {
    const { reader } = context.var
    const keyword = keywordOf(context, reader)
    if (!keyword) return unknownPage(context)
    await muteKeyword(reader.id, keyword.text)
    return mutedPage(context, keyword.text)
  })

  return pages
}

function keywordOf(context: Context, { keywords }: Subscriber) {
  const asked = context.req.query('keyword')?.toLowerCase()
  // An excluded keyword is not what the link was under: paused, it would let papers in.
  return keywords.find(({ text, mode }) => mode !== 'exclude' && text.toLowerCase() === asked)
}

function settingsPath(context: Context): string {
  return `/m/${context.req.param('token')}`
}

function mutedPage(context: Context<ReaderEnv>, keyword: string) {
  const { language } = context.var
  const words = dictionary(language).manage
  return context.html(
    <Page language={language} title={words.mutedTitle(keyword)}>
      <p>{words.mutedText}</p>
      <p>
        <a href={settingsPath(context)}>{words.back}</a>
      </p>
    </Page>,
  )
}

function unknownPage(context: Context<ReaderEnv>) {
  const { language } = context.var
  const words = dictionary(language).manage
  return context.html(
    <Page language={language} title={words.muteUnknownTitle}>
      <p>{words.muteUnknown}</p>
      <p>
        <a href={settingsPath(context)}>{words.back}</a>
      </p>
    </Page>,
    404,
  )
}
