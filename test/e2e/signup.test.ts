import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'
import { startSmtp, type TestSmtp } from '../support/smtp.ts'

const skipped = lacksBrowser('signing up in a browser')

const FILL_MS = 2_100

describe.skipIf(skipped)('signing up, from the form to the end', () => {
  let folder: string
  let databaseUrl: string
  let arxiv: FeedServer
  let smtp: TestSmtp
  let app: App
  let site: string
  let browser: Browser

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paperboy-signup-'))
    databaseUrl = await cloneTemplate()
    smtp = await startSmtp()
    const items = Array.from({ length: 40 }, (_, i) => ({
      paper: paper(i, i < 3 ? { title: `A diffusion policy for robot number ${i}` } : {}),
      type: 'new' as const,
    }))
    arxiv = await feedServer({ 'cs.AI': rssFeed('cs.AI', '2026-05-11', items) })
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
        LOG_LEVEL: 'silent',
      }),
    )
    site = (await app.web.listen()).url
    await app.jobs.ingest({})
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.close()
    await arxiv?.close()
    await smtp?.close()
    if (databaseUrl) await dropDatabase(databaseUrl)
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows what keywords find while one types, and brings the first digest at once', async () => {
    await visit({ timezoneId: 'Asia/Shanghai' }, async (page) => {
      await page.goto(site)
      expect(await page.inputValue('#timezone')).toBe('Asia/Shanghai')
      await page.focus('#keywords')
      await page.keyboard.type('diffusion policy')
      await page.keyboard.press('Enter')
      await page.keyboard.type('gardening,')
      await page.waitForSelector('.found')
      expect(await page.textContent('#preview-summary')).toContain('3 matches for 2 keywords')
      expect(await page.locator('#preview mark').first().textContent()).toBe('diffusion policy')
      await signUp(page, 'alice@example.net')
      const link = await confirmationLink('alice@example.net')
      await page.goto(site + link)
      expect(await page.textContent('main')).toContain('07:00 (Asia/Shanghai)')
      expect(await mailsTo('alice@example.net')).toHaveLength(1)
      await page.click('main button')
      await page.waitForSelector('h1:has-text("Welcome")')

      const digest = await nthMail('alice@example.net', 2)
      expect(digest.subject).toContain('3 papers on diffusion policy')
      await page.goto(site + linkIn(digest, 'u'))
      await page.click('main button')
      await page.waitForSelector('h1:has-text("You are unsubscribed")')
      expect((await app.jobs.subscribers.list()).find(({ email }) => email === 'alice@example.net')?.state).toBe(
        'unsubscribed',
      )
    })
  })

  it('does the same without JavaScript, in Chinese', async () => {
    await visit({ javaScriptEnabled: false, locale: 'zh-CN' }, async (page) => {
      await page.goto(site)
      await page.fill('textarea#keywords', 'diffusion policy')
      await page.selectOption('#timezone', 'Asia/Shanghai')
      await page.click('button[value=preview]')
      await page.waitForSelector('.found')
      expect(await page.textContent('#preview-summary')).toContain('1 个关键词共匹配 3 次')
      await signUp(page, 'chen@example.net')
      await page.goto(site + (await confirmationLink('chen@example.net')))
      await page.click('main button')
      await page.waitForSelector('h1:has-text("欢迎")')
      const digest = await nthMail('chen@example.net', 2)
      expect(digest.subject).toContain('有 3 篇新论文')
      expect((await app.jobs.subscribers.list()).find(({ email }) => email === 'chen@example.net')).toMatchObject({
        state: 'active',
        language: 'zh',
        timeZone: 'Asia/Shanghai',
        hour: 7,
      })
    })
  })

  it('can be done with the keyboard alone', async () => {
    await visit({}, async (page) => {
      await page.goto(site)
      await page.focus('#email')
      await page.keyboard.type('bob@example.net')
      await page.keyboard.press('Tab')
      await page.keyboard.type('robot')
      for (const id of ['language', 'hour', 'timezone']) {
        await page.keyboard.press('Tab')
        expect(await page.evaluate('document.activeElement.id')).toBe(id)
      }
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.value')).toBe('subscribe')
      await page.waitForTimeout(FILL_MS)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/check-mail')
      await confirmationLink('bob@example.net')
    })
  })

  async function visit(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(8_000)
    try {
      const page = await context.newPage()
      await use(page)
    } finally {
      await context.close()
    }
  }

  async function signUp(page: Page, email: string): Promise<void> {
    await page.fill('#email', email)
    await page.waitForTimeout(FILL_MS)
    await page.click('button[value=subscribe]')
    await page.waitForURL('**/check-mail*')
  }

  async function confirmationLink(email: string): Promise<string> {
    return linkIn(await nthMail(email, 1), 'c')
  }

  async function nthMail(email: string, count: number): Promise<Email> {
    return vi.waitFor(
      async () => {
        const mail = (await mailsTo(email))[count - 1]
        if (!mail) throw new Error(`no mail ${count} to ${email}`)
        return mail
      },
      { timeout: 10_000, interval: 50 },
    )
  }

  async function mailsTo(email: string): Promise<Email[]> {
    const sent = smtp.received.filter(({ envelope }) => envelope.to.includes(email))
    return Promise.all(sent.map(({ raw }) => PostalMime.parse(raw)))
  }
})

/** The path of the first link of a kind, e.g. `/u/…`. */
function linkIn(mail: Email, kind: string): string {
  const found = new RegExp(`https://paperboy\\.example\\.org(/${kind}/[\\w.-]+)`).exec(mail.text ?? '')?.[1]
  if (!found) throw new Error(`no /${kind}/ link in "${mail.subject}"`)
  return found
}
