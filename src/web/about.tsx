import { Hono } from 'hono'
import { Fragment } from 'hono/jsx'
import { dictionary } from '../lib/i18n.ts'
import { readerLanguage } from './language.ts'
import { Contact } from './operator.tsx'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import { publicCache } from './public-cache.ts'
import { publicWords } from './public-words.ts'

/** `/about` and `/privacy`: what this is, who runs it, and what it knows of whom. */
export function aboutPages({ categories, operator }: Pick<WebDeps, 'categories' | 'operator'>): Hono {
  const pages = new Hono()

  pages.get('/about', publicCache, (context) => {
    const language = readerLanguage(context)
    const words = publicWords(language).about
    const { listSeparator } = dictionary(language)
    return context.html(
      <Page language={language} title={words.title} description={words.description} switchable>
        {words.sections(categories.join(listSeparator)).map(({ title, text }) => (
          <section>
            <h2>{title}</h2>
            {text.map((paragraph) => (
              <p>{paragraph}</p>
            ))}
          </section>
        ))}
        <section>
          <h2>{words.whoTitle}</h2>
          <p>
            {words.contact}
            <Contact address={operator.contact} />
          </p>
          {operator.postalAddress !== '' && (
            <p>
              {words.postalAddress}
              {operator.postalAddress}
            </p>
          )}
        </section>
        <section>
          <h2>{words.arxivTitle}</h2>
          <p>{words.arxiv}</p>
        </section>
      </Page>,
    )
  })

  pages.get('/privacy', publicCache, (context) => {
    const language = readerLanguage(context)
    const words = publicWords(language).privacy
    return context.html(
      <Page language={language} title={words.title} description={words.description} switchable>
        <p>{words.lead}</p>
        {words.sections(operator.relay).map(({ title, items }) => (
          <section>
            <h2>{title}</h2>
            <dl class="facts">
              {items.map(({ name, text, kept }: PrivacyItem) => (
                <Fragment>
                  <dt>{name}</dt>
                  <dd>
                    {text}
                    {kept !== undefined && (
                      <>
                        <br />
                        <span class="quiet">{`${words.kept}${kept}`}</span>
                      </>
                    )}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h2>{words.rightsTitle}</h2>
          {words.rights.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
          <p>
            {words.question}
            <Contact address={operator.contact} />
          </p>
        </section>
        <section>
          <h2>{words.papersTitle}</h2>
          <p>{words.papers}</p>
        </section>
      </Page>,
    )
  })

  return pages
}

interface PrivacyItem {
  name: string
  text: string
  kept?: string
}
