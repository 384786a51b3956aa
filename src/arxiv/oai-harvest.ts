import type { EditionDate } from '../domain/edition.ts'
import type { Harvest, HarvestedRecord } from '../domain/harvest.ts'
import type { ArxivClient } from './client.ts'
import { requireCategory } from './metadata.ts'
import { type OaiPage, parseOai } from './oai.ts'
import { setOf } from './oai-set.ts'
import { told, unavailable } from './told.ts'

export interface ListRequest {
  category: string
  from: EditionDate
  until?: EditionDate
  signal?: AbortSignal
}

/** arXiv gives about 1,300 records a page, and a category changes by a few hundred a day. */
const MOST_PAGES = 200
const MOST_RECORDS = 20_000

/**
 * All records of one list, page by page; one page that fails fails the list, which is asked anew from its beginning.
 * @throws AppError `invalid` for what is no category; `unavailable` with the URL of the page
 */
export async function listRecords(client: ArxivClient, oaiUrl: string, request: ListRequest): Promise<Harvest> {
  requireCategory(request.category)
  const records = new Map<string, HarvestedRecord>()
  const deleted = new Set<string>()
  const problems: string[] = []
  const tokens = new Set<string>()
  let url = firstUrl(oaiUrl, request)
  let count = 0
  let size: number | null = null

  for (let page = 1; ; page++) {
    const { token, ...got } = await fetchPage(client, url, request.signal)
    count += got.count
    size = got.completeListSize ?? size
    for (const record of got.records) records.set(record.id, record)
    for (const id of got.deleted) deleted.add(id)
    problems.push(...got.problems.map((problem) => `page ${page}, ${problem}`))
    if (token === null) break
    const pages = page === 1 ? '1 page' : `${page} pages`
    if (tokens.has(token)) throw unavailable(url, `after ${pages}, the resumption token of an earlier page again`)
    if (page === MOST_PAGES || count > MOST_RECORDS)
      throw unavailable(url, `${count.toLocaleString('en-US')} records on ${pages} and no end: ask for fewer days`)
    tokens.add(token)
    url = nextUrl(oaiUrl, token)
  }
  if (size !== null && count < size)
    throw unavailable(url, `the list has ${size.toLocaleString('en-US')} records, of which ${count} came`)
  return { records: [...records.values()], deleted: [...deleted], problems }
}

async function fetchPage(client: ArxivClient, url: string, signal: AbortSignal | undefined): Promise<OaiPage> {
  const answer = await client.get(url, { slow: true, ...(signal && { signal }) })
  if (answer.status === 'unchanged') throw unavailable(url, 'HTTP 304 to a request without a condition')
  const page = told(url, () => parseOai(answer.body))
  if ('error' in page) throw unavailable(url, `OAI-PMH answers ${page.error.message}`)
  return page
}

function firstUrl(oaiUrl: string, { category, from, until }: ListRequest): string {
  const url = new URL(oaiUrl)
  const query = { verb: 'ListRecords', metadataPrefix: 'arXiv', set: setOf(category), from, ...(until && { until }) }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** With a token, everything else is said: https://www.openarchives.org/OAI/openarchivesprotocol.html#FlowControl */
function nextUrl(oaiUrl: string, token: string): string {
  const url = new URL(oaiUrl)
  url.searchParams.set('verb', 'ListRecords')
  url.searchParams.set('resumptionToken', token)
  return url.href
}
