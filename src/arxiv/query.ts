import type { EditionDate } from '../domain/edition.ts'
import { AppError, shown } from '../domain/errors.ts'
import type { Harvest, HarvestedRecord } from '../domain/harvest.ts'
import { isArchive } from '../domain/taxonomy.ts'
import { type AtomPage, parseAtom } from './atom.ts'
import type { ArxivClient } from './client.ts'
import { parseId, requireCategory } from './metadata.ts'
import { told, unavailable } from './told.ts'

export type QueryRequest = (
  | { ids: readonly string[] }
  | { categories: readonly string[]; from: EditionDate; until: EditionDate }
) & { signal?: AbortSignal }

/** Half of what arXiv allows: it advises slices of 1,000, which it makes faster. */
const PAGE_SIZE = 1_000
/** Ids of one request; more would be too long for a URL. */
const IDS_PER_REQUEST = 200
/** arXiv refuses to go beyond 30,000. */
const MOST_RECORDS = 20_000
/** The API sometimes answers a good question with nothing; asked again it knows. */
const EMPTY_ANSWERS = 3

/**
 * What the API finds, all pages, by time of submission.
 * @throws AppError `invalid` for what is no category or no id; `unavailable` with the URL of the page
 */
export async function query(client: ArxivClient, apiUrl: string, request: QueryRequest): Promise<Harvest> {
  const records = new Map<string, HarvestedRecord>()
  const problems: string[] = []
  for (const parameters of questions(request)) {
    const found = await allPages(client, apiUrl, parameters, request.signal)
    for (const record of found.records) records.set(record.id, record)
    problems.push(...found.problems)
  }
  return { records: [...records.values()], deleted: [], problems }
}

/** The parameters of each list of results that the request needs. */
function questions(request: QueryRequest): Record<string, string>[] {
  if ('ids' in request) {
    for (const id of request.ids)
      if (parseId(id) === null)
        throw new AppError('invalid', `"${shown(id)}" is not an arXiv id: write one as in 2605.06696 or hep-th/9901001`)
    const chunks = Array.from({ length: Math.ceil(request.ids.length / IDS_PER_REQUEST) }, (_, chunk) =>
      request.ids.slice(chunk * IDS_PER_REQUEST, (chunk + 1) * IDS_PER_REQUEST),
    )
    return chunks.map((ids) => ({ id_list: ids.join(',') }))
  }
  for (const category of request.categories) requireCategory(category)
  if (request.categories.length === 0) return []
  const days = `[${request.from.replaceAll('-', '')}0000 TO ${request.until.replaceAll('-', '')}2359]`
  const search = `(${request.categories.flatMap(terms).join(' OR ')}) AND submittedDate:${days}`
  // Oldest first: what is submitted meanwhile comes at the end, and moves no page.
  return [{ search_query: search, sortBy: 'submittedDate', sortOrder: 'ascending' }]
}

/** An archive is asked for as itself and with all its categories: hep-th has none, astro-ph had none once. */
function terms(category: string): string[] {
  return isArchive(category) && !category.includes('.') ? [`cat:${category}`, `cat:${category}.*`] : [`cat:${category}`]
}

async function allPages(
  client: ArxivClient,
  apiUrl: string,
  parameters: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Pick<Harvest, 'records' | 'problems'>> {
  const records = new Map<string, HarvestedRecord>()
  const problems: string[] = []
  for (let start = 0, total = 1; start < total; ) {
    const url = pageUrl(apiUrl, parameters, start)
    const page = await fetchPage(client, url, start, signal)
    total = page.total
    for (const record of page.records) records.set(record.id, record)
    problems.push(...page.problems.map((problem) => `from ${start} on, ${problem}`))
    start += page.count
    if (total > MOST_RECORDS) {
      const found = total.toLocaleString('en-US')
      throw unavailable(url, `${found} papers are more than can be asked for: ask for fewer days`)
    }
    const came = records.size + problems.length
    // Where the answer grew shorter between two pages, papers slipped from the next page to the one that had been read.
    if (start >= total && came < Math.min(total, start) && !('id_list' in parameters))
      throw unavailable(url, `arXiv finds ${total} papers, of which ${came} came: the answer changed between pages`)
  }
  return { records: [...records.values()], problems }
}

async function fetchPage(
  client: ArxivClient,
  url: string,
  start: number,
  signal: AbortSignal | undefined,
): Promise<AtomPage> {
  for (let asked = 1; ; asked++) {
    const answer = await client.get(url, { slow: true, ...(signal && { signal }) })
    if (answer.status === 'unchanged') throw unavailable(url, 'HTTP 304 to a request without a condition')
    const page = told(url, () => parseAtom(answer.body))
    if (page.count > 0 && page.start !== start)
      throw unavailable(url, `the entries from ${page.start} on came, not those from ${start} on`)
    if (page.count > 0 || page.total <= start) return page
    if (asked === EMPTY_ANSWERS)
      throw unavailable(url, `no entries, while arXiv finds ${page.total} papers (${asked} attempts)`)
  }
}

function pageUrl(apiUrl: string, parameters: Record<string, string>, start: number): string {
  const url = new URL(apiUrl)
  const all = { ...parameters, start: String(start), max_results: String(PAGE_SIZE) }
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
  return url.href
}
