import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { HTML_LIMIT } from '../../src/digest/budget.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'
import { startSmtp, type TestSmtp } from '../support/smtp.ts'

const DAY = '2026-05-11'
const PAPERS = 65
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

let folder: string
let databaseUrl: string
let arxiv: FeedServer
let smtp: TestSmtp
let app: App
let site: string
let mail: Email
let raw: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-delivery-'))
  writeFileSync(join(folder, 'dkim.pem'), privateKey)
  databaseUrl = await cloneTemplate()
  smtp = await startSmtp()
  const items = Array.from({ length: PAPERS }, (_, i) => ({ paper: longPaper(i), type: 'new' as const }))
  arxiv = await feedServer({ 'cs.AI': rssFeed('cs.AI', DAY, items) })
  app = await build(
    readConfig({
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Paperboy <digest@example.org>',
      PUBLIC_URL: 'https://paperboy.example.org',
      PORT: '0',
      ARXIV_RSS_URL: arxiv.rssUrl,
      ARXIV_OAI_URL: arxiv.noUrl,
      ARXIV_API_URL: arxiv.noUrl,
      ARXIV_CATEGORIES: 'cs.AI',
      ARXIV_MIN_INTERVAL_MS: '0',
      POSTAL_ADDRESS: '1 Example Street, Exampleville',
      DKIM_DOMAIN: 'example.org',
      DKIM_SELECTOR: 'paperboy',
      DKIM_PRIVATE_KEY_FILE: join(folder, 'dkim.pem'),
      LOG_LEVEL: 'silent',
    }),
  )
  site = (await app.web.listen()).url
  await app.jobs.ingest({})
  const keywords = ['reinforcement learning', 'robot', 'gardening']
  await app.jobs.subscribers.add({ email: 'alice@example.net', keywords, timeZone: 'Asia/Shanghai' })
  await app.jobs.digest({})
  raw = smtp.received[0]?.raw ?? Buffer.alloc(0)
  mail = await PostalMime.parse(raw)
})
afterAll(async () => {
  await app.close()
  await arxiv.close()
  await smtp.close()
  await dropDatabase(databaseUrl)
  rmSync(folder, { recursive: true, force: true })
})

const header = (name: string) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value ?? ''
const pathOf = (link: string) => new URL(link).pathname

describe('a digest of 65 papers, delivered over SMTP', () => {
  it('arrives once, with every header that bulk mail must have', async () => {
    expect(smtp.received).toHaveLength(1)
    expect(smtp.received[0]?.envelope.to).toEqual(['alice@example.net'])
    expect(header('From')).toContain('digest@example.org')
    expect(header('Message-ID')).toMatch(/^<digest\.2026-05-11\.[0-9a-f]+@example\.org>$/)
    expect(header('List-ID')).toContain('paperboy.example.org')
    expect(header('List-Unsubscribe')).toMatch(/^<https:\/\/paperboy\.example\.org\/u\/[\w-]+>$/)
    expect(header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    expect(header('Feedback-ID')).not.toBe('')
    expect(header('Date')).not.toBe('')
    expect(mail.subject).toContain('65 papers')
  })

  it('is signed by DKIM over all of them', async () => {
    const record = `v=DKIM1; k=rsa; p=${publicKey.replace(/-----[^-]+-----|\s/g, '')}`
    const { results } = await dkimVerify(raw, { resolver: async () => [[record]] })
    expect(results[0]?.status.result).toBe('pass')
    const signed = /\bh=([^;]+);/.exec(header('DKIM-Signature'))?.[1]?.toLowerCase() ?? ''
    for (const name of ['list-unsubscribe-post', 'list-unsubscribe', 'list-id', 'feedback-id', 'message-id', 'date'])
      expect(signed.split(/[:;\s]+/)).toContain(name)
  })

  it('has short lines and no folded List-Unsubscribe', () => {
    const lines = raw.toString('latin1').split('\r\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998)
    const unsubscribe = lines.findIndex((line) => line.startsWith('List-Unsubscribe:'))
    expect(lines[unsubscribe]?.length).toBeLessThan(76)
    expect(lines[unsubscribe + 1]).not.toMatch(/^\s/)
  })

  it('stays within 90 KB of HTML and holds the same papers in text and HTML', () => {
    const html = mail.html ?? ''
    const text = mail.text ?? ''
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(HTML_LIMIT)
    expect(Buffer.byteLength(html)).toBeGreaterThan(HTML_LIMIT * 0.9)
    const ids = (part: string) => new Set(part.match(/arxiv\.org\/abs\/\d{4}\.\d{5}/g))
    expect(ids(html).size).toBe(PAPERS)
    expect(ids(text)).toEqual(ids(html))
    const whole = (part: string) => [...part.matchAll(/the end of abstract (\d+)/g)].map(([, n]) => n)
    expect(whole(html).length).toBeGreaterThan(15)
    expect(whole(text)).toEqual(whole(html))
    for (const part of [text, html]) {
      expect(part).toContain('1 Example Street, Exampleville')
      expect(part).toContain('Thank you to arXiv for use of its open access interoperability')
      expect(part).toMatch(/65 of 65 papers announced/)
      expect(part).toContain('2026-05-10 20:00 EDT')
      expect(part).toContain('2026-05-11 08:00 UTC+8')
      expect(part).toContain('gardening')
    }
  })

  it('links to the whole digest, with nothing left out', async () => {
    const link = /https:\/\/paperboy\.example\.org\/d\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? ''
    const page = await fetch(site + pathOf(link))
    expect(page.status).toBe(200)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect((await page.text()).match(/the end of abstract/g)).toHaveLength(PAPERS)
    const text = await (await fetch(`${site}${pathOf(link)}.txt`)).text()
    expect(text).toContain('98 entries today (65 distinct papers)')
    expect(text.match(/^- Abstract$/gm)).toHaveLength(98)
  })

  it('stops when its reader leaves, who is not subscribed again without being asked', async () => {
    await fetch(site + pathOf(header('List-Unsubscribe').slice(1, -1)), { method: 'POST' })
    const again = { email: 'alice@example.net', keywords: ['robot'] }
    await expect(app.jobs.subscribers.add(again)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/unsubscribed on \d{4}-\d\d-\d\d: give --resubscribe/),
    })
    await app.jobs.subscribers.add(again, { resubscribe: true })
    expect(await app.jobs.digest({})).toMatchObject({ planned: 0, sent: 0 })
    await app.jobs.subscribers.remove('alice@example.net')
  })

  it('comes back to life when the operator subscribes the address again', async () => {
    await app.jobs.subscribers.add({ email: 'alice@example.net', keywords: ['robot'] })
    expect(await app.jobs.digest({})).toMatchObject({ planned: 1, sent: 1 })
  })
})

describe('the pages', () => {
  it('answer what is not there with a page of their own', async () => {
    for (const path of ['/nothing', '/u/x', '/m/x', '/d/x', '/d/x.txt', '/u/%00', '/d/..%2f..%2fetc%2fpasswd']) {
      const response = await fetch(site + path)
      expect(response.status, path).toBe(404)
      expect(await response.text()).toContain('Paperboy')
    }
  })

  it('come in the reader’s language', async () => {
    const page = await fetch(`${site}/u/x`, { headers: { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.5' } })
    expect(await page.text()).toContain('<html lang="zh-Hans"')
  })
})

/** Each names reinforcement learning; every second one robots, too. */
function longPaper(number: number) {
  const filler = 'This sentence is here to give the abstract the length that abstracts have. '.repeat(18)
  return paper(number, {
    title: `Paper ${number} on ${number % 2 ? 'plants' : 'robots'}`,
    abstract: `We apply reinforcement learning. ${filler}This is the end of abstract ${number}`,
  })
}
