import type { DigestEntry } from '../domain/digest.ts'
import type { Span } from '../domain/match.ts'
import type { Reading } from '../domain/reading.ts'
import { endOfSentences } from './sentences.ts'

/** A title or an abstract in one language, as it is stored, TeX included. */
export interface Passage {
  source: string
  /** Where keywords stand; only in what arXiv announced. */
  spans: readonly Span[]
  /** BCP 47 tag; `zh` is Simplified Chinese. */
  language: string
}

/** What of a paper's text a reader is shown: the value that mails, texts and pages are made from. */
export interface EntryText {
  title: Passage
  /** The title in the other language. */
  secondTitle: Passage | null
  /** One, or the original and then its translation. */
  abstracts: Passage[]
  /** A translation is wanted and there is none. */
  untranslated: boolean
}

/** arXiv's announcements are in English. */
const ORIGINAL = 'en'
const SHORT_SENTENCES = 2

export function entryText({ paper, spans, translation }: DigestEntry, reading: Reading): EntryText {
  const title: Passage = { source: paper.title, spans: spans.title, language: ORIGINAL }
  const abstract: Passage = { source: paper.abstract, spans: spans.abstract, language: ORIGINAL }
  const length = reading.abstracts === 'short' ? shortened : (passage: Passage) => passage
  if (reading.translation === null || translation === null)
    return {
      title,
      secondTitle: null,
      abstracts: [length(abstract)],
      untranslated: reading.translation !== null,
    }
  const translated = (source: string): Passage => ({ source, spans: [], language: reading.translation ?? ORIGINAL })
  const other = translated(translation.title)
  const otherAbstract = translation.abstract === null ? [] : [translated(translation.abstract)]
  return reading.show === 'both'
    ? {
        title,
        secondTitle: other,
        abstracts: [abstract, ...otherAbstract].map(length),
        untranslated: false,
      }
    : {
        title: other,
        secondTitle: title,
        abstracts: (otherAbstract.length > 0 ? otherAbstract : [abstract]).map(length),
        untranslated: false,
      }
}

/** The first two sentences, with an ellipsis where there are more. */
function shortened(passage: Passage): Passage {
  const { source, spans } = passage
  const end = endOfSentences(source, SHORT_SENTENCES)
  if (source.slice(end).trim() === '') return passage
  return {
    ...passage,
    source: `${source.slice(0, end)} …`,
    spans: spans.filter(([start]) => start < end).map(([start, stop]): Span => [start, Math.min(stop, end)]),
  }
}
