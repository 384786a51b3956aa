import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startCli } from '../support/cli.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'
import { startSmtp, type TestSmtp } from '../support/smtp.ts'

let folder: string
let arxiv: FeedServer
let smtp: TestSmtp
let env: Record<string, string>
const withApp = async <T>(changes: Record<string, string>, work: (app: App) => Promise<T>) => {
  const app = await build(readConfig({ ...env, ...changes }))
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-relay-'))
  arxiv = await feedServer({ 'cs.AI': rssFeed('cs.AI', '2026-05-11', [{ paper: paper(1), type: 'new' }]) })
  smtp = await startSmtp()
  env = {
    DATABASE_URL: await cloneTemplate(),
    DATA_DIR: folder,
    SMTP_URL: smtp.url,
    ARXIV_RSS_URL: arxiv.rssUrl,
    ARXIV_OAI_URL: arxiv.noUrl,
    ARXIV_API_URL: arxiv.noUrl,
    ARXIV_CATEGORIES: 'cs.AI',
    ARXIV_MIN_INTERVAL_MS: '0',
    LOG_LEVEL: 'silent',
  }
  await withApp({}, async ({ jobs }) => {
    await jobs.ingest({})
    for (const name of ['alice', 'bob', 'chen'])
      await jobs.subscribers.add({ email: `${name}@example.net`, keywords: ['invented'], hour: '7' })
  })
})
afterAll(async () => {
  await arxiv.close()
  await smtp.close()
  await dropDatabase(env.DATABASE_URL ?? '')
  rmSync(folder, { recursive: true, force: true })
})

describe('a relay', () => {
  it('that refuses connections costs no digest: all wait, and the reason is told', async () => {
    const report = await withApp({ SMTP_URL: 'smtp://127.0.0.1:1' }, ({ jobs }) => jobs.digest({}))
    expect(report).toMatchObject({ planned: 3, sent: 0, waiting: 3 })
    expect(report.reasons.join()).toMatch(/ECONNREFUSED|refused/i)
  })

  it('that is slow keeps the mails in hand while the process is told to stop', { timeout: 60_000 }, async () => {
    smtp.script.afterDot = 'hang'
    const running = startCli(['digest'], env)
    while (smtp.connections() < 3) await new Promise((resolve) => setTimeout(resolve, 20))
    while (smtp.received.length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
    running.child.kill('SIGTERM')
    const answer = await Promise.race([
      running.ended,
      new Promise((resolve) => setTimeout(resolve, 1_000, 'still there')),
    ])
    expect(answer).toBe('still there')
    running.child.kill('SIGKILL')
    await running.ended
  })

  it('that comes back gets at once what a killed process had in hand: the same mail, whatever has changed since', async () => {
    delete smtp.script.afterDot
    const before = smtp.received.splice(0)
    await withApp({}, async ({ jobs }) => {
      await jobs.subscribers.change('alice@example.net', {
        language: 'zh',
        translation: 'zh',
        timeZone: 'Asia/Shanghai',
      })
      await jobs.subscribers.change('bob@example.net', { keywords: ['gardening'] })
      const found = { id: paper(1).id, title: '虚构的论文', abstract: '没有内容的摘要。' }
      await jobs.translations.import({ text: JSON.stringify(found), language: 'zh', provider: 'test' })
      arxiv.feeds.set('cs.AI', rssFeed('cs.AI', '2026-05-11', [{ paper: paper(1, CORRECTED), type: 'new' }]))
      await jobs.ingest({})
      expect(await jobs.digest({})).toMatchObject({ sent: 3, waiting: 0, elsewhere: 0 })
    })
    expect(byReceiver(smtp.received)).toEqual(byReceiver(before))
    expect(byReceiver(before)).toHaveLength(3)
    expect(smtp.received[0]?.raw.toString()).toContain('Invented paper number 1')
    smtp.received.splice(0)
  })

  it('that asks for patience gets the same mail later, byte for byte, and a new reader what is new', async () => {
    smtp.script.afterDot = { code: 450, text: '4.2.1 mailbox busy' }
    await withApp({}, async ({ jobs }) => {
      await jobs.subscribers.add({ email: 'dora@example.net', keywords: ['corrected'], language: 'en' })
      await jobs.digest({})
      delete smtp.script.afterDot
      await jobs.subscribers.change('dora@example.net', { language: 'zh', timeZone: 'Asia/Shanghai' })
      await jobs.digest({})
      await jobs.subscribers.add({ email: 'emil@example.net', keywords: ['corrected'], language: 'zh' })
      await jobs.digest({})
    })
    const [first, second, third] = smtp.received
    expect(second?.raw).toEqual(first?.raw)
    expect(third?.envelope.to).toEqual(['emil@example.net'])
    expect(smtp.received).toHaveLength(3)
  })

  it('gets no more than the settings allow: what has no turn yet is kept, and goes when it has', async () => {
    smtp.received.splice(0)
    await withApp({ SMTP_DOMAIN_RATE: '0.5' }, async ({ jobs }) => {
      for (const name of ['fay', 'gus'])
        await jobs.subscribers.add({ email: `${name}@example.com`, keywords: ['corrected'] })
      const began = Date.now()
      expect(await jobs.digest({})).toMatchObject({ sent: 2, waiting: 0, failed: 0 })
      expect(Date.now() - began).toBeGreaterThan(1_900)
    })
    expect(smtp.received.flatMap(({ envelope }) => envelope.to).sort()).toEqual(['fay@example.com', 'gus@example.com'])
  })
})

const CORRECTED = { title: 'Corrected paper number 1' }

/** Each mail as its bytes, in the order of the addresses. */
function byReceiver(mails: TestSmtp['received']): string[] {
  return mails.map(({ envelope, raw }) => `${envelope.to} ${raw}`).sort()
}
