import type { DigestEntry, DigestGroup, ShownEntry } from '../domain/digest.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import { dictionary } from '../lib/i18n.ts'
import { readableText } from '../lib/marked-text.ts'
import { shortDate } from '../lib/time.ts'
import { RichText } from './rich-text.tsx'

/** One keyword's papers under its heading. */
export function DigestEntries({ group, language }: { group: DigestGroup; language: Language }) {
  const words = dictionary(language)
  return (
    <section>
      <h2>
        {group.keyword} <span class="count">{words.digest.groupCount(group.total)}</span>
      </h2>
      {group.entries.map((shown) => (
        <Entry shown={shown} language={language} />
      ))}
    </section>
  )
}

function Entry({ shown, language }: { shown: ShownEntry; language: Language }) {
  const words = dictionary(language)
  const { paper, edition, translation, spans } = shown.entry
  const title = (
    <h3 lang="en">
      <a href={abstractUrl(paper.id)}>
        <RichText source={paper.title} spans={spans.title} mathml />
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
          <RichText source={translation.title} mathml />
        </p>
      )}
      <p class="authors" lang="en">
        {paper.authors.map(readableText).join(', ')}
      </p>
      <p class="quiet">
        <span lang="en">{subjectLine(paper.categories)}</span>
        <br />
        {edition && `${shortDate(edition, language)} · `}
        {paper.id} · <a href={abstractUrl(paper.id)}>{words.digest.abstractPage}</a> ·{' '}
        <a href={pdfUrl(paper.id)}>{words.digest.pdf}</a>
      </p>
      <Abstract entry={shown.entry} />
      {translation?.abstract && (
        <p class="translation" lang={words.htmlLang}>
          <RichText source={translation.abstract} mathml />
        </p>
      )}
    </article>
  )
}

function Abstract({ entry: { paper, spans } }: { entry: DigestEntry }) {
  return (
    <p class="abstract" lang="en">
      <RichText source={paper.abstract} spans={spans.abstract} mathml />
    </p>
  )
}
