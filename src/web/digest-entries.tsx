import { Fragment } from 'hono/jsx'
import type { DigestEntry, DigestGroup, ShownEntry } from '../domain/digest.ts'
import type { Span } from '../domain/match.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { markedText, readableText } from '../lib/marked-text.ts'

/** One keyword's papers under its heading. */
export function DigestEntries({ group, words }: { group: DigestGroup; words: Dictionary }) {
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
      <article>
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
