import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ArxivClient, createArxivClient } from '../../src/arxiv/client.ts'
import { createArxivHarvester } from '../../src/arxiv/harvester.ts'
import { createLog } from '../../src/lib/log.ts'
import { atomText, entryText } from './support/atom-text.ts'
import { localLimiter } from './support/local-limiter.ts'
import { deletedText, errorText, listText, recordText } from './support/oai-text.ts'
import { answer, refuse, type ScriptedServer, scriptedServer } from './support/scripted-server.ts'

let client: ArxivClient
beforeAll(() => {
  client = createArxivClient({
    userAgent: 'test',
    limiter: localLimiter(),
    log: createLog('silent'),
    limits: { backoffMs: 1 },
  })
})
afterAll(() => client.close())

let arxiv: ScriptedServer
afterEach(() => arxiv.close())

async function harvester(...script: Parameters<typeof scriptedServer>) {
  arxiv = await scriptedServer(...script)
  const { origin } = arxiv
  return createArxivHarvester({ client, oaiUrl: `${origin}/oai`, apiUrl: `${origin}/api/query` })
}
const asked = () => arxiv.seen.map(({ path }) => Object.fromEntries(new URL(path, arxiv.origin).searchParams))
const told = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'AppError', code: 'unavailable' })
      return String(error)
    },
  )

const DAY = { category: 'cs.LG', from: '2026-05-11', until: '2026-05-11' }
const ids = (count: number, first = 1) =>
  Array.from({ length: count }, (_, n) => `2613.${String(first + n).padStart(5, '0')}`)
const list = (records: string[], token?: string) =>
  answer(
    listText(
      records.map((id) => recordText({ id })),
      token,
    ),
  )
const token = (text: string, size?: number) =>
  `<resumptionToken${size === undefined ? '' : ` completeListSize="${size}"`}>${text}</resumptionToken>`

describe('A list of OAI-PMH', () => {
  it('is asked for by set and days, then by each resumption token alone', async () => {
    const oai = await harvester(
      list(ids(2), token('a b|2&amp;c')),
      answer(listText([recordText({ id: '2613.00003' }), deletedText('2613.00009')], token('next'))),
      list(ids(1, 4)),
    )
    const harvest = await oai.listRecords(DAY)
    expect(harvest.records.map(({ id }) => id)).toEqual(ids(4))
    expect(harvest).toMatchObject({ deleted: ['2613.00009'], problems: [] })
    expect(asked()).toEqual([
      { verb: 'ListRecords', metadataPrefix: 'arXiv', set: 'cs:cs:LG', from: '2026-05-11', until: '2026-05-11' },
      { verb: 'ListRecords', resumptionToken: 'a b|2&c' },
      { verb: 'ListRecords', resumptionToken: 'next' },
    ])
  })

  it('may be open at its end, and of an archive', async () => {
    const oai = await harvester(list(ids(1)))
    await oai.listRecords({ category: 'hep-th', from: '2026-05-11' })
    expect(asked()).toEqual([
      { verb: 'ListRecords', metadataPrefix: 'arXiv', set: 'physics:hep-th', from: '2026-05-11' },
    ])
  })

  it('is empty where none match', async () => {
    const oai = await harvester(answer(errorText('noRecordsMatch')))
    expect(await oai.listRecords(DAY)).toEqual({ records: [], deleted: [], problems: [] })
  })

  it('names the page of what could not be read', async () => {
    const bad = answer(listText([recordText({ title: '' })]))
    const oai = await harvester(list(ids(1), token('a')), bad)
    const { problems } = await oai.listRecords(DAY)
    expect(problems).toEqual([
      expect.stringMatching(/^page 2, line 6, column 12: record 1, arXiv:2613\.00001: no <title>$/),
    ])
  })

  it.each([
    [
      'badResumptionToken',
      errorText('badResumptionToken', 'expired'),
      'OAI-PMH answers "badResumptionToken" (expired)',
    ],
    ['a page that is cut', listText([recordText()]).slice(0, 600), 'the document ends too early, inside <'],
    ['a page in HTML', '<html><h1>Down</h1></html>', 'line 1, column 1: this is an HTML page, "Down"'],
  ])('fails as a whole on %s, with the URL of the page', async (_, body, message) => {
    const oai = await harvester(list(ids(2), token('a')), answer(body))
    const error = await told(oai.listRecords(DAY))
    expect(error).toContain(`AppError: ${arxiv.origin}/oai?verb=ListRecords&resumptionToken=a: `)
    expect(error).toContain(message)
  })

  it('is an error where a token comes again, or there is no end', async () => {
    const circle = await harvester(list(ids(1), token('a')), list(ids(1, 2), token('b')), list(ids(1, 3), token('a')))
    expect(await told(circle.listRecords(DAY))).toMatch(
      /: after 3 pages, the resumption token of an earlier page again$/,
    )
    await arxiv.close()
    let page = 0
    const endless = await harvester((res) => res.end(listText([recordText()], token(`p${++page}`))))
    expect(await told(endless.listRecords(DAY))).toMatch(/: 200 records on 200 pages and no end: ask for fewer days$/)
    expect(page).toBe(200)
  })

  it('is an error where it is shorter than it says', async () => {
    const short = await harvester(
      list(ids(2), token('a', 5)),
      list(ids(2, 3), '<resumptionToken completeListSize="5"/>'),
    )
    expect(await told(short.listRecords(DAY))).toMatch(/: the list has 5 records, of which 4 came$/)
  })

  it('waits for a page whose server asks to be asked later', async () => {
    const oai = await harvester(list(ids(1), token('a')), refuse(503, { 'retry-after': '0' }), list(ids(1, 2)))
    expect((await oai.listRecords(DAY)).records).toHaveLength(2)
    expect(arxiv.seen).toHaveLength(3)
  })

  it('wants a category', async () => {
    const oai = await harvester(list(ids(1)))
    await expect(oai.listRecords({ ...DAY, category: 'cs:LG' })).rejects.toMatchObject({ code: 'invalid' })
    expect(arxiv.seen).toEqual([])
  })
})

const DAYS = { categories: ['cs.LG', 'astro-ph'], from: '2026-05-04', until: '2026-05-11' }
const entries = (wanted: readonly string[]) =>
  wanted.map((id) => entryText({ address: `http://arxiv.org/abs/${id}v1` }))
const results = (wanted: readonly string[], total: number, start = 0) =>
  answer(atomText(entries(wanted), { total, start }))

describe('A query', () => {
  it('is by categories and days of submission, oldest first, page by page', async () => {
    const api = await harvester(results(ids(3), 5), results(ids(2, 4), 5, 3))
    const { records } = await api.query(DAYS)
    expect(records.map(({ id }) => id)).toEqual(ids(5))
    const search_query =
      '(cat:cs.LG OR cat:astro-ph OR cat:astro-ph.*) AND submittedDate:[202605040000 TO 202605112359]'
    const common = { search_query, sortBy: 'submittedDate', sortOrder: 'ascending', max_results: '1000' }
    expect(asked()).toEqual([
      { ...common, start: '0' },
      { ...common, start: '3' },
    ])
  })

  it('goes on as far as the latest page says, when the total grows', async () => {
    const api = await harvester(results(ids(2), 3), results(ids(1, 3), 4, 2), results(ids(1, 4), 4, 3))
    expect((await api.query(DAYS)).records).toHaveLength(4)
  })

  it('is an error where pages overlap, since others slipped away then', async () => {
    const api = await harvester(results(ids(2), 4), results(ids(2, 2), 4, 2))
    expect(await told(api.query(DAYS))).toMatch(
      /: arXiv finds 4 papers, of which 3 came: the answer changed between pages$/,
    )
  })

  it('is by ids, two hundred at a time; unknown ones are left out', async () => {
    const api = await harvester(results(ids(200), 200), results(ids(1, 201), 1))
    expect((await api.query({ ids: ids(250) })).records).toHaveLength(201)
    expect(asked().map(({ id_list }) => id_list?.split(',').length)).toEqual([200, 50])
    await expect(api.query({ ids: ['2613.00001v1'] })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('asks nobody for nothing', async () => {
    const api = await harvester(results([], 0))
    expect((await api.query({ ids: [] })).records).toEqual([])
    expect((await api.query({ ...DAYS, categories: [] })).records).toEqual([])
    expect(arxiv.seen).toEqual([])
  })

  it('may find nothing', async () => {
    const api = await harvester(results([], 0))
    expect(await api.query(DAYS)).toEqual({ records: [], deleted: [], problems: [] })
  })

  it('is asked again where papers are found and none given, and is an error the third time', async () => {
    const api = await harvester(results([], 2), results(ids(2), 2))
    expect((await api.query(DAYS)).records).toHaveLength(2)
    await arxiv.close()
    const never = await harvester(results([], 2))
    expect(await told(never.query(DAYS))).toMatch(/: no entries, while arXiv finds 2 papers \(3 attempts\)$/)
  })

  it('is an error where other entries come than were asked for', async () => {
    const api = await harvester(results(ids(1), 3), results(ids(1), 3, 0))
    expect(await told(api.query(DAYS))).toMatch(/: the entries from 0 on came, not those from 1 on$/)
  })

  it('is not made for more than can be given', async () => {
    const api = await harvester(results(ids(1), 123_456))
    expect(await told(api.query(DAYS))).toMatch(/: 123,456 papers are more than can be asked for: ask for fewer days$/)
  })
})
