import { shown } from '../domain/errors.ts'
import type { Announcement, AnnounceType } from '../domain/paper.ts'
import { splitAuthors } from './authors.ts'
import { foldAbstract, foldLine, isCategory, parseVersionedId, type VersionedId } from './metadata.ts'

/** The text of each child element, by name (`title`, `dc:creator`, …), in order. */
export type ItemFields = ReadonlyMap<string, readonly string[]>

/** `problem` names what the item is, as far as it says, and everything that is wrong with it. */
export type ItemReading = { announcement: Announcement } | { problem: string }

const TYPES: readonly string[] = ['new', 'cross', 'replace', 'replace-cross'] satisfies AnnounceType[]

/**
 * One `<item>` of arXiv's RSS as a paper, whole or not at all: https://info.arxiv.org/help/rss_specifications.html.
 * Its description reads `arXiv:2605.06671v1 Announce Type: new`, a line break, and `Abstract: ` with the text.
 */
export function readItem(fields: ItemFields): ItemReading {
  const only = (name: string) => fields.get(name)?.[0] ?? ''
  const [, described = '', describedType = '', rest = ''] =
    /^\s*arXiv:(\S+)\s+Announce Type:\s*(\S+)\s([\s\S]*)$/.exec(only('description')) ?? []
  const byGuid = parseVersionedId(
    only('guid')
      .trim()
      .replace(/^oai:arXiv\.org:/, ''),
  )
  const byDescription = parseVersionedId(described)
  const id = byGuid ?? byDescription
  const type = only('arxiv:announce_type').trim() || describedType
  const title = foldLine(only('title'))
  const abstract = foldAbstract(/^\s*Abstract:([\s\S]*)$/.exec(rest)?.[1] ?? '')
  const authors = (fields.get('dc:creator') ?? []).flatMap(splitAuthors)
  const categories = [...new Set((fields.get('category') ?? []).map((category) => category.trim()))]
  const wrongCategory = categories.find((category) => !isCategory(category))

  const wrong: string[] = []
  if (id === null) wrong.push('no arXiv id with a version in <guid> or <description>')
  if (byGuid && byDescription && !sameId(byGuid, byDescription))
    wrong.push(`<guid> says ${written(byGuid)} and <description> says ${written(byDescription)}`)
  if (!isType(type)) wrong.push(type === '' ? 'no announce type' : `unknown announce type "${shown(type)}"`)
  if (title === '') wrong.push('no <title>')
  if (abstract === '') wrong.push('no abstract in <description>')
  if (authors.length === 0) wrong.push('no authors in <dc:creator>')
  if (categories.length === 0) wrong.push('no <category>')
  if (wrongCategory !== undefined) wrong.push(`"${shown(wrongCategory)}" is no category`)
  if (id === null || !isType(type) || wrong.length > 0)
    return { problem: `${id === null ? `"${shown(title)}"` : written(id)}: ${wrong.join('; ')}` }

  const licence = only('dc:rights').trim() || null
  return { announcement: { paper: { ...id, title, abstract, authors, categories, licence, comment: null }, type } }
}

function isType(text: string): text is AnnounceType {
  return TYPES.includes(text)
}

function sameId(a: VersionedId, b: VersionedId): boolean {
  return a.id === b.id && a.version === b.version
}

function written({ id, version }: VersionedId): string {
  return `arXiv:${id}v${version}`
}
