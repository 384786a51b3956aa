import { type Context, Hono } from 'hono'
import type { EditionDate } from '../domain/edition.ts'
import { type EditionCounts, firstSeenCount } from '../domain/edition-counts.ts'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { Columns, Key } from './charts.tsx'
import { editionPage } from './edition.tsx'
import { dayOf, figure } from './figures.ts'
import { keepLanguage, readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import { publicCache } from './public-cache.ts'
import { publicWords } from './public-words.ts'

/** How many the list holds: six weeks of announcements. */
const LATEST = 30

/** `/editions` and `/editions/<YYYY-MM-DD>`: what arXiv announced, in numbers. Nothing in them is about a reader. */
export function editionPages({ editions }: Pick<WebDeps, 'editions'>): Hono {
  const pages = new Hono()

  pages.use(publicCache)

  pages.get('/', async (context) => {
    const language = readerLanguage(context)
    const words = publicWords(language).editions
    const latest = await editions.recent(LATEST)
    return context.html(
      <Page language={language} title={words.title} description={words.lead} switchable>
        <p>{words.lead}</p>
        {latest.length === 0 ? (
          <p class="notice">{words.empty}</p>
        ) : (
          <>
            <Timeline latest={latest} language={language} />
            <Latest context={context} latest={latest} language={language} />
          </>
        )}
      </Page>,
    )
  })

  pages.get('/:date{[12]\\d{3}-\\d{2}-\\d{2}}', (context) => editionPage(context, context.req.param('date'), editions))

  return pages
}

function Timeline({ latest, language }: { latest: readonly EditionCounts[]; language: Language }) {
  const words = publicWords(language).editions
  const columns = latest.map(({ date, announced }) => ({ name: date, ...announced })).reverse()
  const fullest = latest.reduce((a, b) => (firstSeenCount(b.announced) > firstSeenCount(a.announced) ? b : a))
  return (
    <figure>
      <Columns counted={columns} />
      <figcaption>
        {words.chart(latest.length, figure(firstSeenCount(fullest.announced)), dayOf(fullest.date, language))}
        <Key fresh={words.new} crossed={words.cross} />
      </figcaption>
    </figure>
  )
}

function Latest(props: { context: Context; latest: readonly EditionCounts[]; language: Language }) {
  const { context, latest, language } = props
  const words = publicWords(language).editions
  return (
    <table class="figures">
      <caption class="away">{words.table}</caption>
      <thead>
        <tr>
          <th scope="col">{words.edition}</th>
          <th scope="col">{words.new}</th>
          <th scope="col">{words.cross}</th>
          <th scope="col">{words.replaced}</th>
          <th scope="col">{words.feeds}</th>
        </tr>
      </thead>
      <tbody>
        {latest.map((edition) => (
          <tr>
            <th scope="row">
              <a href={keepLanguage(context, pathOf(edition.date))}>{dayOf(edition.date, language)}</a>
            </th>
            <td>{figure(edition.announced.new)}</td>
            <td>{figure(edition.announced.cross)}</td>
            <td>{figure(edition.announced.replace + edition.announced['replace-cross'])}</td>
            <td>
              <small>{completeness(edition, language)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function pathOf(date: EditionDate): string {
  return `/editions/${date}`
}

/** Complete, or which feeds are missing. */
function completeness({ complete, feeds }: EditionCounts, language: Language): string {
  const words = publicWords(language).editions
  const { listSeparator } = dictionary(language)
  const named = (wanted: (status: string) => boolean, say: (categories: string) => string) => {
    const found = feeds.filter(({ status, error }) => error !== undefined && wanted(status))
    return found.length === 0 ? [] : [say(found.map(({ category }) => category).join(listSeparator))]
  }
  const lacks = [
    ...named((status) => status === 'failed', words.missing),
    ...named((status) => status !== 'failed', words.partly),
  ]
  if (lacks.length > 0) return lacks.join(listSeparator)
  return complete ? words.complete : words.incomplete
}
