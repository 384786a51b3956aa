import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import PostalMime, { type Email } from 'postal-mime'
import { vi } from 'vitest'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { cloneTemplate, dropDatabase } from './database.ts'
import { type FeedServer, feedServer, rssFeed } from './feeds.ts'
import { freePort } from './free-port.ts'
import { startSmtp, type TestSmtp } from './smtp.ts'

/** The whole of Paperboy, as `npm start` runs it, on a database, a relay and an arXiv of its own. */
export interface Paperboy {
  app: App
  /** Where readers reach it; links in mails lead here. */
  site: string
  smtp: TestSmtp
  arxiv: FeedServer
  pool: pg.Pool
  /** arXiv announces papers in cs.AI, and everyone gets their digest. @returns how many were sent */
  announce(date: string, papers: readonly Paper[]): Promise<number>
  /** Takes it in, and sends nothing. */
  ingest(date: string, papers: readonly Paper[]): Promise<void>
  mailsTo(email: string): Promise<Email[]>
  /** Waits for it; the first is 1. */
  nthMail(email: string, count: number): Promise<Email>
  /** Ten minutes and more go by for the limits on mail to one address. */
  waitOutLimits(): Promise<void>
  /** Five minutes and more go by, and the mailbox of bounces is read. @returns what is kept of that for the operator */
  visitMailbox(): Promise<{ status: string; detail: object }>
  close(): Promise<void>
}

export async function startPaperboy(settings: Record<string, string> = {}): Promise<Paperboy> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-'))
  const databaseUrl = await cloneTemplate()
  const smtp = await startSmtp()
  const arxiv: FeedServer = await feedServer()
  const port = await freePort()
  const site = `http://localhost:${port}`
  const app = await build(
    readConfig({
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Paperboy <digest@example.org>',
      PUBLIC_URL: site,
      PORT: String(port),
      ARXIV_RSS_URL: arxiv.rssUrl,
      ARXIV_OAI_URL: arxiv.noUrl,
      ARXIV_API_URL: arxiv.noUrl,
      ARXIV_CATEGORIES: 'cs.AI',
      ARXIV_MIN_INTERVAL_MS: '0',
      LOG_LEVEL: 'silent',
      ...settings,
    }),
  )
  await app.web.listen()
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })

  const ingest = async (date: string, papers: readonly Paper[]) => {
    arxiv.feeds.set(
      'cs.AI',
      rssFeed(
        'cs.AI',
        date,
        papers.map((paper) => ({ paper, type: 'new' })),
      ),
    )
    await app.jobs.ingest({})
  }
  const mailsTo = (email: string) => {
    const sent = smtp.received.filter(({ envelope }) => envelope.to.includes(email))
    return Promise.all(sent.map(({ raw }) => PostalMime.parse(raw)))
  }
  return {
    app,
    site,
    smtp,
    arxiv,
    pool,
    ingest,
    announce: async (date, papers) => {
      await ingest(date, papers)
      return (await app.jobs.digest({})).sent
    },
    mailsTo,
    nthMail: (email, count) =>
      vi.waitFor(
        async () => {
          const mail = (await mailsTo(email))[count - 1]
          if (!mail) throw new Error(`no mail ${count} to ${email}`)
          return mail
        },
        { timeout: 10_000, interval: 50 },
      ),
    waitOutLimits: async () => {
      await pool.query(`update rate_limits set expire = expire - interval '11 minutes'`)
    },
    visitMailbox: async () => {
      await pool.query(`update runs set started_at = started_at - interval '6 minutes' where kind = 'bounces'`)
      await app.jobs.workOff()
      const runs = await pool.query(`select status, detail from runs where kind = 'bounces' order by id desc limit 1`)
      return runs.rows[0]
    },
    close: async () => {
      await app.close()
      await pool.end()
      await arxiv.close()
      await smtp.close()
      await dropDatabase(databaseUrl)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The first link of a kind in a mail, e.g. for `u` that of `/u/…`. */
export function linkIn(mail: Email, kind: string): string {
  const found = linksIn(mail).find((link) => new RegExp(`^/${kind}/[^/]+$`).test(new URL(link).pathname))
  if (!found) throw new Error(`no /${kind}/ link in "${mail.subject}"`)
  return found
}

/** Every link of a mail: in its HTML, in its text, and in its List-Unsubscribe header. */
export function linksIn({ html = '', text = '', headers }: Email): string[] {
  const hrefs = [...html.matchAll(/href="([^"#][^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  )
  const header = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
  const written = `${text} ${header}`.match(/https?:\/\/[^\s<>]+/g) ?? []
  return [...new Set([...hrefs, ...written])]
}
