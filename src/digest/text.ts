import {
  type Digest,
  type DigestEntry,
  type DigestGroup,
  type DigestLinks,
  isShortened,
  muteLink,
  type Sender,
  type ShownEntry,
} from '../domain/digest.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { readableText } from '../lib/marked-text.ts'
import { bothZones, editionDates, shortDate, stamp } from '../lib/time.ts'

/** The mail's text part: the same groups and entries as its HTML part, made from the same value. Lines end in `\n`. */
export function digestText(digest: Digest, links: DigestLinks, sender: Sender): string {
  const words = dictionary(digest.language)
  const blocks = [
    header(digest, words),
    ...digest.groups.map((group) => groupBlock(group, digest.language, links)),
    ...(digest.hiddenGroups > 0 ? [words.digest.moreGroups(digest.hiddenGroups)] : []),
    ...(isShortened(digest) ? [`${words.digest.shortened}\n${words.digest.wholeDigest}: ${links.web}`] : []),
    ...(digest.unmatched.length > 0 ? [words.digest.unmatched(digest.unmatched.join(words.listSeparator))] : []),
    footer(links, sender, words),
  ]
  return `${blocks.join('\n\n')}\n`
}

function header(digest: Digest, words: Dictionary): string {
  const announced = digest.announced.toLocaleString('en-US')
  return [
    `Paperboy · ${editionDates(digest)}`,
    digest.matched === 0 ? words.digest.empty : words.digest.summary(digest.matched, announced),
    `${words.digest.announcedLabel}: ${bothZones(digest.announcedAt, digest.timeZone)}`,
    `${words.digest.madeLabel}: ${stamp(digest.madeAt, digest.timeZone)}`,
    ...(digest.missing.length > 0 ? [words.digest.incomplete(digest.missing.join(words.listSeparator))] : []),
  ].join('\n')
}

function groupBlock(group: DigestGroup, language: Language, links: DigestLinks): string {
  const words = dictionary(language)
  const link = muteLink(links, group.keyword)
  const mute = link === null ? [] : [`${words.digest.mute}: ${link}`]
  const heading = `== ${group.keyword} (${words.digest.groupCount(group.total)}) ==`
  const more = group.hidden > 0 ? [`${words.digest.hidden(group.hidden)}: ${links.web}`] : []
  return [heading, ...group.entries.map((shown) => entryBlock(shown, words, language)), ...more, ...mute].join('\n\n')
}

function entryBlock(shown: ShownEntry, words: Dictionary, language: Language): string {
  const { edition } = shown.entry
  const date = edition === null ? [] : [shortDate(edition, language)]
  const title = titleLines(shown.entry)
  const link = abstractUrl(shown.entry.paper.id)
  if (shown.kind === 'again') return `${title[0]} (${words.digest.again(shown.under)})\n${link}`
  if (shown.kind === 'brief') return [...title, ...date, link].join('\n')
  const { paper, translation } = shown.entry
  return [
    ...title,
    `${words.digest.authorsLabel}: ${paper.authors.map(readableText).join(', ')}`,
    `${words.digest.subjectsLabel}: ${subjectLine(paper.categories)}`,
    ...date,
    `${link} · ${words.digest.pdf} ${pdfUrl(paper.id)}`,
    '',
    readableText(paper.abstract),
    ...(translation?.abstract ? ['', readableText(translation.abstract)] : []),
  ].join('\n')
}

function titleLines(entry: DigestEntry): string[] {
  return [readableText(entry.paper.title), ...(entry.translation ? [readableText(entry.translation.title)] : [])]
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
