import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseRss } from '../src/arxiv/rss.ts'
import { budgetDigest } from '../src/digest/budget.ts'
import { isFirstSeen, type Paper } from '../src/domain/paper.ts'
import { defaultReading } from '../src/domain/reading.ts'
import { createDigestReader } from '../src/jobs/content.ts'
import { ingest } from '../src/jobs/ingest.ts'
import { matchPapers } from '../src/jobs/plan.ts'
import { createLog } from '../src/lib/log.ts'
import { createDigestRenderer } from '../src/mail/render-digest.ts'
import { compileKeywords } from '../src/match/match.ts'
import { openDatabase } from '../src/store/database.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { createStore, type Store } from '../src/store/store.ts'
import { largestEdition, type RecordedEdition } from './edition.ts'
import { median, ms, type Row, table } from './measure.ts'
import { mjmlPerDigest } from './mjml-peer.ts'
import { phrases } from './phrases.ts'
import { benchPlanning, planningNotes } from './planning.ts'
import { benchSmtp } from './smtp.ts'
import { benchTranslation } from './translation.ts'
import { benchPages, pagesTable } from './web.ts'

const HELP = `Measures ingest, matching, composing and rendering on the largest edition at hand, handing mails over, then the
pages under load with a large service's store; each beside its peer or limit. Takes about two minutes.
Planning for 100,000 readers is measured where it is asked for: it takes five minutes, and 3 GB of disk meanwhile.

Usage: npm run bench [-- --only work|smtp|pages|planning] [--json]
`
const PARTS = ['work', 'smtp', 'pages', 'planning'] as const
type Part = (typeof PARTS)[number]
const LINKS = {
  web: 'https://p.example/d/1',
  manage: 'https://p.example/m/1',
  unsubscribe: 'https://p.example/u/1',
  mute: null,
}
const SENDER = { postalAddress: '1 Example Street', categories: ['cs.AI', 'cs.CL', 'cs.CV', 'cs.LG'] }
const ARXIV_INTERVAL_MS = 3_000
const log = createLog('error')

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
})
if (values.help) process.stdout.write(HELP)
else if (isPart(values.only)) await main({ json: values.json === true, only: values.only })
else throw new Error(`--only is "${values.only}": it must be ${PARTS.join(', ')}`)

function isPart(text: string | undefined): text is Part | undefined {
  return text === undefined || PARTS.some((part) => part === text)
}

async function main({ json, only }: { json: boolean; only: Part | undefined }): Promise<void> {
  const busy = loadavg()[0] ?? Number.NaN
  const wants = (part: Part) => only === part || (only === undefined && part !== 'planning')
  const work = wants('work') ? await benchWork() : null
  if (work && !json)
    console.log(
      `${table(work.rows)}\n\n${work.edition}; peak memory ${work.memoryMb} MB (with MJML loaded for the comparison)\n`,
    )
  const smtp = wants('smtp') ? await benchSmtp() : null
  if (smtp && !json) console.log(`${table(smtp)}\n`)
  const pages = wants('pages') ? await benchPages() : null
  if (pages && !json) console.log(`${pagesTable(pages)}\n`)
  const planning = wants('planning') ? await benchPlanning() : null
  if (planning && !json) console.log(`${table(planning.rows)}\n\n${planningNotes(planning)}\n`)
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cpus: cpus().length, busy }
  if (json) console.log(JSON.stringify({ ...machine, ...work, smtp, pages, planning }))
  else
    console.log(
      `Node ${machine.node}, ${machine.cpus} × ${machine.cpu}, shared with the load that was there before (${busy.toFixed(1)})`,
    )
}

async function benchWork(): Promise<{ edition: string; memoryMb: number; rows: Row[] }> {
  const edition = largestEdition()
  const rows: Row[] = [await benchParse(edition)]
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  // Where the server runs as another user, the cluster then lies in here, and goes with it.
  chmodSync(folder, 0o755)
  const server = await startEmbedded({ dataDir: folder, log })
  try {
    await migrate({ url: server.url })
    const database = await openDatabase({ url: server.url, log })
    const store = createStore(database.prisma)
    rows.push(await benchIngest(edition, store))
    const papers = await newPapers(store)
    rows.push(...(await benchMatch(papers)))
    rows.push(...(await benchRender(store, papers)))
    rows.push(await benchTranslation(papers))
    await database.close()
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { edition: edition.name, memoryMb: Math.round(process.resourceUsage().maxRSS / 1024), rows }
}

async function benchParse({ feeds }: RecordedEdition): Promise<Row> {
  const megabytes = [...feeds.values()].reduce((sum, xml) => sum + Buffer.byteLength(xml), 0) / 1e6
  let items = 0
  const ours = await median(3, () => {
    items = [...feeds.values()].reduce((sum, xml) => sum + parseRss(xml).announcements.length, 0)
  })
  const waiting = feeds.size * ARXIV_INTERVAL_MS
  return {
    what: `parse ${feeds.size} feeds, ${items.toLocaleString('en-US')} items, ${megabytes.toFixed(1)} MB`,
    ours: ms(ours),
    beside: "arXiv's pause between them (limit)",
    value: ms(waiting),
    ratio: waiting / ours,
  }
}

const NOTHING = { records: [], deleted: [], problems: [] }

/** Parsing and storing, without network: fresh the first time, then again with nothing new. */
async function benchIngest({ feeds }: RecordedEdition, store: Store): Promise<Row> {
  const source = {
    urlOf: (category: string) => `file:${category}`,
    fetchFeed: async (category: string) => ({
      status: 'ok' as const,
      feed: parseRss(feeds.get(category) ?? ''),
      etag: null,
    }),
    listRecords: async () => NOTHING,
    query: async () => NOTHING,
  }
  const deps = { source, editions: store.editions, batches: store.batches, now: () => new Date(), log }
  const start = performance.now()
  const { papers } = await ingest(deps, [...feeds.keys()])
  const fresh = performance.now() - start
  const again = await median(1, () => ingest(deps, [...feeds.keys()]))
  const total = papers.new + papers.cross + papers.replaced
  return {
    what: `ingest ${total.toLocaleString('en-US')} papers into PostgreSQL`,
    ours: ms(fresh),
    beside: 'the same again, nothing new',
    value: ms(again),
    ratio: null,
  }
}

async function newPapers(store: Store): Promise<Paper[]> {
  const latest = await store.editions.latest()
  const content = latest && (await store.editions.content(latest.date))
  return (content?.announcements ?? []).filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
}

/** Beside one regular expression per keyword, tried on every text: what keyword bots do. */
async function benchMatch(papers: readonly Paper[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of [10, 1_000, 100_000]) {
    const keywords = phrases(papers, count)
    const compiled = performance.now()
    const matcher = compileKeywords(keywords)
    const compiling = performance.now() - compiled
    const ours = await median(3, () => papers.map((paper) => matcher.match(paper).length))
    // Too slow to run whole beyond a thousand keywords: then on so few papers, scaled.
    const share = count > 1_000 ? papers.slice(0, 3) : count > 10 ? papers.slice(0, 100) : papers
    const expressions = keywords.map((keyword) => new RegExp(`\\b${keyword.replace(/[^\w ]/g, '.')}\\b`, 'i'))
    const peerStart = performance.now()
    let found = 0
    for (const { title, abstract } of share)
      for (const expression of expressions) if (expression.test(title) || expression.test(abstract)) found++
    const peer = ((performance.now() - peerStart) / share.length) * papers.length
    if (found < 0) throw new Error('unreachable')
    rows.push({
      what: `match ${count.toLocaleString('en-US')} keywords on ${papers.length.toLocaleString('en-US')} papers (compiled in ${ms(compiling)})`,
      ours: ms(ours),
      beside: share === papers ? 'a RegExp per keyword' : `a RegExp per keyword, scaled from ${share.length} papers`,
      value: ms(peer),
      ratio: peer / ours,
    })
  }
  return rows
}

async function benchRender(store: Store, papers: readonly Paper[]): Promise<Row[]> {
  const latest = await store.editions.latest()
  if (!latest) throw new Error('no edition')
  const reader = createDigestReader(store)
  const rows: Row[] = []
  for (const size of [20, 65]) {
    const keyword = 'learning'
    const matches = [{ keyword, papers: (matchPapers([keyword], papers).get(keyword) ?? []).slice(0, size) }]
    const row = { edition: latest.date, since: null, matches }
    const compose = () =>
      reader.digest(row, { language: 'en', ...defaultReading('en'), timeZone: 'UTC', madeAt: new Date() })
    const digest = await compose()
    const count = digest.matched
    const renderer = await createDigestRenderer({ sender: SENDER })
    const shortened = budgetDigest(digest, renderer.sizes)
    const rendered = renderer.render(shortened, LINKS)
    const render = await median(101, () => renderer.render(shortened, LINKS))
    const whole = await median(101, async () => renderer.render(budgetDigest(await compose(), renderer.sizes), LINKS))
    // A renderer of its own each time: nobody else has had these papers prepared before.
    const first = await median(21, async () => {
      const fresh = await createDigestRenderer({ sender: SENDER })
      return fresh.render(budgetDigest(await compose(), fresh.sizes), LINKS)
    })
    const peer = await median(9, () => mjmlPerDigest(digest))
    const besidePeer = (what: string, ours: number): Row => ({
      what,
      ours: ms(ours),
      beside: 'MJML compiled per digest',
      value: ms(peer),
      ratio: peer / ours,
    })
    rows.push(
      besidePeer(`render a digest of ${count} papers (${(Buffer.byteLength(rendered) / 1000).toFixed(0)} KB)`, render),
      besidePeer('compose, shorten and render it', whole),
      besidePeer('the same for the first reader of these papers', first),
    )
  }
  return rows
}
