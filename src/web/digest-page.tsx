import type { Digest } from '../domain/digest.ts'
import { shown } from '../domain/errors.ts'
import { untranslatedNote } from '../lib/digest-notes.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { readingMinutes } from '../lib/reading-time.ts'
import { bothZones, editionDates, stamp } from '../lib/time.ts'
import { DigestEntries } from './digest-entries.tsx'
import { digestPath, onlyKeyword } from './digest-filter.ts'
import { Page } from './page.tsx'

interface DigestPageProps {
  /** The complete one. */
  digest: Digest
  token: string
  /** The keyword that is asked for, whether or not the digest has it. */
  asked: string | null
}

export function DigestPage({ digest, token, asked }: DigestPageProps) {
  const words = dictionary(digest.language)
  const filtered = asked === null ? null : onlyKeyword(digest, asked)
  const keyword = filtered ? asked : null
  const summary =
    digest.matched === 0
      ? words.digest.empty
      : words.digest.summary(digest.matched, digest.announced.toLocaleString('en-US'))
  const shownDigest = filtered ?? digest
  const { groups, unmatched } = shownDigest
  const minutes = readingMinutes(shownDigest)
  const untranslated = untranslatedNote(shownDigest)
  return (
    <Page language={digest.language} title={editionDates(digest)}>
      <p>{summary}</p>
      <p class="quiet">
        {minutes > 0 && (
          <>
            {words.digest.readingTime(minutes)}
            <br />
          </>
        )}
        {`${words.digest.announcedLabel}: ${bothZones(digest.announcedAt, digest.timeZone)}`}
        <br />
        {`${words.digest.madeLabel}: ${stamp(digest.madeAt, digest.timeZone)}`}
        <br />
        <OtherForms token={token} keyword={keyword} words={words} />
      </p>
      {digest.missing.length > 0 && (
        <p class="notice">{words.digest.incomplete(digest.missing.join(words.listSeparator))}</p>
      )}
      {untranslated !== null && <p class="notice">{untranslated}</p>}
      {asked !== null && !filtered && <p class="notice">{words.page.unknownKeywordOnPage(shown(asked))}</p>}
      {digest.groups.length > 1 && <KeywordFilter digest={digest} token={token} chosen={keyword} words={words} />}
      {groups.map((group) => (
        <DigestEntries group={group} digest={digest} />
      ))}
      {unmatched.length > 0 && <p class="quiet">{words.digest.unmatched(unmatched.join(words.listSeparator))}</p>}
    </Page>
  )
}

interface OtherFormsProps {
  token: string
  keyword: string | null
  words: Dictionary
}

function OtherForms({ token, keyword, words }: OtherFormsProps) {
  const { label, txt } = words.page.digestForms
  return (
    <>
      {`${label}: `}
      <a href={digestPath(token, '.txt', keyword)}>{txt}</a> · <a href={digestPath(token, '.bib', keyword)}>BibTeX</a> ·{' '}
      <a href={digestPath(token, '.ris', keyword)}>RIS</a> · <a href={digestPath(token, '.json', keyword)}>JSON</a>
    </>
  )
}

interface KeywordFilterProps {
  digest: Digest
  token: string
  /** Null where all are shown. */
  chosen: string | null
  words: Dictionary
}

function KeywordFilter({ digest, token, chosen, words }: KeywordFilterProps) {
  const all = { keyword: null, label: words.page.allKeywords, count: digest.matched }
  const choices = [all, ...digest.groups.map(({ keyword, total }) => ({ keyword, label: keyword, count: total }))]
  return (
    <nav class="filter" aria-label={words.page.keywordFilter}>
      <ul>
        {choices.map(({ keyword, label, count }) => (
          <li>
            <a href={digestPath(token, '', keyword)} aria-current={keyword === chosen ? 'page' : undefined}>
              {label}
            </a>{' '}
            <span class="count">{count}</span>
          </li>
        ))}
      </ul>
    </nav>
  )
}
