import Handlebars from 'handlebars'
import type { DigestEntry } from '../domain/digest.ts'
import { MAX_AUTHORS } from '../domain/paper.ts'
import type { Reading } from '../domain/reading.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import { entryText, type Passage } from '../lib/entry-text.ts'
import { languageLooks } from '../lib/language-looks.ts'
import { markedText, readableText, type Segment } from '../lib/marked-text.ts'
import { richHtml } from '../lib/rich-html.ts'
import { arxivPage, arxivPdf } from './links.ts'

/** HTML made by this module, escaped already. */
type Html = Handlebars.SafeString

/** What an entry shows, whatever language the digest's own words are in. */
export interface PaperView {
  id: string
  page: string
  pdf: string
  title: PassageView
  /** The title in the other language, as the main one stands over it. */
  secondTitle: (PassageView & { small: boolean }) | null
  firstAuthors: string[]
  furtherAuthors: number
  subjects: string
  /** Pages, figures, venue. */
  comment: Html | null
  /** A paragraph each, of one language or of two. */
  abstract: PassageView[]
  untranslated: boolean
}

/** Text of arXiv's or a translation of it. */
export interface PassageView {
  html: Html
  /** ` lang="…"` and ` dir="rtl"`, where they are not the entry's own. */
  attributes: Html
  /** Class names: `h` for Han characters, `r` for what runs from right to left; else empty. */
  looks: string
}

/** Reading TeX is most of a mail's work: done once for all interface languages and kinds of entry. */
export function paperView(entry: DigestEntry, reading: Reading): PaperView {
  const { paper } = entry
  const { title, secondTitle, abstracts, untranslated } = entryText(entry, reading)
  return {
    id: paper.id,
    page: arxivPage(paper.id),
    pdf: arxivPdf(paper.id),
    title: lineView(title),
    secondTitle: secondTitle && { ...lineView(secondTitle), small: reading.show === 'translation' },
    firstAuthors: paper.authors.slice(0, MAX_AUTHORS).map(readableText),
    furtherAuthors: Math.max(0, paper.authors.length - MAX_AUTHORS),
    subjects: subjectLine(paper.categories),
    comment: paper.comment === null ? null : marked(markedText(paper.comment, []), false),
    abstract: abstracts.flatMap((passage) =>
      paragraphs(markedText(passage.source, passage.spans)).map((segments) => passageView(passage, segments)),
    ),
    untranslated,
  }
}

function lineView(passage: Passage): PassageView {
  return passageView(passage, markedText(passage.source, passage.spans))
}

function passageView({ language }: Passage, segments: readonly Segment[]): PassageView {
  const { lang, dir, han } = languageLooks(language)
  const rtl = dir === 'rtl'
  // An entry is in English, unless it says otherwise.
  const attributes = `${lang === 'en' ? '' : ` lang="${Handlebars.escapeExpression(lang)}"`}${rtl ? ' dir="rtl"' : ''}`
  return {
    html: marked(segments, rtl),
    attributes: new Handlebars.SafeString(attributes),
    looks: han ? 'h' : rtl ? 'r' : '',
  }
}

/** `<b>` inside `<mark>`: some mail programs drop the mark, and bold remains. */
function marked(segments: readonly Segment[], rtl: boolean): Html {
  return new Handlebars.SafeString(richHtml(segments, { mark: ['mark', 'b'], rtl }))
}

/** Cuts at blank lines, also where one stands inside a marked segment. */
function paragraphs(segments: readonly Segment[]): Segment[][] {
  const all: Segment[][] = [[]]
  for (const segment of segments) {
    segment.text.split(/\n\n+/).forEach((text, index) => {
      if (index > 0) all.push([])
      if (text !== '') all.at(-1)?.push({ ...segment, text })
    })
  }
  return all.filter((paragraph) => paragraph.length > 0)
}
