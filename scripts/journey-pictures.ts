import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build, removeDatabase } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { feedServer } from '../test/support/feeds.ts'

/**
 * The README's pictures of a subscriber's journey: the real pages and mails of a Paperboy that runs here, on the sample
 * edition, with a browser that signs up, confirms and changes settings.
 * Usage: node --import tsx scripts/journey-pictures.ts [FOLDER]
 */
const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const SAMPLE = new URL('../sample/rss/', import.meta.url)
const PORT = 8_097
const SITE = `http://localhost:${PORT}`
const DESK = { width: 1000, height: 700 }
const PHONE = { width: 375, height: 760 }
const FILL_MS = 2_100

const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-pictures-'))
const files = readdirSync(SAMPLE)
const arxiv = await feedServer(
  Object.fromEntries(files.map((file) => [file.replace('.xml', ''), readFileSync(new URL(file, SAMPLE), 'utf8')])),
)
const app = await build(
  readConfig({
    DATA_DIR: dataDir,
    PORT: String(PORT),
    PUBLIC_URL: SITE,
    POSTAL_ADDRESS: 'Example Institute, 1 Example Street, Exampleville',
    ARXIV_RSS_URL: arxiv.rssUrl,
    ARXIV_OAI_URL: arxiv.noUrl,
    ARXIV_API_URL: arxiv.noUrl,
    ARXIV_CATEGORIES: files.map((file) => file.replace('.xml', '')).join(' '),
    ARXIV_MIN_INTERVAL_MS: '0',
    LOG_LEVEL: 'warn',
  }),
  { durable: false },
)
const browser = await launchBrowser()
try {
  mkdirSync(FOLDER, { recursive: true })
  await app.jobs.ingest({})
  await app.web.listen()
  await takePictures(browser)
} finally {
  await browser.close()
  await app.close()
  await arxiv.close()
  await removeDatabase(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
}

async function takePictures(from: Browser): Promise<void> {
  const desk = await from.newContext({ viewport: DESK, timezoneId: 'Europe/Madrid', locale: 'en-GB' })
  const page = await desk.newPage()
  await page.goto(SITE)
  await page.fill('#email', 'alice@example.org')
  for (const keyword of ['diffusion policy', 'large language model', 'gardening']) {
    await page.fill('#keywords', keyword)
    await page.press('#keywords', 'Enter')
  }
  await page.locator('.found').nth(2).waitFor()
  await page.locator('#email').blur()
  await picture(page, '1-sign-up')
  await page.waitForTimeout(FILL_MS)
  await page.click('button[value=subscribe]')
  const confirmation = await mail('notice')
  await showMail(desk, confirmation, '2-confirm')
  await page.goto(linkIn(confirmation, 'c'))
  await page.click('main form button')
  await page.waitForSelector('h1:text-is("Welcome")')
  const digest = await mail('digest')
  await showMail(desk, digest, '3-digest')
  await page.goto(linkIn(digest, 'm'))
  await picture(page, '4-settings')
  await page.goto(linkIn(digest, 'u'))
  await page.setViewportSize({ width: DESK.width, height: 420 })
  await picture(page, '5-unsubscribe')
  await desk.close()

  const phone = await from.newContext({ viewport: PHONE, colorScheme: 'dark' })
  await showMail(phone, digest, 'phone-digest')
  const small = await phone.newPage()
  await small.goto(linkIn(digest, 'd'))
  await picture(small, 'phone-web')
  await phone.close()
}

async function showMail(context: BrowserContext, html: string, name: string): Promise<void> {
  const page = await context.newPage()
  await page.setContent(html)
  await picture(page, name)
  await page.close()
}

async function picture(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`)
  await page.screenshot({ path })
  console.log(path)
}

/** The HTML of the mail of a kind, as the outbox has it. */
async function mail(kind: 'notice' | 'digest'): Promise<string> {
  const outbox = join(dataDir, 'outbox')
  for (let tries = 0; tries < 200; tries++) {
    const found = listed(outbox).find((name) => name.startsWith(kind) && name.endsWith('.html'))
    if (found) return readFileSync(join(outbox, found), 'utf8')
    await delay(50)
  }
  throw new Error(`no ${kind} came`)
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linkIn(html: string, kind: string): string {
  const found = new RegExp(`href="(${SITE}/${kind}/[\\w.-]+)"`).exec(html)?.[1]
  if (!found) throw new Error(`no /${kind}/ link`)
  return found
}
