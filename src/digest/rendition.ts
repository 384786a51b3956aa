import type { Digest, DigestEntry, DigestGroup } from '../domain/digest.ts'
import { abstractUrl, compareArxivIds, pdfUrl } from '../domain/paper.ts'
import { subjectLine } from '../domain/taxonomy.ts'
import { untranslatedNote } from '../lib/digest-notes.ts'
import { entryText } from '../lib/entry-text.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { readableText } from '../lib/marked-text.ts'
import { passageText } from '../lib/passage-text.ts'
import { EASTERN, shortDate, stamp, stampWithSeconds } from '../lib/time.ts'

/**
 * The complete text rendition, in the layout of the digest that researchers already read: groups in the subscriber's
 * order, papers by arXiv id, a paper of several keywords in full under each. Each title and abstract is one line.
 * @param digest a complete one, not one that was shortened for a mail
 */
export function textRendition(digest: Digest): string {
  const words = dictionary(digest.language)
  const note = untranslatedNote(digest)
  const entries = digest.groups.reduce((sum, group) => sum + group.total, 0)
  const lines = [
    words.rendition.head(
      stampWithSeconds(digest.madeAt, digest.timeZone),
      stamp(digest.announcedAt, EASTERN),
      stamp(digest.announcedAt, digest.timeZone),
    ),
    words.rendition.counts(entries, digest.matched, digest.since !== null),
    ...(note === null ? [] : [note]),
    ...(digest.missing.length > 0 ? [words.digest.incomplete(digest.missing.join(words.listSeparator))] : []),
    ...digest.groups.flatMap((group) => groupLines(group, words, digest)),
    ...(digest.unmatched.length > 0 ? [words.digest.unmatched(digest.unmatched.join(words.listSeparator))] : []),
  ]
  return `${lines.join('\n')}\n`
}

function groupLines(group: DigestGroup, words: Dictionary, digest: Digest): string[] {
  const entries = group.entries.map((shown) => shown.entry)
  entries.sort((a, b) => compareArxivIds(a.paper.id, b.paper.id))
  return [`Keyword: ${group.keyword}`, ...entries.flatMap((entry) => entryLines(entry, words, digest))]
}

function entryLines(entry: DigestEntry, words: Dictionary, digest: Digest): string[] {
  const { paper, edition } = entry
  const { title, secondTitle, abstracts, untranslated } = entryText(entry, digest)
  const label = (language: string) => (language === 'en' ? 'Abstract' : words.rendition.translatedAbstract(language))
  return [
    oneLine(passageText(title)),
    ...(secondTitle ? [oneLine(passageText(secondTitle))] : []),
    `- Authors: ${paper.authors.map(readableText).join(', ')}`,
    `- Subjects: ${subjectLine(paper.categories)}`,
    ...(paper.comment === null ? [] : [`- Comments: ${oneLine(readableText(paper.comment))}`]),
    ...(edition === null ? [] : [`- Announced: ${shortDate(edition, digest.language)}`]),
    `- Arxiv link: ${abstractUrl(paper.id)}`,
    `- Pdf link: ${pdfUrl(paper.id)}`,
    ...abstracts.flatMap((abstract) => [`- ${label(abstract.language)}`, oneLine(passageText(abstract))]),
    ...(untranslated ? [`- ${words.digest.untranslated}`] : []),
  ]
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
