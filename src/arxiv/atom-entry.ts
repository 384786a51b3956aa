import { shown } from '../domain/errors.ts'
import type { HarvestedRecord } from '../domain/harvest.ts'
import { isWithdrawn } from '../domain/withdrawal.ts'
import { splitAuthors } from './authors.ts'
import { foldAbstract, foldLine, isCategory, parseVersionedId } from './metadata.ts'
import { childOf, childrenOf, textOf, type XmlElement } from './xml-tree.ts'

/** `problem` names what the entry is, as far as it says, and everything that is wrong with it. */
export type EntryReading = { record: HarvestedRecord } | { error: string } | { problem: string }

/**
 * One `<entry>` of the query API as a record, whole or not at all; or the error that an entry can be:
 * https://info.arxiv.org/help/api/user-manual.html, 3.3.2 and 3.4.
 */
export function readEntry(element: XmlElement): EntryReading {
  const only = (name: string) => textOf(element, name)
  const address = only('id').trim()
  const title = foldLine(only('title'))
  const abstract = foldAbstract(only('summary'))
  if (/^https?:\/\/(?:\w+\.)?arxiv\.org\/api\/errors\b/.test(address))
    return { error: foldLine(abstract) || title || address }
  const id = parseVersionedId(address.replace(/^https?:\/\/(?:\w+\.)?arxiv\.org\/abs\//, ''))
  // Split again as in the feeds, so that a paper has the same authors whichever way it came.
  const authors = splitAuthors(childrenOf(element, 'author').map(authorName).join(', '))
  const primary = childOf(element, 'arxiv:primary_category')?.attributes.term?.trim()
  const terms = childrenOf(element, 'category').map(({ attributes }) => attributes.term?.trim() ?? '')
  // Only arXiv's own categories: authors' MSC and ACM classes stand among them.
  const categories = [...new Set([...(primary ? [primary] : []), ...terms.filter(isCategory)])]
  const comment = foldLine(only('arxiv:comment')) || null
  const created = instant(only('published'))
  const updated = instant(only('updated'))

  const wrong: string[] = []
  if (id === null) wrong.push(`<id> "${shown(address)}" has no arXiv id with a version`)
  if (title === '') wrong.push('no <title>')
  if (abstract === '') wrong.push('no <summary>')
  if (authors.length === 0) wrong.push('no <author>')
  if (!primary) wrong.push('no <arxiv:primary_category>')
  else if (!isCategory(primary)) wrong.push(`"${shown(primary)}" is no category`)
  if (created === null) wrong.push('no time in <published>')
  if (updated === null) wrong.push('no time in <updated>')
  if (id === null || created === null || wrong.length > 0)
    return { problem: `${id === null ? `"${shown(title)}"` : `arXiv:${id.id}v${id.version}`}: ${wrong.join('; ')}` }

  return {
    record: {
      ...id,
      title,
      abstract,
      authors,
      categories,
      licence: null,
      comment,
      created,
      updated: id.version === 1 ? null : updated,
      datestamp: null,
      withdrawn: isWithdrawn({ abstract, comment }),
    },
  }
}

function authorName(author: XmlElement): string {
  const name = foldLine(textOf(author, 'name'))
  const affiliations = childrenOf(author, 'arxiv:affiliation')
    .map(({ text }) => foldLine(text))
    .filter(Boolean)
  return affiliations.length === 0 ? name : `${name} (${affiliations.join(', ')})`
}

/** RFC 3339, given back in UTC to the second, as arXiv writes it. */
function instant(text: string): string | null {
  const trimmed = text.trim()
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(trimmed)) return null
  const parsed = new Date(trimmed)
  return Number.isNaN(parsed.getTime()) ? null : `${parsed.toISOString().slice(0, 19)}Z`
}
