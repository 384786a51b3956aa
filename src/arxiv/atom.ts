import { shown } from '../domain/errors.ts'
import type { HarvestedRecord } from '../domain/harvest.ts'
import { readEntry } from './atom-entry.ts'
import { xmlError } from './xml.ts'
import { visitElements, type XmlElement } from './xml-tree.ts'

export interface AtomPage {
  /** In the page's order. */
  records: HarvestedRecord[]
  /** What could not be read, with line and column. */
  problems: string[]
  /** Entries of the page, whatever became of them. */
  count: number
  /** What the whole query finds. */
  total: number
  /** Of the first entry, from 0. */
  start: number
}

const NUMBERS = { total: 'opensearch:totalResults', start: 'opensearch:startIndex' } as const

/**
 * Reads one answer of the query API: https://info.arxiv.org/help/api/user-manual.html, 3.3. An entry that lacks something
 * is a problem, and left out.
 * @throws AppError `unavailable` with line and column: not Atom, cut short, a DOCTYPE, no counts, an error of arXiv's in
 * place of entries
 */
export function parseAtom(xml: string): AtomPage {
  const page: AtomPage = { records: [], problems: [], count: 0, total: -1, start: -1 }
  visitElements(xml, ['feed/entry', `feed/${NUMBERS.total}`, `feed/${NUMBERS.start}`], (element) => {
    if (element.name === NUMBERS.total) page.total = wholeNumber(element)
    else if (element.name === NUMBERS.start) page.start = wholeNumber(element)
    else take(page, element)
  })
  for (const key of ['total', 'start'] as const)
    if (page[key] === -1) throw xmlError({ line: 1, column: 1 }, `the feed has no <${NUMBERS[key]}>`)
  return page
}

function take(page: AtomPage, element: XmlElement): void {
  page.count += 1
  const reading = readEntry(element)
  const { line, column } = element.at
  if ('error' in reading) throw xmlError(element.at, `arXiv answers "${shown(reading.error)}"`)
  if ('record' in reading) page.records.push(reading.record)
  else page.problems.push(`line ${line}, column ${column}: entry ${page.count}, ${reading.problem}`)
}

function wholeNumber({ name, at, text }: XmlElement): number {
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text)
  throw xmlError(at, `<${name}> is "${shown(text)}", not a number`)
}
