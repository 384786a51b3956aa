import { type Context, Hono } from 'hono'
import { Fragment } from 'hono/jsx'
import type { Digest, DigestEntry, DigestGroup, ShownEntry } from '../domain/digest.ts'
import type { Span } from '../domain/match.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { markedText, readableText } from '../lib/marked-text.ts'
import { bothZones, longDate, stamp } from '../lib/time.ts'
import { badLinkPage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'

/** `/d/<token>`: the complete digest of which the mail is the short form; `/d/<token>.txt` as plain text. */
export function digestPages({ tokens, digest, textRendition }: WebDeps): Hono {
  const pages = new Hono()
  const load = async (context: Context, token: string) => {
    const id = tokens.verify('read', token)
    return { found: id === null ? null : await digest(id), language: readerLanguage(context) }
  }

  pages.get('/:token{[0-9a-zA-Z_-]+\\.txt}', async (context) => {
    const token = context.req.param('token').slice(0, -'.txt'.length)
    const { found, language } = await load(context, token)
    return found ? context.text(textRendition(found)) : badLinkPage(context, language)
  })

  pages.get('/:token', async (context) => {
    const token = context.req.param('token')
    const { found, language } = await load(context, token)
    return found
      ? context.html(<WholeDigest digest={found} textLink={`/d/${token}.txt`} />)
      : badLinkPage(context, language)
  })

  return pages
}

function WholeDigest({ digest, textLink }: { digest: Digest; textLink: string }) {
  const words = dictionary(digest.language)
  const summary =
    digest.matched === 0
      ? words.digest.empty
      : words.digest.summary(digest.matched, digest.announced.toLocaleString('en-US'))
  return (
    <Page language={digest.language} title={longDate(digest.edition, digest.language)}>
      <p>{summary}</p>
      <p class="quiet">
        {`${words.digest.announcedLabel}: ${bothZones(digest.announcedAt, digest.timeZone)}`}
        <br />
        {`${words.digest.madeLabel}: ${stamp(digest.madeAt, digest.timeZone)}`}
        <br />
        <a href={textLink}>{words.page.digestAsText}</a>
      </p>
      {digest.missing.length > 0 && (
        <p class="notice">{words.digest.incomplete(digest.missing.join(words.listSeparator))}</p>
      )}
      {digest.groups.map((group) => (
        <Group group={group} words={words} />
      ))}
      {digest.unmatched.length > 0 && (
        <p class="quiet">{words.digest.unmatched(digest.unmatched.join(words.listSeparator))}</p>
      )}
    </Page>
  )
}

function Group({ group, words }: { group: DigestGroup; words: Dictionary }) {
  return (
    <section>
      <h2>
        {group.keyword} <span class="count">{words.digest.groupCount(group.total)}</span>
      </h2>
      {group.entries.map((shown) => (
        <Entry shown={shown} words={words} />
      ))}
    </section>
  )
}

function Entry({ shown, words }: { shown: ShownEntry; words: Dictionary }) {
  const { paper, translation, spans } = shown.entry
  const title = (
    <h3>
      <a href={abstractUrl(paper.id)}>
        <Marked source={paper.title} spans={spans.title} />
      </a>
    </h3>
  )
  if (shown.kind === 'again')
    return (
      <article class="again">
        {title}
        <p class="quiet">{words.digest.again(shown.under)}</p>
      </article>
    )
  return (
    <article>
      {title}
      {translation && (
        <p class="translated-title" lang={words.htmlLang}>
          {readableText(translation.title)}
        </p>
      )}
      <p class="authors">{paper.authors.map(readableText).join(', ')}</p>
      <p class="quiet">
        {subjectLine(paper.categories)}
        <br />
        {paper.id} · <a href={abstractUrl(paper.id)}>{words.digest.abstractPage}</a> ·{' '}
        <a href={pdfUrl(paper.id)}>{words.digest.pdf}</a>
      </p>
      <Abstract entry={shown.entry} />
      {translation?.abstract && (
        <p class="translation" lang={words.htmlLang}>
          {readableText(translation.abstract)}
        </p>
      )}
    </article>
  )
}

function Abstract({ entry: { paper, spans } }: { entry: DigestEntry }) {
  return (
    <p class="abstract" lang="en">
      <Marked source={paper.abstract} spans={spans.abstract} />
    </p>
  )
}

function Marked({ source, spans }: { source: string; spans: readonly Span[] }) {
  return (
    <>
      {markedText(source, spans).map(({ text, marked }) =>
        marked ? <mark>{text}</mark> : <Fragment>{text}</Fragment>,
      )}
    </>
  )
}
