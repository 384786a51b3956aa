import type { PropsWithChildren } from 'hono/jsx'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'

/** The frame of every page. No script, no picture from elsewhere, never indexed: all pages so far are somebody's own. */
export function Page({ language, title, children }: PropsWithChildren<{ language: Language; title: string }>) {
  return (
    <html lang={dictionary(language).htmlLang} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Paperboy`}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header class="masthead">
          <span class="mark">
            <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
              <path
                d="M3 3h10l4 4v10H3z M13 3v4h4 M6 10h8 M6 13h8"
                fill="none"
                stroke="currentColor"
                stroke-width="1.4"
              />
            </svg>
            Paperboy
          </span>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
        <footer class="colophon">
          <p>{dictionary(language).footer.acknowledgement}</p>
        </footer>
      </body>
    </html>
  )
}
