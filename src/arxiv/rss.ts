import type { SaxesTagNS } from 'saxes'
import type { EditionDate } from '../domain/edition.ts'
import { shown } from '../domain/errors.ts'
import { type Announcement, strongerType } from '../domain/paper.ts'
import { readItem } from './rss-item.ts'
import { parseStamp } from './stamp.ts'
import { type Position, readXml, xmlError } from './xml.ts'

/** Something in the feed that could not be taken; the rest was. A feed with problems is incomplete. */
interface FeedProblem extends Position {
  message: string
}

export interface ArxivFeed {
  /** The channel's `pubDate`, as a day in US Eastern: the offset that arXiv writes it with. */
  date: EditionDate
  /** Null where the channel names none that can be read. */
  lastBuildDate: Date | null
  /** In the feed's order, each paper once. */
  announcements: Announcement[]
  problems: FeedProblem[]
}

/** https://info.arxiv.org/help/rss.html: a feed lists 2,000 papers at most, and does not say when there were more. */
const MOST_ITEMS = 2000
/** Beyond these the document is not arXiv's, and would cost more memory than it is worth. */
const ABSURD_ITEMS = 20_000
const ABSURD_FIELD = 2 ** 20

const PREFIXES = new Map([
  ['', ''],
  ['http://purl.org/dc/elements/1.1/', 'dc:'],
  ['http://arxiv.org/schemas/atom', 'arxiv:'],
])
/** What is read of a channel or an item. */
const FIELDS = new Set(
  'title description pubDate lastBuildDate guid category arxiv:announce_type dc:rights dc:creator'.split(' '),
)

/** The text of an element's children, by name. */
type Fields = Map<string, string[]>

interface RawFeed {
  channel: { at: Position; fields: Fields } | null
  items: { at: Position; fields: Fields }[]
}

/**
 * Reads one feed of rss.arxiv.org: https://info.arxiv.org/help/rss_specifications.html. An item that lacks something is
 * a problem, and left out; a document that is no whole feed is an error.
 * @throws AppError `unavailable` with line and column: not RSS, cut short, a DOCTYPE, no channel, no date, arXiv's
 * "Feed error"
 */
export function parseRss(xml: string): ArxivFeed {
  const { channel, items } = readRaw(xml)
  if (!channel) throw xmlError({ line: 1, column: 1 }, 'the feed has no <channel>')
  return { ...readChannel(channel.fields, channel.at), ...readItems(items) }
}

function readRaw(xml: string): RawFeed {
  const raw: RawFeed = { channel: null, items: [] }
  /** The open item's or channel's children go here; they stand one level below it. */
  let parent: { fields: Fields; depth: number } | null = null
  let field: { name: string; at: Position; text: string } | null = null

  readXml(xml, {
    open(tag, depth, at) {
      const name = nameOf(tag)
      if (depth === 1 && name !== 'rss') throw xmlError(at, `the document is <${shown(tag.name)}>, not RSS`)
      if (depth === 2 && name === 'channel') {
        if (raw.channel) throw xmlError(at, 'there is a second <channel>')
        raw.channel = { at, fields: new Map() }
        parent = { fields: raw.channel.fields, depth }
      } else if (depth === 3 && parent && name === 'item') {
        if (raw.items.length === ABSURD_ITEMS) throw xmlError(at, `there are more than ${ABSURD_ITEMS} items`)
        parent = { fields: new Map(), depth }
        raw.items.push({ at, fields: parent.fields })
      } else if (parent && depth === parent.depth + 1 && FIELDS.has(name)) field = { name, at, text: '' }
    },
    text(piece) {
      if (!field) return
      field.text += piece
      if (field.text.length > ABSURD_FIELD) throw xmlError(field.at, `<${shown(field.name)}> is more than a megabyte`)
    },
    close(_, depth) {
      if (parent && field && depth === parent.depth + 1) {
        const values = parent.fields.get(field.name)
        if (values) values.push(field.text)
        else parent.fields.set(field.name, [field.text])
        field = null
      } else if (parent && depth === parent.depth)
        parent = depth === 3 && raw.channel ? { fields: raw.channel.fields, depth: 2 } : null
    },
  })
  return raw
}

function nameOf(tag: SaxesTagNS): string {
  return `${PREFIXES.get(tag.uri) ?? `${tag.uri} `}${tag.local}`
}

function readChannel(fields: Fields, at: Position): Pick<ArxivFeed, 'date' | 'lastBuildDate'> {
  const only = (name: string) => fields.get(name)?.[0]?.trim() ?? ''
  if (/^Feed error/i.test(only('title')))
    throw xmlError(at, `arXiv answers "${shown(only('title'))}" (${shown(only('description'))})`)
  const published = parseStamp(only('pubDate'))
  if (!published) {
    const found = only('pubDate')
    throw xmlError(at, found === '' ? 'the feed has no <pubDate>' : `the feed's <pubDate> "${shown(found)}" is no date`)
  }
  return { date: published.date, lastBuildDate: parseStamp(only('lastBuildDate'))?.instant ?? null }
}

function readItems(items: RawFeed['items']): Pick<ArxivFeed, 'announcements' | 'problems'> {
  const byId = new Map<string, Announcement>()
  const problems: FeedProblem[] = []
  for (const [index, { at, fields }] of items.entries()) {
    const reading = readItem(fields)
    if ('problem' in reading) problems.push({ ...at, message: `item ${index + 1}, ${reading.problem}` })
    else byId.set(reading.announcement.paper.id, merged(byId.get(reading.announcement.paper.id), reading.announcement))
  }
  const last = items.at(-1)
  if (last && items.length >= MOST_ITEMS) {
    const count = items.length.toLocaleString('en-US')
    problems.push({ ...last.at, message: `${count} items are as many as arXiv lists: there may have been more` })
  }
  return { announcements: [...byId.values()], problems }
}

function merged(a: Announcement | undefined, b: Announcement): Announcement {
  if (!a) return b
  return { paper: a.paper.version >= b.paper.version ? a.paper : b.paper, type: strongerType(a.type, b.type) }
}
