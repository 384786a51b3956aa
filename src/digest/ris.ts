import type { Digest } from '../domain/digest.ts'
import { abstractUrl, type Paper } from '../domain/paper.ts'
import { categoryName } from '../domain/taxonomy.ts'
import { readableText } from '../lib/marked-text.ts'
import { citedName, distinctPapers, submitted } from './export-citation.ts'

/**
 * A digest's papers in the RIS format of EndNote, Zotero and others, each once, in UTF-8. A line is two characters of
 * tag, two blanks, a dash, a blank and the value, and ends in CR LF. RIS knows no preprint: of its types `UNPB`,
 * unpublished work, comes nearest. https://en.wikipedia.org/wiki/RIS_(file_format), tags by type (2011):
 * https://gist.github.com/customcommander/74687e0b9a7829b98d62fbaf4b663efd
 */
export function risRendition(digest: Digest): string {
  return distinctPapers(digest).flatMap(record).join('')
}

function record(paper: Paper): string[] {
  const date = submitted(paper.id)
  return [
    line('TY', 'UNPB'),
    line('TI', readableText(paper.title)),
    ...paper.authors.map(authorLine),
    ...(date ? [line('PY', String(date.year))] : []),
    // Year, month, day and a remark, separated by slashes also where one is missing.
    ...(date?.month ? [line('DA', `${date.year}/${String(date.month).padStart(2, '0')}//`)] : []),
    line('PB', 'arXiv'),
    line('AN', `arXiv:${paper.id}`),
    ...paper.categories.map((code) => line('KW', keyword(code))),
    line('N1', paper.comment === null ? '' : readableText(paper.comment)),
    line('UR', abstractUrl(paper.id)),
    line('AB', readableText(paper.abstract)),
    'ER  - \r\n',
  ]
}

/** `Last, First, Suffix`, where the commas separate and an asterisk is not allowed. */
function authorLine(author: string): string {
  const name = citedName(readableText(author))
  if (!name) return ''
  const parts = [name.family, name.given, name.suffix].map((part) => part.replace(/[,*\s]+/g, ' ').trim())
  return line('AU', parts.filter((part) => part !== '').join(', '))
}

function keyword(code: string): string {
  const name = categoryName(code)
  return name === undefined ? code : `${name} (${code})`
}

/** No value, whatever it holds, begins a line of its own. */
function line(tag: string, value: string): string {
  const text = value.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return text === '' ? '' : `${tag}  - ${text}\r\n`
}
