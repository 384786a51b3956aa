import Handlebars from 'handlebars'
import {
  type Digest,
  type DigestGroup,
  type DigestLinks,
  isShortened,
  muteLink,
  type Sender,
} from '../domain/digest.ts'
import type { EditionDate } from '../domain/edition.ts'
import type { Language } from '../domain/subscriber.ts'
import { untranslatedNote } from '../lib/digest-notes.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { readingMinutes } from '../lib/reading-time.ts'
import { bothZones, editionDates, shortDate, stamp } from '../lib/time.ts'
import { webLink } from './links.ts'
import type { PaperView } from './paper-view.ts'

/** HTML made by this module or by a template, escaped already. */
type Html = Handlebars.SafeString

/** What `emails/digest.mjml` shows. Strings are text, and escaped by Handlebars. */
export interface MailView {
  lang: string
  title: string
  date: string
  /** Lists of mails show it beside the subject too. */
  summary: string
  /** "About 9 minutes to read"; null where there is nothing. */
  readingTime: string | null
  announced: string
  made: string
  incomplete: string | null
  untranslated: string | null
  /** Null where there is no need for a table of contents. */
  contents: Html | null
  groups: Html
  /** What follows the groups, a paragraph each. */
  end: string[]
  shortened: boolean
  why: string
  postalAddress: string
  links: DigestLinks
  words: Dictionary['digest']
  footer: Dictionary['footer']
}

export interface ContentsRowView {
  number: number
  keyword: string
  count: string
}

export interface GroupView extends ContentsRowView {
  entries: Html
  /** "3 more papers"; null where all are shown. */
  hidden: string | null
  web: string
  /** Null where there is nobody to mute it. */
  mute: string | null
  muteLabel: string
}

export interface FullView extends PaperView {
  lang: string
  /** Null where the digest has one edition. */
  edition: string | null
  authors: string
  moreAuthors: string | null
  words: Dictionary['digest']
}

export interface BriefView extends PaperView {
  lang: string
  edition: string | null
  firstAuthor: string | null
  words: Dictionary['digest']
}

export interface NamedView extends PaperView {
  lang: string
  again: string
}

/** Digits grouped by commas, as both languages have them. */
const NUMBER = new Intl.NumberFormat('en-US')

export function mailView(
  digest: Digest,
  links: DigestLinks,
  sender: Sender,
  words: Dictionary,
  parts: { contents: string; groups: string },
): MailView {
  const shortened = isShortened(digest)
  const minutes = readingMinutes(digest)
  return {
    lang: words.htmlLang,
    title: words.digest.title(editionDates(digest)),
    date: editionDates(digest),
    summary:
      digest.matched === 0 ? words.digest.empty : words.digest.summary(digest.matched, NUMBER.format(digest.announced)),
    readingTime: minutes > 0 ? words.digest.readingTime(minutes) : null,
    announced: bothZones(digest.announcedAt, digest.timeZone),
    made: stamp(digest.madeAt, digest.timeZone),
    incomplete: digest.missing.length > 0 ? words.digest.incomplete(digest.missing.join(words.listSeparator)) : null,
    untranslated: untranslatedNote(digest),
    contents: digest.groups.length > 1 ? new Handlebars.SafeString(parts.contents) : null,
    groups: new Handlebars.SafeString(parts.groups),
    end: [
      ...(digest.hiddenGroups > 0 ? [words.digest.moreGroups(digest.hiddenGroups)] : []),
      ...(digest.unmatched.length > 0 ? [words.digest.unmatched(digest.unmatched.join(words.listSeparator))] : []),
      ...(shortened ? [words.digest.shortened] : []),
    ],
    shortened,
    why: words.footer.why(sender.categories.join(words.listSeparator)),
    postalAddress: sender.postalAddress,
    links: {
      web: webLink(links.web),
      manage: webLink(links.manage),
      unsubscribe: webLink(links.unsubscribe),
      mute: links.mute && webLink(links.mute),
    },
    words: words.digest,
    footer: words.footer,
  }
}

/** @param number counts the groups of one mail from 1 */
export function contentsRowView(group: DigestGroup, number: number, words: Dictionary): ContentsRowView {
  return { number, keyword: group.keyword, count: words.digest.groupCount(group.total) }
}

export function groupView(
  group: DigestGroup,
  number: number,
  words: Dictionary,
  links: DigestLinks,
  entries: string,
): GroupView {
  const mute = muteLink(links, group.keyword)
  return {
    ...contentsRowView(group, number, words),
    entries: new Handlebars.SafeString(entries),
    hidden: group.hidden > 0 ? words.digest.hidden(group.hidden) : null,
    web: webLink(links.web),
    mute: mute && webLink(mute),
    muteLabel: words.digest.mute,
  }
}

export function fullView(paper: PaperView, edition: EditionDate | null, language: Language): FullView {
  const words = dictionary(language)
  return {
    ...paper,
    lang: words.htmlLang,
    edition: edition && shortDate(edition, language),
    authors: paper.firstAuthors.join(', '),
    moreAuthors: paper.furtherAuthors > 0 ? words.digest.moreAuthors(paper.furtherAuthors) : null,
    words: words.digest,
  }
}

export function briefView(paper: PaperView, edition: EditionDate | null, language: Language): BriefView {
  const words = dictionary(language)
  const [first, second] = paper.firstAuthors
  const name = first === undefined ? null : withoutAffiliation(first)
  return {
    ...paper,
    lang: words.htmlLang,
    edition: edition && shortDate(edition, language),
    firstAuthor: name !== null && second !== undefined ? words.digest.firstAuthor(name) : name,
    words: words.digest,
  }
}

/** @param under the keyword that has the paper in full */
export function againView(paper: PaperView, under: string, words: Dictionary): NamedView {
  return { ...paper, lang: words.htmlLang, again: words.digest.again(under) }
}

/** Some lists have `Alice Sample (University of Examples, Department of Samples)`. */
function withoutAffiliation(author: string): string {
  return author.replace(/ \(.*\)$/, '')
}
