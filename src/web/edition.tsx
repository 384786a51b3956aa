import type { Context } from 'hono'
import { type EditionDate, type FeedReport, parseEditionDate } from '../domain/edition.ts'
import { type EditionFigures, firstSeenCount } from '../domain/edition-counts.ts'
import { AppError } from '../domain/errors.ts'
import type { AnnounceType } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'
import type { PublicDictionary } from '../lib/i18n/public-en.ts'
import { announcementTime, bothZones, longDate } from '../lib/time.ts'
import { Categories } from './edition-categories.tsx'
import { notFoundPage } from './errors.tsx'
import { dayOf, figure } from './figures.ts'
import { keepLanguage, readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import { publicWords } from './public-words.ts'

type Words = PublicDictionary['edition']

const TYPES: readonly AnnounceType[] = ['new', 'cross', 'replace', 'replace-cross']

/** One edition in numbers. */
export async function editionPage(context: Context, text: string, editions: WebDeps['editions']) {
  const language = readerLanguage(context)
  const date = readDate(text)
  if (date === null) return notFoundPage(context, language)
  const edition = await editions.figures(date)
  return edition
    ? context.html(<Figures context={context} edition={edition} language={language} />)
    : notStored(context)
}

/** Null for days that no calendar has. */
function readDate(text: string): EditionDate | null {
  try {
    return parseEditionDate(text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return null
  }
}

function notStored(context: Context) {
  const language = readerLanguage(context)
  const words = publicWords(language).edition
  return context.html(
    <Page language={language} title={words.notStoredTitle} switchable>
      <p>{words.notStored}</p>
      <p>
        <a href={keepLanguage(context, '/editions')}>{words.latest}</a>
      </p>
    </Page>,
    404,
  )
}

interface FiguresProps {
  context: Context
  edition: EditionFigures
  language: Language
}

function Figures({ context, edition, language }: FiguresProps) {
  const words = publicWords(language).edition
  const { announced, feeds } = edition
  const all = TYPES.reduce((sum, type) => sum + announced[type], 0)
  const title = longDate(edition.date, language)
  return (
    <Page language={language} title={title} description={words.description(title)} switchable>
      <p>{all === 0 ? words.none : words.lead(figure(all), figure(firstSeenCount(announced)))}</p>
      {all > 0 && <p class="quiet">{`${words.announcedAt}${bothZones(announcementTime(edition.date), 'UTC')}`}</p>}
      {!edition.complete && <p class="notice">{words.incomplete}</p>}
      {all > 0 && <Types announced={announced} all={all} words={words} />}
      {edition.categories.length > 0 && <Categories edition={edition} language={language} />}
      {feeds.length > 0 && <Feeds feeds={feeds} words={words} />}
      <p class="buttons">
        <a href={keepLanguage(context, '/')}>{words.signUp}</a>
      </p>
      <Neighbours context={context} edition={edition} language={language} />
    </Page>
  )
}

function Types({ announced, all, words }: { announced: Record<AnnounceType, number>; all: number; words: Words }) {
  return (
    <section>
      <h2>{words.typesTitle}</h2>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{words.typeLabel}</th>
            <th scope="col">{words.papersLabel}</th>
          </tr>
        </thead>
        <tbody>
          {TYPES.map((type) => (
            <tr>
              <th scope="row">
                {words.types[type].name} <small>{words.types[type].hint}</small>
              </th>
              <td>{figure(announced[type])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.all}</th>
            <td>{figure(all)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

function Feeds({ feeds, words }: { feeds: readonly FeedReport[]; words: Words }) {
  return (
    <section>
      <h2>{words.feedsTitle}</h2>
      <p class="quiet">{words.feedsText}</p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{words.feedLabel}</th>
            <th scope="col">{words.papersLabel}</th>
            <th scope="col" class="said">
              {words.stateLabel}
            </th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <tr>
              <th scope="row">{feed.category}</th>
              <td>{figure(feed.items)}</td>
              <td class="said">{words.states[stateOf(feed)]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The error itself is for whoever runs this Paperboy: it tells where the feeds are fetched from. */
function stateOf({ status, error, unsure }: FeedReport): keyof Words['states'] {
  if (status === 'failed') return 'failed'
  if (error !== undefined) return 'partly'
  if (unsure) return 'unsure'
  return status === 'empty' ? 'empty' : 'taken'
}

function Neighbours({ context, edition: { before, after }, language }: FiguresProps) {
  const words = publicWords(language).edition
  const link = (label: string, date: EditionDate | null) =>
    date !== null && (
      <>
        {label}
        <a href={keepLanguage(context, `/editions/${date}`)}>{dayOf(date, language)}</a>
        <br />
      </>
    )
  return (
    <nav class="neighbours" aria-label={words.neighbours}>
      {link(words.before, before)}
      {link(words.after, after)}
      <a href={keepLanguage(context, '/editions')}>{words.latest}</a>
    </nav>
  )
}
