import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '../../src/domain/subscriber.ts'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { webDeps } from './deps.ts'

const skipped = lacksBrowser('how pages look')

const KEYWORDS = 'diffusion policy\nlanguage model\ngardening\nelectroencephalographically-conditioned-transformer'
const TYPED = { email: 'alice@example.org', keywords: KEYWORDS, language: 'en', hour: '7', timeZone: 'UTC', stamp: '0' }
const CHANGED = {
  'keyword[]': KEYWORDS.split('\n')[3] ?? '',
  'mode[]': 'exclude',
  ...{ language: 'zh', hour: '9', timeZone: 'America/Argentina/Buenos_Aires' },
  ...{ weekday: '5', pausedUntil: '2026-08-31', emptyMail: 'yes', replacements: 'yes' },
  ...{ translation: 'es', show: 'translation', abstracts: 'short', action: 'save' },
}

/** Every page of a sign-up and of the settings: where it is, and what is posted there. */
const PAGES: { name: string; path: string; posted?: Record<string, string> }[] = [
  { name: 'form', path: '/' },
  { name: 'preview', path: '/', posted: { ...TYPED, action: 'preview' } },
  { name: 'switched', path: '/', posted: { ...TYPED, action: 'switch' } },
  { name: 'errors', path: '/', posted: { stamp: '5000', email: 'alice@', action: 'subscribe' } },
  { name: 'once more', path: '/', posted: { ...TYPED, action: 'subscribe' } },
  { name: 'check mail', path: '/check-mail' },
  { name: 'confirm', path: '/c/alice' },
  { name: 'confirm again', path: '/c/back' },
  { name: 'welcome', path: '/c/alice', posted: {} },
  { name: 'expired', path: '/c/old' },
  { name: 'bad link', path: '/c/nobody' },
  { name: 'settings', path: '/m/alice?saved' },
  { name: 'settings refused', path: '/m/alice', posted: { keywords: '', action: 'save' } },
  { name: 'settings changed meanwhile', path: '/m/alice', posted: { ...CHANGED, madeFrom: 'before' } },
  { name: 'settings where mail came back', path: '/m/bounced' },
  { name: 'delete', path: '/m/alice/delete' },
  { name: 'deleted', path: '/m/alice/delete', posted: {} },
  {
    name: 'settings rearranged',
    path: '/m/alice',
    posted: { 'keyword[]': 'robot', 'mode[]': 'exclude', action: 'up:1' },
  },
  { name: 'address refused', path: '/m/alice/address', posted: { email: 'alice@' } },
  { name: 'address asked', path: '/m/alice/address', posted: { email: 'alice@example.com' } },
  { name: 'confirm address', path: '/a/alice' },
  { name: 'address changed', path: '/a/alice', posted: {} },
  { name: 'address taken', path: '/a/taken', posted: {} },
  { name: 'address expired', path: '/a/old' },
  { name: 'mute', path: '/m/alice/mute?keyword=k-means' },
  { name: 'muted', path: '/m/alice/mute?keyword=k-means', posted: {} },
  { name: 'mute unknown', path: '/m/alice/mute?keyword=gardening' },
  { name: 'receipts', path: '/m/alice/receipts' },
  { name: 'settings link', path: '/link' },
  { name: 'settings link refused', path: '/link', posted: { email: 'alice' } },
  { name: 'settings link sent', path: '/link', posted: { email: 'alice@example.org' } },
  { name: 'unsubscribe', path: '/u/alice' },
  { name: 'unsubscribed', path: '/u/alice', posted: {} },
  { name: 'undone', path: '/u/alice/undo', posted: {} },
  { name: 'editions', path: '/editions' },
  { name: 'edition', path: '/editions/2026-05-11' },
  { name: 'no such edition', path: '/editions/2026-05-10' },
  { name: 'about', path: '/about' },
  { name: 'privacy', path: '/privacy' },
  { name: 'digest', path: '/d/alice' },
  { name: 'digest in Chinese', path: '/d/chen' },
  { name: 'digest of one keyword', path: '/d/alice?keyword=kitchen' },
  { name: 'digest without that keyword', path: '/d/alice?keyword=astronomy' },
]
const EVERY_PAGE = LANGUAGES.flatMap((language) => PAGES.map((page) => ({ ...page, language })))

describe('the HTML of a page', () => {
  it.each(EVERY_PAGE)('is valid: $name ($language)', async ({ path, posted, language }) => {
    const html = await load(path, posted, language)
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: RULES })
    const { results } = await validator.validateString(html)
    expect(results.flatMap(({ messages }) => messages.map((found) => `${found.ruleId}: ${found.message}`))).toEqual([])
  })
})

describe.skipIf(skipped)('a page in a browser', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let browser: Browser
  let server: Awaited<ReturnType<typeof listen>>
  let page: Page
  let shown = ''

  beforeAll(async () => {
    server = await listen(createWeb(webDeps().deps), 0)
    browser = await launchBrowser()
    // The policy of the pages lets no foreign script in, and axe is one.
    const context = await browser.newContext({ viewport: { width: 375, height: 800 }, bypassCSP: true })
    page = await context.newPage()
    await page.route(`${server.url}/shown`, (route) => route.fulfill({ contentType: 'text/html', body: shown }))
  })

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it.each(EVERY_PAGE)('has nothing that axe objects to, and fits a phone: $name ($language)', async (one) => {
    shown = await load(one.path, one.posted, one.language)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(`${server.url}/shown`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page.evaluate(axe)
    await expectNoViolations(page, 'axe.run()')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoViolations(page, `axe.run({ runOnly: ['color-contrast'] })`)
  })
})

async function expectNoViolations(page: Page, run: string): Promise<void> {
  const { violations, passes } = await page.evaluate<AxeResults>(run)
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)).toEqual([])
  expect(passes.map(({ id }) => id)).toContain('color-contrast')
}

/** Rules that would have JSX written otherwise, with the same meaning to browsers. */
const RULES = {
  'attribute-boolean-style': 'off',
  'void-style': 'off',
} as const

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string }[] }[]
  passes: { id: string }[]
}

async function load(path: string, posted: Record<string, string> | undefined, language: Language): Promise<string> {
  const request = posted ? { method: 'POST', body: new URLSearchParams(posted) } : {}
  return (
    await createWeb(webDeps().deps).request(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`, request)
  ).text()
}
