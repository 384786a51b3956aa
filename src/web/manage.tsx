import { Hono } from 'hono'
import { dictionary } from '../lib/i18n.ts'
import { badLinkPage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/** `/m/<token>`: what is kept of a subscriber, for their own eyes. */
export function managePages({ tokens, subscriber, unsubscribeLink }: WebDeps): Hono {
  const pages = new Hono()
  pages.get('/:token', async (context) => {
    const id = tokens.verify('manage', context.req.param('token'))
    const reader = id === null ? null : await subscriber(Number(id))
    const language = readerLanguage(context, reader)
    if (!reader) return badLinkPage(context, language)
    const words = dictionary(language)
    return context.html(
      <Page language={language} title={words.page.manageTitle}>
        <dl>
          <dt>{words.page.stateLabel}</dt>
          <dd>{reader.state === 'active' ? words.page.stateActive : words.page.stateUnsubscribed}</dd>
          <dt>{words.page.keywordsLabel}</dt>
          <dd>
            <ul>
              {reader.keywords.map((keyword) => (
                <li>{keyword}</li>
              ))}
            </ul>
          </dd>
          <dt>{words.page.languageLabel}</dt>
          <dd>{words.languageName}</dd>
          <dt>{words.page.timeLabel}</dt>
          <dd>{`${String(reader.hour).padStart(2, '0')}:00 (${reader.timeZone})`}</dd>
        </dl>
        {reader.state === 'active' && (
          <p>
            <a href={unsubscribeLink(reader.id)}>{words.footer.unsubscribe}</a>
          </p>
        )}
      </Page>,
    )
  })
  return pages
}
