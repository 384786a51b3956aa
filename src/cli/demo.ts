import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import type { Command } from './command.ts'
import { type Output, plural } from './output.ts'

const SAMPLE = fileURLToPath(new URL('../../sample/', import.meta.url))
const CATEGORIES = ['cs.AI', 'cs.CL', 'cs.CV', 'cs.LG', 'cs.RO', 'stat.ML']

interface SamplePerson {
  email: string
  keywords: string[]
  language: string
  timeZone: string
  hour: number
}

export const demoCommand: Command = {
  name: 'demo',
  usage: '',
  summary: 'Show it all on a sample edition: three people, their digests, no mail leaves.',
  options: {},
  help: `Starts a PostgreSQL of its own, which is gone afterwards, serves the sample edition on this machine as arXiv
would, ingests it, and writes three invented people's digests to files. Nothing leaves this machine.

`,
  run: async ({ config, output }) => {
    const { build, removeDatabase } = await import('../app.ts')
    const dataDir = join(config().dataDir, 'demo')
    await removeDatabase(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
    const feeds = await serveSample()
    try {
      const { port } = feeds.address() as AddressInfo
      output.note('Starting a PostgreSQL for the demo …')
      const app = await build(demoConfig(config(), dataDir, `http://127.0.0.1:${port}/rss/`), { durable: false })
      try {
        return await showAll(app, dataDir, output)
      } finally {
        await app.close()
      }
    } finally {
      feeds.close()
      await removeDatabase(dataDir)
    }
  },
}

async function showAll({ jobs }: App, dataDir: string, output: Output): Promise<number> {
  const ingested = await jobs.ingest({})
  output.note(
    `Sample edition ${ingested.edition}: ${ingested.papers.new} new, ${ingested.papers.cross} cross-listed, ${ingested.papers.replaced} replaced papers (all invented).`,
  )
  const people = sampleJson<SamplePerson[]>('subscribers.json')
  for (const person of people) await jobs.subscribers.add({ ...person, hour: String(person.hour) })
  await jobs.translations.import({ text: sampleText('translations.zh.jsonl'), language: 'zh', provider: 'sample' })
  const report = await jobs.digest({})
  const digests = await jobs.ledger(ingested.edition)
  const mails = digests.map(({ messageId, ...row }) => ({
    ...row,
    html: row.state === 'sent' ? join(dataDir, 'outbox', `${messageId}.html`) : null,
  }))
  const lines = mails.map(
    ({ email, state, papers, html }) =>
      `  ${email}: ${state}, ${plural(papers, 'paper')}${html ? `\n    ${html}` : ''}`,
  )
  output.result(
    { ...report, mails },
    `${report.sent} digests written, ${report.skipped} skipped, ${report.failed} failed:\n${lines.join('\n')}\nOpen an .html file in a browser to see a digest; the .eml file beside it is the mail as it would be sent.`,
  )
  return report.failed === 0 && report.sent > 0 ? 0 : 1
}

/** The demo's own folder, database, feeds and outbox, whatever the settings say; only the folder's place is theirs. */
function demoConfig(config: Config, dataDir: string, rssUrl: string): Config {
  return {
    ...config,
    // Thrown away: links of invented people must not open a real one's settings.
    secrets: [randomBytes(32).toString('base64url')],
    dataDir,
    databaseUrl: null,
    smtpUrl: null,
    arxiv: { ...config.arxiv, categories: CATEGORIES, rssUrl, oaiUrl: rssUrl, apiUrl: rssUrl, minIntervalMs: 0 },
    postalAddress: config.postalAddress || 'Paperboy demo, 1 Sample Street, Exampleville',
    logLevel: config.logLevel ?? 'warn',
  }
}

/** The sample feeds over HTTP on loopback, so that the real client and parser do their work. */
async function serveSample(): Promise<Server> {
  const server = createServer((request, response) => {
    const category = /^\/rss\/([\w.-]+)$/.exec(request.url ?? '')?.[1]
    const file = join(SAMPLE, 'rss', `${category}.xml`)
    if (!category || !CATEGORIES.includes(category) || !existsSync(file)) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(readFileSync(file))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

function sampleJson<T>(name: string): T {
  return JSON.parse(sampleText(name)) as T
}

function sampleText(name: string): string {
  return readFileSync(join(SAMPLE, name), 'utf8')
}
