import { SaxesParser, type SaxesTagNS } from 'saxes'
import { AppError, shown } from '../domain/errors.ts'

/** Both count from 1, columns in characters. */
export interface Position {
  line: number
  column: number
}

export interface XmlHandler {
  /** `at` is the tag's `>`; `depth` is 1 for the root. */
  open(tag: SaxesTagNS, depth: number, at: Position): void
  /** Character data, entities resolved; one stretch of text may come in several pieces. */
  text(text: string): void
  close(tag: SaxesTagNS, depth: number): void
}

/** arXiv's deepest document, an OAI page, has 8 levels. Beyond a bound, resolving namespaces would cost depth squared. */
const MAX_DEPTH = 32
/** arXiv's root elements have 6. The parser holds a tag's attributes as objects: megabytes of them would be gigabytes. */
const MAX_ATTRIBUTES = 64

/**
 * Reads a whole document strictly. Nothing in a DOCTYPE is ever read: arXiv sends none, and entities are how a small
 * document becomes a large one.
 * @throws AppError `unavailable` with line and column: empty, HTML, cut short, not well-formed, with a DOCTYPE, or what
 * the handler throws by `xmlError`
 */
export function readXml(xml: string, handler: XmlHandler): void {
  refuseOther(xml)
  const parser = new SaxesParser({ xmlns: true })
  const open: string[] = []
  let attributes = 0
  let ended = false
  const here = (): Position => ({ line: parser.line, column: Math.max(parser.column, 1) })

  parser.on('doctype', (doctype) => {
    throw xmlError(
      here(),
      /^\s*html\b/i.test(doctype) ? htmlPage(xml) : 'the document has a DOCTYPE, which is not read',
    )
  })
  // Six handlers, and not one more: each is a property of the parser, and with a seventh V8 keeps the parser's fields in a
  // hash table, which makes every character seven times as dear (measured on Node 20).
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES) throw xmlError(here(), `a tag has more than ${MAX_ATTRIBUTES} attributes`)
  })
  parser.on('opentag', (tag) => {
    attributes = 0
    open.push(tag.name)
    if (open.length > MAX_DEPTH) throw xmlError(here(), `more than ${MAX_DEPTH} elements are nested`)
    handler.open(tag, open.length, here())
  })
  parser.on('text', (text) => handler.text(text))
  parser.on('cdata', (text) => handler.text(text))
  parser.on('closetag', (tag) => {
    handler.close(tag, open.length)
    open.pop()
  })
  try {
    parser.write(xml)
    ended = true
    parser.close()
  } catch (error) {
    if (error instanceof AppError) throw error
    const inside = open.at(-1)
    if (ended && inside !== undefined) throw xmlError(here(), `the document ends too early, inside <${shown(inside)}>`)
    // saxes puts its own position, which counts otherwise, before the reason.
    const reason = error instanceof Error ? error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '') : String(error)
    throw xmlError(here(), `the document is not well-formed XML (${shown(reason)})`, error)
  }
}

export function xmlError(at: Position, what: string, cause?: unknown): AppError {
  return new AppError('unavailable', `line ${at.line}, column ${at.column}: ${what}`, { cause })
}

/** What comes most often instead of XML, said more plainly than a parser would. */
function refuseOther(xml: string): void {
  const start = xml.search(/\S/)
  const at = { line: 1, column: 1 }
  if (start === -1) throw xmlError(at, xml === '' ? 'the document is empty' : 'the document holds nothing but blanks')
  const head = xml.slice(start, start + 200)
  if (/^<(?:!doctype\s+html|html)\b/i.test(head)) throw xmlError(at, htmlPage(xml))
  if (!head.startsWith('<')) throw xmlError(at, `the document is not XML: it begins "${shown(head)}"`)
}

function htmlPage(xml: string): string {
  const heading = /<(?:h1|title)\b[^<>]{0,200}>([^<]{1,200})/i.exec(xml.slice(0, 10_000))?.[1]?.trim() ?? ''
  return heading === '' ? 'this is an HTML page' : `this is an HTML page, "${shown(heading)}"`
}
