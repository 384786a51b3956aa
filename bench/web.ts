import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createLog } from '../src/lib/log.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { CONNECTIONS, type Load, load, withForm } from './load.ts'
import { columns, ms, times } from './measure.ts'
import { type Page, pages, SECRET } from './pages.ts'
import { type Stored, seed } from './seed.ts'
import { type Server, startServer } from './server.ts'

/** One page under load, and its peer or limit under the same. */
interface PageRow {
  what: string
  ours: Load
  beside: string
  peer: Load
}

export interface PagesReport {
  rows: PageRow[]
  notes: string[]
  stored: Stored
  /** Of the process that serves the pages. */
  peakMb: number
}

const SECONDS = 6
const PEER_SECONDS = 2
/** As the page's script waits before it asks for a preview. */
const TYPING_PAUSE_MS = 400
const MAIL_WAIT_MS = 30_000
const PEERS = {
  constant: 'as many bytes, nothing computed (limit)',
  query: 'as many bytes after one query by key (limit)',
  regexp: 'a RegExp per keyword, on the same papers',
}

/** The real app on a large service's store, in a process of its own: it shares no event loop with those who ask. */
export async function benchPages(): Promise<PagesReport> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  // Where the server runs as another user, the cluster then lies in here, and goes with it.
  chmodSync(folder, 0o755)
  const servers: Server[] = []
  const database = await startEmbedded({ dataDir: folder, log: createLog('error'), durable: false })
  try {
    await migrate({ url: database.url })
    const seeded = await seed(database.url)
    const app = await startServer(new URL('./web-app.ts', import.meta.url), settings(database.url, folder))
    servers.push(app)
    const peer = await startServer(new URL('./web-peer.ts', import.meta.url), { DATABASE_URL: database.url })
    servers.push(peer)
    const rows: PageRow[] = []
    const notes: string[] = []
    for (const page of pages(seeded)) {
      const measured = await benchPage(page, { app: app.url, peer: peer.url, outbox: join(folder, 'outbox') })
      rows.push(measured.row)
      notes.push(...measured.notes)
    }
    return { rows, notes, stored: seeded.stored, peakMb: await app.peakMb() }
  } finally {
    for (const server of servers) await server.stop()
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function settings(databaseUrl: string, dataDir: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    // Each request names a network of its own, as a proxy would.
    TRUST_PROXY: '1',
    PAPERBOY_SECRET: SECRET,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  }
}

async function benchPage(page: Page, at: { app: string; peer: string; outbox: string }) {
  const { what, call, status, amount } = page
  const first = await askOnce(at.app, page)
  if (amount) await mailsOut(at.outbox, 1)
  const began = performance.now()
  const ours = await load(at.app, call, amount ? { status, amount } : { status, seconds: SECONDS })
  const notes: string[] = []
  if (amount) {
    const out = (await mailsOut(at.outbox, 1 + amount)) - 1
    const took = (performance.now() - began) / 1_000
    notes.push(`${out} of the ${amount} confirmation mails were in the outbox after ${took.toFixed(1)} s`)
  }
  if (page.peer === 'regexp') {
    const typing = Math.floor((ours.requestsPerSecond * TYPING_PAUSE_MS) / 1_000)
    notes.push(`the first preview took ${ms(first.took)}`)
    notes.push(`who types asks every ${TYPING_PAUSE_MS} ms at most: ${typing} can at once`)
  }
  const peer = await load(at.peer, () => ({ ...call(), path: `/${page.peer}/${first.bytes}` }), {
    status: 200,
    seconds: PEER_SECONDS,
  })
  const size = `${status}, ${(first.bytes / 1_000).toFixed(first.bytes < 10_000 ? 1 : 0)} KB`
  return { row: { what: `${what} (${size})`, ours, beside: PEERS[page.peer], peer }, notes }
}

/** To see that the answer is the page that is meant. */
async function askOnce(url: string, { what, call, status, holds }: Page): Promise<{ bytes: number; took: number }> {
  const { path, ...request } = withForm(call())
  const start = performance.now()
  const response = await fetch(url + path, { ...request, redirect: 'manual' })
  const text = await response.text()
  if (response.status !== status || !text.includes(holds))
    throw new Error(`${what}: ${response.status}, not ${status}, or no ${holds} in it:\n${text.slice(0, 300)}`)
  return { bytes: Buffer.byteLength(text), took: performance.now() - start }
}

/** Sign-ups are answered before their mails are out. Waits for so many; returns how many there are. */
async function mailsOut(outbox: string, wanted: number): Promise<number> {
  const deadline = performance.now() + MAIL_WAIT_MS
  for (;;) {
    const out = readMails(outbox)
    if (out >= wanted || performance.now() > deadline) return out
    await delay(50)
  }
}

function readMails(outbox: string): number {
  try {
    return readdirSync(outbox).filter((file) => file.endsWith('.eml')).length
  } catch {
    // The folder comes with the first mail.
    return 0
  }
}

export function pagesTable({ rows, notes, stored, peakMb }: PagesReport): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US')
  const rate = (value: number) => (value >= 10 ? whole(value) : value.toPrecision(2))
  const table = columns(
    [
      `pages, ${CONNECTIONS} connections`,
      'answers',
      'requests/s',
      'p50',
      'p99',
      'unexpected',
      'beside it',
      'requests/s',
      'p99',
      'ratio',
    ],
    rows.map(({ what, ours, beside, peer }) => [
      what,
      whole(ours.answered),
      rate(ours.requestsPerSecond),
      ms(ours.p50),
      ms(ours.p99),
      ours.unexpected || 'none',
      peer.unexpected ? `${beside}, ${peer.unexpected}` : beside,
      rate(peer.requestsPerSecond),
      ms(peer.p99),
      times(ours.requestsPerSecond / peer.requestsPerSecond),
    ]),
  )
  return `${table}

Stored: ${whole(stored.subscribers)} active subscribers with ${whole(stored.keywords)} keywords, ${whole(stored.editions)} editions of ${whole(stored.announcements / stored.editions)} papers on average (${stored.source}), ${whole(stored.digests)} digests, ${whole(stored.translations)} translations.
Notes: ${notes.join('; ')}; peak memory of the server ${peakMb} MB.`
}
