import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '../../src/domain/subscriber.ts'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { webDeps } from './deps.ts'

const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium'
/** In CI a missing browser is a failure: there the suite runs, and can't start it. */
const skipped = !existsSync(BROWSER) && process.env.CI !== 'true'
if (skipped) process.stderr.write(`\n*** NOT TESTED: how pages look, since there is no Chromium at ${BROWSER}. ***\n\n`)

const KEYWORDS = 'diffusion policy\nlanguage model\ngardening\nelectroencephalographically-conditioned-transformer'
const TYPED = { email: 'alice@example.org', keywords: KEYWORDS, language: 'en', hour: '7', timeZone: 'UTC', stamp: '0' }

/** Every page of a sign-up and of the settings: where it is, and what is posted there. */
const PAGES: { name: string; path: string; posted?: Record<string, string> }[] = [
  { name: 'form', path: '/' },
  { name: 'preview', path: '/', posted: { ...TYPED, action: 'preview' } },
  { name: 'errors', path: '/', posted: { stamp: '5000', email: 'alice@', action: 'subscribe' } },
  { name: 'once more', path: '/', posted: { ...TYPED, action: 'subscribe' } },
  { name: 'check mail', path: '/check-mail' },
  { name: 'confirm', path: '/c/alice' },
  { name: 'welcome', path: '/c/alice', posted: {} },
  { name: 'expired', path: '/c/old' },
  { name: 'bad link', path: '/c/nobody' },
  { name: 'settings', path: '/m/alice?saved' },
  { name: 'settings refused', path: '/m/alice', posted: { keywords: '', action: 'save' } },
  { name: 'delete', path: '/m/alice/delete' },
  { name: 'deleted', path: '/m/alice/delete', posted: {} },
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

  beforeAll(async () => {
    server = await listen(createWeb(webDeps().deps), 0)
    browser = await chromium.launch({
      executablePath: BROWSER,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  })

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it.each(EVERY_PAGE)('has nothing that axe objects to, light and dark: $name ($language)', async (one) => {
    await withPage(one, async (page) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations, passes } = await page.evaluate<AxeResults>('axe.run()')
        expect(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)).toEqual([])
        expect(passes.map(({ id }) => id)).toContain('color-contrast')
      }
    })
  })

  it.each(EVERY_PAGE)('never scrolls sideways on a phone: $name ($language)', async (one) => {
    await withPage(one, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    })
  })

  async function withPage(one: (typeof EVERY_PAGE)[number], look: (page: Page) => Promise<void>) {
    // The policy of the pages lets no foreign script in, and axe is one.
    const context = await browser.newContext({ viewport: { width: 375, height: 800 }, bypassCSP: true })
    try {
      const page = await context.newPage()
      const html = await load(one.path, one.posted, one.language)
      await page.route(`${server.url}/shown`, (route) => route.fulfill({ contentType: 'text/html', body: html }))
      await page.goto(`${server.url}/shown`)
      await page.evaluate(axe)
      await look(page)
    } finally {
      await context.close()
    }
  }
})

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
  return (await createWeb(webDeps().deps).request(`${path}?lang=${language}`, request)).text()
}
