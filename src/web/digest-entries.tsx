import type { Digest, DigestGroup, ShownEntry } from '../domain/digest.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import { entryText, type Passage } from '../lib/entry-text.ts'
import { dictionary } from '../lib/i18n.ts'
import { languageLooks } from '../lib/language-looks.ts'
import { readableText } from '../lib/marked-text.ts'
import { shortDate } from '../lib/time.ts'
import { RichText } from './rich-text.tsx'

/** One keyword's papers under its heading. */
export function DigestEntries({ group, digest }: { group: DigestGroup; digest: Digest }) {
  const words = dictionary(digest.language)
  return (
    <section>
      <h2>
        {group.keyword} <span class="count">{words.digest.groupCount(group.total)}</span>
      </h2>
      {group.entries.map((shown) => (
        <Entry shown={shown} digest={digest} />
      ))}
    </section>
  )
}

function Entry({ shown, digest }: { shown: ShownEntry; digest: Digest }) {
  const words = dictionary(digest.language)
  const { paper, edition } = shown.entry
  const { title, secondTitle, abstracts, untranslated } = entryText(shown.entry, digest)
  const heading = (
    <h3 {...set(title)}>
      <a href={abstractUrl(paper.id)}>
        <Text passage={title} />
      </a>
    </h3>
  )
  if (shown.kind === 'again')
    return (
      <article>
        {heading}
        <p class="quiet">{words.digest.again(shown.under)}</p>
      </article>
    )
  return (
    <article>
      {heading}
      {secondTitle && (
        <p {...set(secondTitle, digest.show === 'both' ? 'translated-title' : 'original-title')}>
          <Text passage={secondTitle} />
        </p>
      )}
      <p class="authors" lang="en">
        {paper.authors.map(readableText).join(', ')}
      </p>
      <p class="quiet">
        <span lang="en">
          {subjectLine(paper.categories)}
          {paper.comment !== null && (
            <>
              <br />
              <RichText source={paper.comment} mathml />
            </>
          )}
        </span>
        <br />
        {edition && `${shortDate(edition, digest.language)} · `}
        {paper.id} · <a href={abstractUrl(paper.id)}>{words.digest.abstractPage}</a> ·{' '}
        <a href={pdfUrl(paper.id)}>{words.digest.pdf}</a>
        {untranslated && (
          <>
            {' · '}
            <em>{words.digest.untranslated}</em>
          </>
        )}
      </p>
      {abstracts.map((abstract) => (
        <p {...set(abstract, abstract.language === 'en' ? 'abstract' : 'translation')}>
          <Text passage={abstract} />
        </p>
      ))}
    </article>
  )
}

function Text({ passage: { source, spans, language } }: { passage: Passage }) {
  return <RichText source={source} spans={spans} mathml rtl={languageLooks(language).dir === 'rtl'} />
}

/** How a passage is to be set. */
function set({ language }: Passage, ...classes: string[]) {
  const { lang, dir, han } = languageLooks(language)
  const all = [...classes, ...(han ? ['han'] : [])].join(' ')
  return { lang, ...(dir === 'rtl' && { dir }), ...(all !== '' && { class: all }) }
}
