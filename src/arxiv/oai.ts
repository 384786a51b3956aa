import { shown } from '../domain/errors.ts'
import type { HarvestedRecord } from '../domain/harvest.ts'
import { foldLine } from './metadata.ts'
import { readRecord } from './oai-record.ts'
import type { Position } from './xml.ts'
import { xmlError } from './xml.ts'
import { visitElements, type XmlElement } from './xml-tree.ts'

export interface OaiPage {
  /** In the page's order. */
  records: HarvestedRecord[]
  deleted: string[]
  /** What could not be read, with line and column. */
  problems: string[]
  /** Records of the page, whatever became of them. */
  count: number
  /** What to ask the next page with; null where this is the last. */
  token: string | null
  /** Records of the whole list, where the server says: arXiv's own did until 2025. */
  completeListSize: number | null
}

/** What OAI-PMH says went wrong, with HTTP status 200: `badResumptionToken`, `idDoesNotExist`, … */
export interface OaiError {
  code: string
  message: string
}

/**
 * Reads one answer to `ListRecords`: https://www.openarchives.org/OAI/openarchivesprotocol.html. `noRecordsMatch` is no
 * error, but a page without records. A record that lacks something is a problem, and left out.
 * @throws AppError `unavailable` with line and column: not OAI-PMH, cut short, a DOCTYPE, neither records nor an error
 */
export function parseOai(xml: string): OaiPage | { error: OaiError } {
  const page: OaiPage = { records: [], deleted: [], problems: [], count: 0, token: null, completeListSize: null }
  const errors: OaiError[] = []
  let ends = false
  visitElements(
    xml,
    ['OAI-PMH/error', 'OAI-PMH/ListRecords/record', 'OAI-PMH/ListRecords/resumptionToken'],
    (element) => {
      if (element.name === 'error') errors.push(readError(element))
      else if (element.name === 'resumptionToken') {
        Object.assign(page, readToken(element))
        ends = page.token === null
      } else take(page, element)
    },
  )
  const told = errors.filter(({ code }) => code !== 'noRecordsMatch')
  if (told[0]) return { error: { code: told[0].code, message: told.map(({ message }) => message).join('; ') } }
  if (errors.length === 0 && page.count === 0 && page.token === null && !ends) {
    const at: Position = { line: 1, column: 1 }
    throw xmlError(at, 'the answer has neither records nor an error: where none match, OAI-PMH says so')
  }
  return page
}

function take(page: OaiPage, element: XmlElement): void {
  page.count += 1
  const reading = readRecord(element)
  const { line, column } = element.at
  if ('record' in reading) page.records.push(reading.record)
  else if ('deleted' in reading) page.deleted.push(reading.deleted)
  else page.problems.push(`line ${line}, column ${column}: record ${page.count}, ${reading.problem}`)
}

function readError({ attributes, text }: XmlElement): OaiError {
  const code = attributes.code ?? ''
  const reason = foldLine(text)
  return { code, message: `"${shown(code)}"${reason === '' ? '' : ` (${shown(reason)})`}` }
}

function readToken({ attributes, text }: XmlElement): Pick<OaiPage, 'token' | 'completeListSize'> {
  const size = attributes.completeListSize ?? ''
  return { token: text.trim() || null, completeListSize: /^\d{1,9}$/.test(size) ? Number(size) : null }
}
