import type { SaxesTagNS } from 'saxes'
import { shown } from '../domain/errors.ts'
import { type Position, readXml, xmlError } from './xml.ts'

/** An element with all that is in it. */
export interface XmlElement {
  /** Local, with the prefix that `PREFIXES` gives its namespace. */
  name: string
  at: Position
  /** Those without a namespace, by name. */
  attributes: Record<string, string>
  /** Its own character data; that of its children is theirs. */
  text: string
  children: XmlElement[]
}

const PREFIXES = new Map([
  ['', ''],
  ['http://www.openarchives.org/OAI/2.0/', ''],
  ['http://www.w3.org/2005/Atom', ''],
  ['http://arxiv.org/OAI/arXiv/', 'arXiv:'],
  ['http://arxiv.org/schemas/atom', 'arxiv:'],
  ['http://a9.com/-/spec/opensearch/1.1/', 'opensearch:'],
])

/** A record of 2,080 authors has 8,000 elements. Beyond these bounds it would cost more memory than it is worth. */
const MOST_ELEMENTS = 100_000
const MOST_TEXT = 2 ** 20
/** Whole elements of one document, of which arXiv's pages have 2,000. */
const MOST_VISITS = 20_000

/**
 * Reads a document of records, and hands each as soon as it is whole to `visit`: elements of the given paths, such as
 * `OAI-PMH/ListRecords/record`. The root's name must be the paths' first part.
 * @throws AppError as `readXml`, and for a record beyond all measure
 */
export function visitElements(
  xml: string,
  paths: readonly string[],
  visit: (element: XmlElement, path: string) => void,
): void {
  const wanted = new Set(paths)
  const root = paths[0]?.split('/')[0] ?? ''
  /** Names of the open elements outside a wanted one. */
  const outside: string[] = []
  /** The wanted element that is open, and those in it that are. */
  const inside: XmlElement[] = []
  let elements = 0
  let visits = 0

  readXml(xml, {
    open(tag, depth, at) {
      const name = nameOf(tag)
      if (depth === 1 && name !== root) throw xmlError(at, `the document is <${shown(tag.name)}>, not <${root}>`)
      if (inside.length === 0) {
        outside.push(name)
        if (!wanted.has(outside.join('/'))) return
        outside.pop()
        elements = 0
        visits += 1
        if (visits > MOST_VISITS) throw xmlError(at, `there are more than ${MOST_VISITS} records`)
      }
      elements += 1
      if (elements > MOST_ELEMENTS) throw xmlError(at, `a record has more than ${MOST_ELEMENTS} elements`)
      const element = { name, at, attributes: plainAttributes(tag), text: '', children: [] }
      inside.at(-1)?.children.push(element)
      inside.push(element)
    },
    text(piece) {
      const element = inside.at(-1)
      if (!element) return
      element.text += piece
      if (element.text.length > MOST_TEXT)
        throw xmlError(element.at, `<${shown(element.name)}> is more than a megabyte`)
    },
    close() {
      const element = inside.pop()
      if (!element) outside.pop()
      else if (inside.length === 0) visit(element, [...outside, element.name].join('/'))
    },
  })
}

/** The text of the first child of a name, '' where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return childOf(element, name)?.text ?? ''
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

function nameOf(tag: SaxesTagNS): string {
  return `${PREFIXES.get(tag.uri) ?? `${tag.uri} `}${tag.local}`
}

function plainAttributes(tag: SaxesTagNS): Record<string, string> {
  const plain = Object.values(tag.attributes).filter(({ prefix }) => prefix === '')
  return Object.fromEntries(plain.map(({ local, value }) => [local, value]))
}
