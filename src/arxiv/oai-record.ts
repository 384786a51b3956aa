import { parseEditionDate } from '../domain/edition.ts'
import { shown } from '../domain/errors.ts'
import type { HarvestedRecord } from '../domain/harvest.ts'
import { isWithdrawn } from '../domain/withdrawal.ts'
import { splitAuthors } from './authors.ts'
import { foldAbstract, foldLine, isCategory, parseId } from './metadata.ts'
import { childOf, childrenOf, textOf, type XmlElement } from './xml-tree.ts'

/** `problem` names what the record is, as far as it says, and everything that is wrong with it. */
export type RecordReading = { record: HarvestedRecord } | { deleted: string } | { problem: string }

/**
 * One `<record>` of OAI-PMH in the format `arXiv`, whole or not at all: http://arxiv.org/OAI/arXiv.xsd. Authors come in
 * pieces (`keyname`, `forenames`, `suffix`, `affiliation`) and are put together as the feeds write them.
 */
export function readRecord(element: XmlElement): RecordReading {
  const header = childOf(element, 'header')
  const identifier = header ? textOf(header, 'identifier').trim() : ''
  const headerId = parseId(identifier.replace(/^oai:arXiv\.org:/i, ''))
  if (header?.attributes.status === 'deleted')
    return headerId === null
      ? { problem: `a deleted record of "${shown(identifier)}", which is no arXiv id` }
      : { deleted: headerId }
  const metadata = childOf(childOf(element, 'metadata'), 'arXiv:arXiv')
  const only = (name: string) => (metadata ? textOf(metadata, `arXiv:${name}`) : '')
  const innerId = parseId(only('id').trim())
  const id = headerId ?? innerId
  const title = foldLine(only('title'))
  const abstract = foldAbstract(only('abstract'))
  // Split again as in the feeds, so that a paper has the same authors whichever way it came.
  const authors = splitAuthors(
    childrenOf(childOf(metadata, 'arXiv:authors'), 'arXiv:author').map(authorName).join(', '),
  )
  const categories = [...new Set(only('categories').split(/\s+/).filter(Boolean))]
  const wrongCategory = categories.find((category) => !isCategory(category))
  const comment = foldLine(only('comments')) || null
  const created = day(only('created'))
  const updated = only('updated').trim() === '' ? null : day(only('updated'))
  const datestamp = day(header ? textOf(header, 'datestamp') : '')

  const wrong: string[] = []
  if (!metadata) wrong.push('no metadata in the format arXiv')
  if (id === null) wrong.push('no arXiv id in <identifier> or <id>')
  if (headerId && innerId && headerId !== innerId) wrong.push(`<identifier> says ${headerId} and <id> says ${innerId}`)
  if (title === '') wrong.push('no <title>')
  if (abstract === '') wrong.push('no <abstract>')
  if (authors.length === 0) wrong.push('no <author>')
  if (categories.length === 0) wrong.push('no <categories>')
  if (wrongCategory !== undefined) wrong.push(`"${shown(wrongCategory)}" is no category`)
  if (created === null) wrong.push('no day in <created>')
  if (updated === null && only('updated').trim() !== '') wrong.push(`<updated> "${shown(only('updated'))}" is no day`)
  if (datestamp === null) wrong.push('no day in <datestamp>')
  if (id === null || created === null || wrong.length > 0)
    return { problem: `${id === null ? `"${shown(title)}"` : `arXiv:${id}`}: ${wrong.join('; ')}` }

  return {
    record: {
      id,
      version: null,
      title,
      abstract,
      authors,
      categories,
      licence: only('license').trim() || null,
      comment,
      created,
      updated,
      datestamp,
      withdrawn: isWithdrawn({ abstract, comment }),
    },
  }
}

function authorName(author: XmlElement): string {
  const part = (name: string) => foldLine(textOf(author, `arXiv:${name}`))
  const name = [part('forenames'), part('keyname'), part('suffix')].filter(Boolean).join(' ')
  const affiliations = childrenOf(author, 'arXiv:affiliation')
    .map(({ text }) => foldLine(text))
    .filter(Boolean)
  return affiliations.length === 0 ? name : `${name} (${affiliations.join(', ')})`
}

/** A day, or the day of an instant, as OAI-PMH writes it in UTC; null for anything else. */
function day(text: string): string | null {
  const [, date = ''] = /^\s*(\d{4}-\d{2}-\d{2})(?:T[\d:.]+Z)?\s*$/.exec(text) ?? []
  try {
    return parseEditionDate(date)
  } catch {
    return null
  }
}
