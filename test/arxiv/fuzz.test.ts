import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAtom } from '../../src/arxiv/atom.ts'
import { parseOai } from '../../src/arxiv/oai.ts'
import { parseRss } from '../../src/arxiv/rss.ts'
import { AppError } from '../../src/domain/errors.ts'
import { atomText, entryText } from './support/atom-text.ts'
import { deletedText, errorText, listText, recordText } from './support/oai-text.ts'
import { EDITIONS, hasReplay } from './support/replay.ts'
import { feedText, itemText } from './support/rss-text.ts'

interface Taken {
  id: string
  title: string
  abstract: string
  authors: string[]
  categories: string[]
}

/** The papers that a parser takes from a document. */
const PARSERS: Record<string, (xml: string) => Taken[]> = {
  RSS: (xml) => parseRss(xml).announcements.map(({ paper }) => paper),
  'OAI-PMH': (xml) => {
    const answer = parseOai(xml)
    return 'error' in answer ? [] : answer.records
  },
  Atom: (xml) => parseAtom(xml).records,
}

/** Whole papers, or an error of the parser's own that says where. */
function check(name: string, xml: string): Taken[] {
  try {
    const papers = PARSERS[name]?.(xml) ?? []
    for (const { id, title, abstract, authors, categories } of papers) {
      expect(id).toMatch(/^(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})$/)
      expect(title).toMatch(/^\S(?:.*\S)?$/)
      expect(abstract).toMatch(/\S/)
      expect(authors.length).toBeGreaterThan(0)
      for (const author of authors) expect(author).toMatch(/\p{L}/u)
      expect(categories.length).toBeGreaterThan(0)
      for (const category of categories) expect(category).toMatch(/^[a-z][A-Za-z.-]*$/)
    }
    return papers
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('unavailable')
    expect(error.message).toMatch(/^line [1-9]\d*, column [1-9]\d*: \S/)
    expect(error.message.length).toBeLessThan(1_000)
    return []
  }
}

/** Text that papers are made of, and that parsers stumble over. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    ...[
      '<',
      '>',
      '&',
      '&amp;',
      '&#0;',
      '&#xD800;',
      '&#x1d4a9;',
      '&nbsp;',
      ']]>',
      '<![CDATA[',
      '<!--',
      '<?x?>',
      '"',
      "'",
    ],
    ...[
      'v2',
      'arXiv:',
      'Abstract: ',
      'Announce Type: new',
      'oai:arXiv.org:',
      'hep-th/9901001',
      '2613.00001',
      'cs.LG',
      '\n  ',
    ],
    ...[
      'Fran\\c{c}ois',
      '$x < y$',
      '\\"{o}',
      '(',
      ')',
      '{',
      '}',
      ' and ',
      ', Jr.',
      '\u0000',
      '\uFEFF',
      '\ud800',
      '\u{1d4a9}',
    ],
  ),
)
const raw = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
/** The same as XML text, so that the document as a whole can be read. */
const escaped = raw.map((text) =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`),
)

const FIELDS = 'id title abstract summary type licence categories created updated comments address comment primary'

/** Documents of up to three records, whose fields hold any prose, most as usual. */
function documents(prose: fc.Arbitrary<string>): Record<string, fc.Arbitrary<string>> {
  const values = fc.dictionary(fc.constantFrom(...FIELDS.split(' ')), prose, { maxKeys: 3 })
  const some = fc.option(fc.array(prose, { maxLength: 3 }), { nil: undefined })
  const given = <T extends object>(fields: T) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const records = fc.array(fc.record({ values, several: some, listed: some }), { maxLength: 3 })
  return {
    RSS: records.map((items) =>
      feedText(
        items.map(({ values: { categories: _, ...fields }, several, listed }) =>
          itemText({ ...fields, ...given({ authors: several?.join(', '), categories: listed }) }),
        ),
      ),
    ),
    'OAI-PMH': fc.tuple(records, prose).map(([items, token]) => {
      if (items.length === 0) return errorText('badArgument', token)
      const people = (names: string[] | undefined) =>
        names?.map((name) => `<author><keyname>${name}</keyname><affiliation>${name}</affiliation></author>`).join('')
      const texts = items.map(({ values, several }) =>
        recordText({ ...values, ...given({ authors: people(several) }) }),
      )
      return listText([...texts, deletedText(token)], `<resumptionToken>${token}</resumptionToken>`)
    }),
    Atom: records.map((items) =>
      atomText(
        items.map(({ values: { categories: _, ...fields }, several, listed }) =>
          entryText({
            ...fields,
            ...given({ authors: several?.map((name) => `<name>${name}</name>`), categories: listed }),
          }),
        ),
      ),
    ),
  }
}

/** What a network, a disk or a careless server does to a document. */
type Change = { at: number; length: number; kind: 'cut' | 'drop' | 'repeat' | 'insert'; text: string }
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 400 }),
  kind: fc.constantFrom('cut' as const, 'drop' as const, 'repeat' as const, 'insert' as const),
  text: piece,
})

function changed(xml: string, changes: readonly Change[]): string {
  return changes.reduce((now, { at, length, kind, text }) => {
    const start = Math.floor(at * now.length)
    const [before, hit, after] = [now.slice(0, start), now.slice(start, start + length), now.slice(start + length)]
    if (kind === 'cut') return before
    if (kind === 'drop') return before + after
    if (kind === 'repeat') return before + hit + hit + after
    return before + text + hit + after
  }, xml)
}

const WHOLE: Record<string, string> = {
  RSS: feedText([itemText(), itemText({ id: 'hep-th/9901001v2', authors: 'Bob Br\\"own (UCL, London), Chen, Jr.' })]),
  'OAI-PMH': listText(
    [
      recordText({ comments: '3 pages', updated: '2026-05-09' }),
      deletedText('2613.00002'),
      recordText({ id: 'hep-th/9901001' }),
    ],
    '<resumptionToken completeListSize="9">next</resumptionToken>',
  ),
  Atom: atomText([entryText({ comment: '3 pages' }), entryText({ address: 'http://arxiv.org/abs/hep-th/9901001v2' })]),
}

describe.each(Object.keys(PARSERS))('The parser of %s', (name) => {
  const parse = (xml: string) => check(name, xml)

  it('reads whole documents', () => expect(parse(WHOLE[name] ?? '')).toHaveLength(2))

  it('takes whole papers or says what is wrong and where, whatever stands in their fields', () => {
    let taken = 0
    for (const prose of [escaped, raw])
      fc.assert(
        fc.property(documents(prose)[name] ?? fc.string(), (xml) => {
          taken += parse(xml).length
        }),
        { numRuns: 800 },
      )
    expect(taken).toBeGreaterThan(60)
  })

  it('does so for documents that were damaged', () => {
    const damage = fc.array(change, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(damage, (changes) => void parse(changed(WHOLE[name] ?? '', changes))),
      { numRuns: 3_000 },
    )
  })

  it('does so for any text and any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(raw, fc.string({ unit: 'binary', maxLength: 200 })), (xml) => void parse(xml)),
      { numRuns: 500 },
    )
    const bytes = fc.uint8Array({ maxLength: 400 })
    fc.assert(
      fc.property(bytes, (raw) => void parse(new TextDecoder().decode(raw))),
      { numRuns: 300 },
    )
  })

  it('takes nothing of a document that is cut anywhere', () => {
    const xml = (WHOLE[name] ?? '').trimEnd()
    for (let length = 0; length < xml.length; length += 7) expect(parse(xml.slice(0, length))).toEqual([])
  })

  it('is quick with what is deep, wide or long', () => {
    const hostile = [
      '<a>'.repeat(100_000),
      '<a/>'.repeat(100_000),
      `<a ${'b="" '.repeat(100_000)}/>`,
      '<title>'.concat('('.repeat(500_000), '</title>'),
      `<title>${'{\\"'.repeat(300_000)}</title>`,
    ]
    for (const inside of hostile) parse((WHOLE[name] ?? '').replace(/<(?:item|record|entry)>/, (tag) => tag + inside))
  })
})

describe.runIf(hasReplay)('Recorded feeds that were damaged', () => {
  it('bring whole papers, or an error that says where', () => {
    const xml = gunzipSync(readFileSync(`${EDITIONS}2026-05-11/cs.CL.xml.gz`)).toString()
    const items = xml.split(/(?=<item>)/)
    // A handful of real items at a time, so that many changes can be tried.
    const some = fc.tuple(
      fc.integer({ min: 1, max: items.length - 4 }),
      fc.array(change, { minLength: 1, maxLength: 3 }),
    )
    fc.assert(
      fc.property(some, ([first, changes]) => {
        const feed = `${items[0]}${items.slice(first, first + 3).join('')}</channel></rss>`
        check('RSS', changed(feed, changes))
      }),
      { numRuns: 300 },
    )
  })
})
