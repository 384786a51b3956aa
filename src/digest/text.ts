import {
  type Digest,
  type DigestGroup,
  type DigestLinks,
  isShortened,
  muteLink,
  type Sender,
  type ShownEntry,
} from '../domain/digest.ts'
import { abstractUrl, MAX_AUTHORS, type Paper, pdfUrl } from '../domain/paper.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import { untranslatedNote } from '../lib/digest-notes.ts'
import { type EntryText, entryText } from '../lib/entry-text.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { readableText } from '../lib/marked-text.ts'
import { passageText } from '../lib/passage-text.ts'
import { readingMinutes } from '../lib/reading-time.ts'
import { bothZones, editionDates, shortDate, stamp } from '../lib/time.ts'

/** The mail's text part: the same groups and entries as its HTML part, made from the same value. Lines end in `\n`. */
export function digestText(digest: Digest, links: DigestLinks, sender: Sender): string {
  const words = dictionary(digest.language)
  const blocks = [
    header(digest, words),
    ...digest.groups.map((group) => groupBlock(group, digest, links)),
    ...(digest.hiddenGroups > 0 ? [words.digest.moreGroups(digest.hiddenGroups)] : []),
    ...(isShortened(digest) ? [`${words.digest.shortened}\n${words.digest.wholeDigest}: ${links.web}`] : []),
    ...(digest.unmatched.length > 0 ? [words.digest.unmatched(digest.unmatched.join(words.listSeparator))] : []),
    footer(links, sender, words),
  ]
  return `${blocks.join('\n\n')}\n`
}

function header(digest: Digest, words: Dictionary): string {
  const minutes = readingMinutes(digest)
  const note = untranslatedNote(digest)
  const announced = digest.announced.toLocaleString('en-US')
  return [
    `Paperboy · ${editionDates(digest)}`,
    digest.matched === 0 ? words.digest.empty : words.digest.summary(digest.matched, announced),
    ...(minutes > 0 ? [words.digest.readingTime(minutes)] : []),
    `${words.digest.announcedLabel}: ${bothZones(digest.announcedAt, digest.timeZone)}`,
    `${words.digest.madeLabel}: ${stamp(digest.madeAt, digest.timeZone)}`,
    ...(digest.missing.length > 0 ? [words.digest.incomplete(digest.missing.join(words.listSeparator))] : []),
    ...(note === null ? [] : [note]),
  ].join('\n')
}

function groupBlock(group: DigestGroup, digest: Digest, links: DigestLinks): string {
  const words = dictionary(digest.language)
  const link = muteLink(links, group.keyword)
  const mute = link === null ? [] : [`${words.digest.mute}: ${link}`]
  const heading = `== ${group.keyword} (${words.digest.groupCount(group.total)}) ==`
  const more = group.hidden > 0 ? [`${words.digest.hidden(group.hidden)}: ${links.web}`] : []
  return [heading, ...group.entries.map((shown) => entryBlock(shown, words, digest)), ...more, ...mute].join('\n\n')
}

function entryBlock(shown: ShownEntry, words: Dictionary, digest: Digest): string {
  const { paper, edition } = shown.entry
  const text = entryText(shown.entry, digest)
  const date = edition === null ? [] : [shortDate(edition, digest.language)]
  const untranslated = text.untranslated ? [`(${words.digest.untranslated})`] : []
  const title = titleLines(text)
  const link = abstractUrl(shown.entry.paper.id)
  if (shown.kind === 'again') return `${title[0]} (${words.digest.again(shown.under)})\n${link}`
  if (shown.kind === 'brief') return [...title, ...date, ...untranslated, link].join('\n')
  return [
    ...title,
    `${words.digest.authorsLabel}: ${authors(paper, words)}`,
    `${words.digest.subjectsLabel}: ${subjectLine(paper.categories)}`,
    ...(paper.comment === null ? [] : [`${words.digest.commentLabel}: ${readableText(paper.comment)}`]),
    ...date,
    ...untranslated,
    `${link} · ${words.digest.pdf} ${pdfUrl(paper.id)}`,
    ...text.abstracts.flatMap((abstract) => ['', passageText(abstract)]),
  ].join('\n')
}

function titleLines({ title, secondTitle }: EntryText): string[] {
  return [passageText(title), ...(secondTitle ? [passageText(secondTitle)] : [])]
}

function authors({ authors: names }: Paper, words: Dictionary): string {
  const named = names.slice(0, MAX_AUTHORS).map(readableText).join(', ')
  const further = names.length - MAX_AUTHORS
  return further > 0 ? `${named} ${words.digest.moreAuthors(further)}` : named
}

function footer(links: DigestLinks, sender: Sender, words: Dictionary): string {
  return [
    '-- ',
    words.footer.why(sender.categories.join(words.listSeparator)),
    `${words.footer.manage}: ${links.manage}`,
    `${words.footer.unsubscribe}: ${links.unsubscribe}`,
    sender.postalAddress,
    words.footer.noTracking,
    words.footer.acknowledgement,
  ]
    .filter((line) => line !== '')
    .join('\n')
}
