import { tryGetContext } from 'hono/context-storage'
import { raw } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import { LANGUAGES, type Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { keepLanguage, readerLanguage } from './language.ts'
import { publicWords } from './public-words.ts'

interface PageProps {
  language: Language
  title: string
  /** For search engines; without it they are asked to keep away, since most pages are somebody's own. */
  description?: string
  /** Before the title in the window's name, e.g. that there are errors. */
  alert?: string | undefined
  /** Offers the page in the other language, by a link. */
  switchable?: boolean
  /** Offers it in another way. */
  languageSwitch?: Child
  /** Room for two columns. */
  wide?: boolean
  script?: boolean
}

/** The frame of every page. Nothing in it comes from elsewhere. */
export function Page({ language, title, children, ...options }: PropsWithChildren<PageProps>) {
  const { description, alert, switchable, languageSwitch, wide, script } = options
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang={dictionary(language).htmlLang} dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          {description === undefined ? (
            <meta name="robots" content="noindex" />
          ) : (
            <meta name="description" content={description} />
          )}
          <meta name="color-scheme" content="light dark" />
          <title>{`${alert ? `${alert} · ` : ''}${title} · Paperboy`}</title>
          <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="/style.css" />
          {script && <script type="module" src="/app.js" />}
        </head>
        <body class={wide ? 'wide' : undefined}>
          <header class="masthead">
            <a class="mark" href={linkIn(language, '/')}>
              <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
                <path d={MARK} fill="none" stroke="currentColor" stroke-width="1.4" />
              </svg>
              Paperboy
            </a>
            {languageSwitch ?? (switchable && <LanguageSwitch language={language} />)}
          </header>
          <main>
            <h1>{title}</h1>
            {children}
          </main>
          <Colophon language={language} />
        </body>
      </html>
    </>
  )
}

function LanguageSwitch({ language }: { language: Language }) {
  return (
    <nav aria-label={dictionary(language).signUp.switchLabel}>
      {LANGUAGES.filter((other) => other !== language).map((other) => (
        <a href={`?lang=${other}`} lang={dictionary(other).htmlLang} hreflang={dictionary(other).htmlLang}>
          {dictionary(other).languageName}
        </a>
      ))}
    </nav>
  )
}

function Colophon({ language }: { language: Language }) {
  const words = publicWords(language).footer
  return (
    <footer class="colophon">
      <nav aria-label={words.label}>
        <a href={linkIn(language, '/editions')}>{words.editions}</a>
        <a href={linkIn(language, '/about')}>{words.about}</a>
        <a href={linkIn(language, '/privacy')}>{words.privacy}</a>
      </nav>
      <p>{dictionary(language).footer.acknowledgement}</p>
    </footer>
  )
}

/**
 * A link to a page of ours that will be in the language of this one, whoever chose that: the switch, the browser, or the
 * settings of a subscriber whose browser speaks another. The frame learns of the request from hono's storage, so that no
 * page has to hand it on.
 */
function linkIn(language: Language, path: string): string {
  const context = tryGetContext()
  if (!context) return path
  return readerLanguage(context) === language ? keepLanguage(context, path) : `${path}?lang=${language}`
}

/** A folded paper, in a box of 20 by 20. */
const MARK = 'M3 3h10l4 4v10H3z M13 3v4h4 M6 10h8 M6 13h8'

/** The mark, light on dark tabs and dark on light ones. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><style>path{fill:none;stroke:#9b1c1c;stroke-width:1.6}@media (prefers-color-scheme:dark){path{stroke:#f0a097}}</style><path d="${MARK}"/></svg>
`
