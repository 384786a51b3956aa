import { describe, expect, it } from 'vitest'
import { parseAtom } from '../../src/arxiv/atom.ts'
import { atomText, entryText } from './support/atom-text.ts'

const one = (entry: Parameters<typeof entryText>[0]) => parseAtom(atomText([entryText(entry)])).records[0]
const failure = (xml: string) => {
  try {
    return parseAtom(xml)
  } catch (error) {
    return error
  }
}

describe('An entry of the query API', () => {
  it('is read whole', () => {
    expect(
      one({
        address: 'http://arxiv.org/abs/2613.00001v2',
        title: 'A Sample\n  of $x &lt; y$',
        summary: 'We sample\nlines.',
        authors: [
          '<name>Alice Adams</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">UCL</arxiv:affiliation>',
          '<name>Bob Br\\"own</name>',
        ],
        categories: ['stat.ML', 'cs.LG', '68T05', 'I.2.6; I.5'],
        primary: 'cs.LG',
        comment: '12 pages',
        updated: '2026-05-09T20:00:00-04:00',
      }),
    ).toEqual({
      id: '2613.00001',
      version: 2,
      title: 'A Sample of $x < y$',
      abstract: 'We sample lines.',
      authors: ['Alice Adams (UCL)', 'Bob Br\\"own'],
      categories: ['cs.LG', 'stat.ML'],
      licence: null,
      comment: '12 pages',
      created: '2026-05-08T15:27:15Z',
      updated: '2026-05-10T00:00:00Z',
      datestamp: null,
      withdrawn: false,
    })
  })

  it('of a first version has no update; old-style ids lose their subject class', () => {
    expect(one({ address: 'https://arxiv.org/abs/math.GT/0309136v1' })).toMatchObject({
      id: 'math/0309136',
      version: 1,
      updated: null,
    })
  })

  it('may have 2,080 authors, TeX accents in their names, and be withdrawn', () => {
    const authors = Array.from({ length: 2080 }, (_, n) => `<name>P\\'al Erd\\H{o}s ${n}</name>`)
    const record = one({ authors, comment: 'This paper has been withdrawn by the authors', summary: 'Withdrawn.' })
    expect(record?.authors).toHaveLength(2080)
    expect(record).toMatchObject({ withdrawn: true, abstract: 'Withdrawn.' })
    expect(record?.authors.at(-1)).toBe("P\\'al Erd\\H{o}s 2079")
  })

  it('that lacks something is left out and told, with its place; the others are kept', () => {
    const { records, problems, count } = parseAtom(
      atomText([
        entryText({ address: 'http://arxiv.org/abs/2613.00001' }),
        entryText({ address: 'http://arxiv.org/abs/2613.00002v1' }),
        entryText({ address: 'http://arxiv.org/abs/2613.00003v1', authors: [], primary: null, published: 'today' }),
      ]),
    )
    expect(records.map(({ id }) => id)).toEqual(['2613.00002'])
    expect(count).toBe(3)
    expect(problems).toEqual([
      'line 10, column 9: entry 1, "A Sample": <id> "http://arxiv.org/abs/2613.00001" has no arXiv id with a version',
      expect.stringMatching(
        /^line \d+, column 9: entry 3, arXiv:2613\.00003v1: no <author>; no <arxiv:primary_category>; no time in <published>/,
      ),
    ])
  })

  it('may be an error of arXiv', () => {
    const entry = entryText({
      address: 'http://arxiv.org/api/errors#incorrect_id_format_for_1234.12345',
      title: 'Error',
      summary: 'incorrect id format for 1234.12345',
    })
    expect(failure(atomText([entry]))).toMatchObject({
      code: 'unavailable',
      message: 'line 10, column 9: arXiv answers "incorrect id format for 1234.12345"',
    })
  })
})

describe('A page of the query API', () => {
  it('says how many it is of', () => {
    expect(parseAtom(atomText([], { total: 1200, start: 1000 }))).toMatchObject({ total: 1200, start: 1000, count: 0 })
  })

  it.each([
    ['', 'line 1, column 1: the document is empty'],
    ['<html><title>Sorry</title></html>', 'line 1, column 1: this is an HTML page, "Sorry"'],
    ['<OAI-PMH/>', 'line 1, column 10: the document is <OAI-PMH>, not <feed>'],
    ['<feed xmlns="http://www.w3.org/2005/Atom"/>', 'line 1, column 1: the feed has no <opensearch:totalResults>'],
    [
      atomText([]).replace('>0</opensearch:totalResults>', '>many</opensearch:totalResults>'),
      /is "many", not a number$/,
    ],
    [atomText([entryText()]).slice(0, 1200), /the document ends too early, inside </],
  ])('that is none is told with its place: %.20s', (xml, told) => {
    expect(failure(xml)).toMatchObject({ name: 'AppError', code: 'unavailable' })
    const message = (failure(xml) as Error).message
    if (typeof told === 'string') expect(message).toBe(told)
    else expect(message).toMatch(told)
  })
})
