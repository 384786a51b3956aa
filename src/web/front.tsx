import { Hono } from 'hono'
import { dictionary } from '../lib/i18n.ts'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'

/** `/`: what this is, for whoever follows a link to it. */
export function frontPage(): Hono {
  return new Hono().get('/', (context) => {
    const language = readerLanguage(context)
    const words = dictionary(language).page
    return context.html(
      <Page language={language} title={words.frontTitle}>
        <p>{words.frontText}</p>
        <p>{words.frontSubscribe}</p>
      </Page>,
    )
  })
}
