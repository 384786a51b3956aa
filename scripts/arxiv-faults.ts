/**
 * npm run faults -- --replay http://127.0.0.1:8099
 * Reads each of arXiv's sources under each fault of a running replay, and documents just below the limit of size, in one
 * process; then has the command line take the whole edition, each time with another fault in the first answer. Prints what
 * was said, how long it took and the most memory so far. Exits 1 where something else than Paperboy's own error came, or
 * more than 300 MB were taken by one process.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { createArxivClient } from '../src/arxiv/client.ts'
import { createArxivHarvester } from '../src/arxiv/harvester.ts'
import { createArxivSource } from '../src/arxiv/source.ts'
import { AppError } from '../src/domain/errors.ts'
import { createLog } from '../src/lib/log.ts'
import { atomText, entryText } from '../test/arxiv/support/atom-text.ts'
import { localLimiter } from '../test/arxiv/support/local-limiter.ts'
import { listText, recordText } from '../test/arxiv/support/oai-text.ts'
import { feedText, itemText } from '../test/arxiv/support/rss-text.ts'
import { ingestCommand } from './arxiv-faults/command.ts'

const FAULTS = '429 503 503-long 500 html empty cut truncated hang reset bomb huge slow'.split(' ')
const MOST_MB = 300
const LARGE = 15 * 2 ** 20
const PLACE = '<!-- records -->'

const { values } = parseArgs({
  options: {
    replay: { type: 'string', default: 'http://127.0.0.1:8099' },
    date: { type: 'string', default: '2026-05-11' },
  },
})
const day = { from: values.date, until: values.date }
let failed = 0

await withFaults()
await withLargeDocuments()
const sourcesMb = memoryMb()
const ingestMb = await withIngest()
const verdict = failed === 0 ? 'all as it should be' : `${failed} failed`
process.stdout.write(`${verdict}; at most ${sourcesMb} MB for the sources, ${ingestMb} MB for "paperboy ingest"\n`)
process.exitCode = failed === 0 ? 0 : 1

async function withFaults(): Promise<void> {
  await control(`date=${values.date}&min-interval=0&fault=`)
  for (const fault of ['', ...FAULTS])
    for (const [name, read] of Object.entries(sources(values.replay))) {
      await control(`fault=${fault}`)
      await tell(`${fault || 'no fault'} ${name}`, read)
    }
  await control('fault=')
}

/** Well-formed, and as large as can be just taken: the parsers' own memory. */
async function withLargeDocuments(): Promise<void> {
  const documents: Record<string, Iterable<string>> = {
    rss: around(feedText([PLACE]), (n) => itemText({ id: `2613.${n}v1`, abstract: 'a'.repeat(2_000) })),
    oai: around(listText([PLACE]), (n) => recordText({ id: `2613.${n}`, abstract: 'a'.repeat(2_000) })),
    api: around(atomText([PLACE], { total: 9 }), (n) =>
      entryText({ address: `http://arxiv.org/abs/2613.${n}v1`, summary: 'a'.repeat(2_000) }),
    ),
  }
  const server = createServer((req, res) => {
    const [, name = ''] = /^\/(rss|oai|api)/.exec(req.url ?? '') ?? []
    Readable.from(documents[name] ?? []).pipe(res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  for (const [name, read] of Object.entries(sources(`http://127.0.0.1:${port}`)))
    await tell(`${LARGE / 2 ** 20} MiB of ${name}`, read)
  server.closeAllConnections()
  server.close()
}

/** @returns the most memory that an ingest took, in MB */
async function withIngest(): Promise<number> {
  let most = 0
  for (const fault of ['', ...FAULTS]) {
    await control(`fault=${fault && `${fault}:1`}`)
    const start = performance.now()
    const { memoryMb, said } = await ingestCommand(values.replay)
    if (memoryMb > MOST_MB || /internal error/.test(said)) failed += 1
    most = Math.max(most, memoryMb)
    print(`${fault || 'no fault'} ingest`, start, memoryMb, said)
  }
  return most
}

/** A document piece by piece, with many records in its one `PLACE`. */
function* around(document: string, record: (n: string) => string): Iterable<string> {
  const [head = '', tail = ''] = document.split(PLACE)
  yield head
  for (let n = 1, size = head.length; size < LARGE; n++) {
    const text = record(String(n).padStart(5, '0'))
    size += text.length
    yield text
  }
  yield tail
}

function sources(origin: string): Record<string, (client: ReturnType<typeof createArxivClient>) => Promise<string>> {
  const counted = (records: readonly unknown[], problems: readonly unknown[]) =>
    `${records.length} papers, ${problems.length} problems`
  const harvester = (client: ReturnType<typeof createArxivClient>) =>
    createArxivHarvester({ client, oaiUrl: `${origin}/oai`, apiUrl: `${origin}/api/query` })
  return {
    rss: async (client) => {
      const fetched = await createArxivSource({ client, rssUrl: `${origin}/rss/` }).fetchFeed('cs.LG')
      return fetched.status === 'ok' ? counted(fetched.feed.announcements, fetched.feed.problems) : fetched.status
    },
    oai: async (client) => {
      const { records, problems } = await harvester(client).listRecords({ category: 'cs.LG', ...day })
      return counted(records, problems)
    },
    api: async (client) => {
      const { records, problems } = await harvester(client).query({ categories: ['cs.LG'], ...day })
      return counted(records, problems)
    },
  }
}

async function tell(
  what: string,
  read: (client: ReturnType<typeof createArxivClient>) => Promise<string>,
): Promise<void> {
  const limits = { backoffMs: 10, retries: 1, headersMs: 1_000, slowHeadersMs: 1_000, totalMs: 3_000 }
  const client = createArxivClient({
    userAgent: 'Paperboy faults',
    limiter: localLimiter(),
    log: createLog('silent'),
    limits,
  })
  const start = performance.now()
  const said = await read(client).catch((error: unknown) => {
    if (error instanceof AppError) return error.message.replace(/^\S+: /, '')
    failed += 1
    return `NOT ITS OWN ERROR: ${error}`
  })
  await client.close()
  if (memoryMb() > MOST_MB) failed += 1
  print(what, start, memoryMb(), said)
}

function print(what: string, start: number, megabytes: number, said: string): void {
  const took = (performance.now() - start).toFixed(0)
  process.stdout.write(`${what.padEnd(16)} ${took.padStart(6)} ms ${String(megabytes).padStart(4)} MB  ${said}\n`)
}

/** The most that this process has ever held. */
function memoryMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

async function control(query: string): Promise<void> {
  await fetch(`${values.replay}/_control?${query}`)
}
