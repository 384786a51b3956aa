import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dictionary } from '../../src/lib/i18n.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { linkIn, linksIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'

const FILL_MS = 2_100
const about = (subject: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => paper(from + i, { title: `On ${subject}, part ${i + 1}` }))
const noise = (from: number) => Array.from({ length: 40 }, (_, i) => paper(from + i))

const JOURNEYS = [
  { name: 'in English', language: 'en', javaScript: true },
  { name: 'in Chinese', language: 'zh', javaScript: true },
  { name: 'without JavaScript', language: 'en', javaScript: false },
  { name: 'in Chinese without JavaScript', language: 'zh', javaScript: false },
] as const

describe.skipIf(lacksBrowser("a subscriber's whole journey"))("a subscriber's journey", () => {
  let browser: Browser
  let paperboy: Paperboy

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    paperboy = await startPaperboy()
  })
  afterEach(() => paperboy.close())

  it.each(JOURNEYS)(
    'from the sign-up to the next one, $name',
    { timeout: 60_000 },
    async ({ language, javaScript }) => {
      const words = dictionary(language)
      const { site, app, announce, nthMail, mailsTo } = paperboy
      const alice = 'alice+papers@example.org'
      await paperboy.ingest('2026-05-11', [...about('robot kitchens', 0, 3), ...noise(100)])

      const context = await browser.newContext({
        javaScriptEnabled: javaScript,
        locale: language === 'zh' ? 'zh-CN' : 'en-GB',
        timezoneId: 'Asia/Shanghai',
      })
      context.setDefaultTimeout(8_000)
      const page = await context.newPage()
      const press = async (title: string) => {
        await page.click('main form:last-of-type button')
        await page.waitForSelector(`h1:text-is("${title}")`)
      }

      // Sign up, with a preview.
      await signUp(page, site, alice, ['robot kitchens', 'gardening'], javaScript)
      expect(await page.textContent('h1')).toBe(words.signUp.checkMailTitle)
      const confirmation = await nthMail(alice, 1)
      expect(confirmation.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
      await page.goto(linkIn(confirmation, 'c'))
      expect(await mailsTo(alice)).toHaveLength(1)
      await press(words.signUp.welcomeTitle)

      // The first digest comes at once, and its links open.
      const first = await nthMail(alice, 2)
      expect(first.subject).toContain('robot kitchens')
      for (const link of linksIn(first).filter((one) => one.startsWith(site)))
        expect([link, (await fetch(link)).status]).toEqual([link, 200])
      expect(linksIn(first).filter((one) => !one.startsWith(site))).toHaveLength(6)
      await page.goto(linkIn(first, 'd'))
      expect(await page.locator('article').count()).toBe(3)

      // Manage: another keyword instead of one, and another hour.
      await page.goto(linkIn(first, 'm'))
      await page.fill(`input[aria-label="${words.manage.keywordLabel(2)}"]`, 'tea ceremonies')
      await page.fill('#added', 'origami')
      await page.selectOption('#hour', '9')
      await page.click('.buttons button[value=save]')
      await page.waitForSelector(`[role=status]:has-text("${words.manage.saved}")`)
      expect(await announce('2026-05-12', [...about('tea ceremonies', 10, 2), ...about('origami', 20, 1)])).toBe(1)
      const second = await nthMail(alice, 3)
      expect(second.text).toContain('tea ceremonies (')
      expect(second.text).toContain('origami (')
      const [row] = (
        await paperboy.pool.query(
          `select extract(hour from due_at at time zone 'Asia/Shanghai')::int as hour from digests where edition_date = '2026-05-12'`,
        )
      ).rows
      // Who asks at nine gets it at once, at whatever minute that is.
      expect(row).toEqual({ hour: 9 })

      // Mute a keyword.
      await page.goto(linksIn(second).find((link) => link.endsWith('/mute?keyword=origami')) ?? 'nowhere')
      await press(words.manage.mutedTitle('origami'))
      expect(await announce('2026-05-13', [...about('tea ceremonies', 30, 1), ...about('origami', 40, 4)])).toBe(1)
      const third = await nthMail(alice, 4)
      expect(third.text).toContain('tea ceremonies (')
      expect(third.text).not.toContain('origami')

      // Unsubscribe: the next edition sends nothing.
      await page.goto(linkIn(third, 'u'))
      await page.selectOption('#reason', 'too-many')
      await press(words.manage.leave.doneTitle)
      expect(await announce('2026-05-14', about('tea ceremonies', 50, 2))).toBe(0)
      expect(await mailsTo(alice)).toHaveLength(4)
      expect(await app.jobs.subscribers.list()).toMatchObject([{ email: alice, state: 'unsubscribed' }])

      // Sign up again.
      await paperboy.waitOutLimits()
      await signUp(page, site, alice, ['tea ceremonies'], javaScript)
      await page.goto(linkIn(await nthMail(alice, 5), 'c'))
      await press(words.signUp.welcomeTitle)
      expect((await nthMail(alice, 6)).subject).toContain('tea ceremonies')
      expect(await app.jobs.subscribers.list()).toMatchObject([{ email: alice, state: 'active', language }])
      await context.close()
    },
  )
})

async function signUp(page: Page, site: string, email: string, keywords: string[], javaScript: boolean): Promise<void> {
  await page.goto(site)
  await page.fill('#email', email)
  if (javaScript) {
    for (const keyword of keywords) {
      await page.fill('#keywords', keyword)
      await page.press('#keywords', 'Enter')
    }
    expect(await page.inputValue('#timezone')).toBe('Asia/Shanghai')
  } else {
    await page.fill('#keywords', keywords.join('\n'))
    await page.selectOption('#timezone', 'Asia/Shanghai')
    await page.click('button[value=preview]')
  }
  await page
    .locator('.found')
    .nth(keywords.length - 1)
    .waitFor()
  await page.waitForTimeout(FILL_MS)
  await page.click('button[value=subscribe]')
  await page.waitForURL('**/check-mail*')
}
