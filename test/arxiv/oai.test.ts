import { describe, expect, it } from 'vitest'
import { type OaiPage, parseOai } from '../../src/arxiv/oai.ts'
import { setOf } from '../../src/arxiv/oai-set.ts'
import { ALICE, deletedText, errorText, listText, recordText } from './support/oai-text.ts'

function page(xml: string): OaiPage {
  const answer = parseOai(xml)
  if ('error' in answer) throw new Error(answer.error.message)
  return answer
}
const one = (record: Parameters<typeof recordText>[0]) => page(listText([recordText(record)])).records[0]
const failure = (xml: string) => {
  try {
    return parseOai(xml)
  } catch (error) {
    return error
  }
}

describe('A record of OAI-PMH', () => {
  it('is read whole', () => {
    expect(
      one({
        title: 'A Sample\n  of $x &lt; y$',
        abstract: '  We sample\nlines.\n  And paragraphs.\n',
        comments: '12 pages,\n  3 figures',
        licence: 'http://creativecommons.org/licenses/by/4.0/',
      }),
    ).toEqual({
      id: '2613.00001',
      version: null,
      title: 'A Sample of $x < y$',
      abstract: 'We sample lines.\n\nAnd paragraphs.',
      authors: ['Alice Adams'],
      categories: ['cs.LG', 'stat.ML'],
      licence: 'http://creativecommons.org/licenses/by/4.0/',
      comment: '12 pages, 3 figures',
      created: '2026-05-08',
      updated: null,
      datestamp: '2026-05-11',
      withdrawn: false,
    })
  })

  it('is of a later version where it was updated', () => {
    expect(one({ updated: '2026-05-09' })).toMatchObject({ created: '2026-05-08', updated: '2026-05-09' })
  })

  it('may have an old-style id', () => {
    expect(one({ id: 'hep-th/9901001', categories: 'hep-th' })?.id).toBe('hep-th/9901001')
  })

  it('puts names together from their pieces', () => {
    const authors = [
      '<author><keyname>Brown</keyname><forenames>Bob</forenames><suffix>Jr</suffix></author>',
      '<author><keyname>Chen</keyname></author>',
      `<author><keyname>Erd\\H{o}s</keyname><forenames>P.</forenames><affiliation>Budapest, Hungary</affiliation><affiliation>UCL</affiliation></author>`,
      '<author><keyname>:</keyname></author>',
      ALICE,
    ]
    expect(one({ authors: authors.join('') })?.authors).toEqual([
      'Bob Brown Jr',
      'Chen',
      'P. Erd\\H{o}s (Budapest, Hungary, UCL)',
      'Alice Adams',
    ])
  })

  it('may have 2,080 authors', () => {
    const author = (n: number) => `<author><keyname>Brown${n}</keyname><forenames>Bob</forenames></author>`
    const authors = one({ authors: Array.from({ length: 2080 }, (_, n) => author(n)).join('') })?.authors
    expect(authors).toHaveLength(2080)
    expect(authors?.at(-1)).toBe('Bob Brown2079')
  })

  it('is withdrawn where comment or abstract say so', () => {
    expect(
      one({ comments: 'This paper has been withdrawn by the authors due to an error in Lemma 2' })?.withdrawn,
    ).toBe(true)
    expect(one({ abstract: 'This paper has been withdrawn by the author.' })?.withdrawn).toBe(true)
  })

  it('that lacks something is left out and told, with its place; the others are kept', () => {
    const { records, problems, count } = page(
      listText([
        recordText({ id: '2613.00001', title: ' ' }),
        recordText({ id: '2613.00002' }),
        recordText({ id: '2613.00003', authors: '', categories: 'cs.LG ???' }),
        recordText({ id: '2613.00004', created: '2026-02-30' }),
        recordText({ id: 'nonsense' }),
        recordText({ id: '2613.00005' }).replace('<id>2613.00005', '<id>2613.00006'),
        recordText({ id: '2613.00007' }).replace('xmlns="http://arxiv.org/OAI/arXiv/"', 'xmlns="http://example.org/"'),
      ]),
    )
    expect(records.map(({ id }) => id)).toEqual(['2613.00002'])
    expect(count).toBe(7)
    expect(problems).toEqual([
      'line 6, column 12: record 1, arXiv:2613.00001: no <title>',
      'line 24, column 12: record 3, arXiv:2613.00003: no <author>; "???" is no category',
      'line 33, column 12: record 4, arXiv:2613.00004: no day in <created>',
      'line 42, column 12: record 5, "A Sample": no arXiv id in <identifier> or <id>',
      'line 51, column 12: record 6, arXiv:2613.00005: <identifier> says 2613.00005 and <id> says 2613.00006',
      expect.stringContaining('record 7, arXiv:2613.00007: no metadata in the format arXiv; no <title>'),
    ])
  })

  it('may say that a paper is gone', () => {
    const { records, deleted, problems } = page(
      listText([deletedText('2613.00009'), recordText(), deletedText('nothing')]),
    )
    expect(records).toHaveLength(1)
    expect(deleted).toEqual(['2613.00009'])
    expect(problems).toEqual([expect.stringContaining('a deleted record of "oai:arXiv.org:nothing"')])
  })
})

describe('A page of OAI-PMH', () => {
  it('names the next one, and how long the list is, where it says', () => {
    expect(page(listText([recordText()], '<resumptionToken>a|b</resumptionToken>'))).toMatchObject({
      token: 'a|b',
      completeListSize: null,
    })
    const old = '<resumptionToken cursor="0" completeListSize="1234">7|1001</resumptionToken>'
    expect(page(listText([recordText()], old))).toMatchObject({ token: '7|1001', completeListSize: 1234 })
  })

  it('is the last without a token, or with an empty one', () => {
    expect(page(listText([recordText()])).token).toBeNull()
    expect(page(listText([recordText()], '<resumptionToken/>')).token).toBeNull()
    expect(page(listText([], '<resumptionToken/>'))).toMatchObject({ token: null, count: 0 })
  })

  it('without records is a valid answer where OAI-PMH says that none match', () => {
    expect(page(errorText('noRecordsMatch', 'nothing today'))).toMatchObject({ records: [], count: 0, token: null })
  })

  it('may be an error, with status 200', () => {
    for (const code of ['badResumptionToken', 'cannotDisseminateFormat', 'idDoesNotExist', 'badArgument'])
      expect(parseOai(errorText(code, 'no\nsuch thing'))).toEqual({
        error: { code, message: `"${code}" (no such thing)` },
      })
  })

  it.each([
    ['', 'line 1, column 1: the document is empty'],
    ['<html><h1>arXiv is down</h1></html>', 'line 1, column 1: this is an HTML page, "arXiv is down"'],
    ['<rss version="2.0"/>', 'line 1, column 20: the document is <rss>, not <OAI-PMH>'],
    [listText([]), 'line 1, column 1: the answer has neither records nor an error: where none match, OAI-PMH says so'],
    [listText([recordText()]).slice(0, 700), /^line \d+, column \d+: the document ends too early, inside </],
    ['<!DOCTYPE x [<!ENTITY a "b">]><OAI-PMH>&a;</OAI-PMH>', /has a DOCTYPE, which is not read/],
    [listText([recordText({ title: 'x &undefined; y' })]), /is not well-formed XML \(undefined entity/],
  ])('that is none is told with its place: %.20s', (xml, told) => {
    expect(failure(xml)).toMatchObject({ name: 'AppError', code: 'unavailable' })
    const message = (failure(xml) as Error).message
    if (typeof told === 'string') expect(message).toBe(told)
    else expect(message).toMatch(told)
  })

  it('beyond all measure is refused', () => {
    const authors = '<author><keyname>x</keyname></author>'.repeat(60_000)
    expect(failure(listText([recordText({ authors })]))).toMatchObject({
      message: expect.stringContaining('a record has more than 100000 elements'),
    })
    expect(failure(listText([recordText({ abstract: 'x'.repeat(2 ** 20 + 1) })]))).toMatchObject({
      message: expect.stringMatching(/<arXiv:abstract> is more than a megabyte$/),
    })
  })
})

describe('The set of a category', () => {
  it.each([
    ['cs.LG', 'cs:cs:LG'],
    ['stat.ML', 'stat:stat:ML'],
    ['hep-th', 'physics:hep-th'],
    ['astro-ph.CO', 'physics:astro-ph:CO'],
    ['physics.optics', 'physics:physics:optics'],
    ['math-ph', 'physics:math-ph'],
    ['cs', 'cs'],
    ['astro-ph', 'physics:astro-ph'],
    ['q-bio.NC', 'q-bio:q-bio:NC'],
  ])('%s is %s', (category, set) => expect(setOf(category)).toBe(set))
})
