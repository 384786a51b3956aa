import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { type Recorded, webDeps } from '../web/deps.ts'

const TYPED = {
  email: 'alice@example.org',
  keywords: 'diffusion policy\nk-means',
  language: 'en',
  hour: '9',
  timeZone: 'Asia/Shanghai',
}

describe.skipIf(lacksBrowser('what becomes of a form that is left'))('what was typed into the sign-up', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof listen>>
  let recorded: Recorded
  /** Of the form when it is sent; 1 is too young to be taken. */
  let age: number

  beforeAll(async () => {
    const world = webDeps()
    const formStamp = { make: () => 'now', age: (stamp: string) => (stamp === 'now' ? age : null) }
    recorded = world.recorded
    server = await listen(createWeb({ ...world.deps, formStamp }), 0)
    browser = await launchBrowser()
  })
  beforeEach(() => {
    recorded.requests.length = 0
    age = 5_000
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_, javaScript) => {
    it('survives the language switch, there and back, and appears in no address', async () => {
      await visit(javaScript, async (page) => {
        await type(page, javaScript)
        await page.selectOption('#language', 'zh')
        await switchTo(page, '简体中文')
        expect(await typed(page)).toEqual({ ...TYPED, language: 'zh' })
        expect(await page.textContent('h1')).toBe('清晨的论文')
        expect(new URL(page.url()).search).toBe('?lang=zh')
        await switchTo(page, 'English')
        expect(await typed(page)).toEqual({ ...TYPED, language: 'zh' })
        await page.click('p.buttons button[value=subscribe]')
        await page.waitForURL('**/check-mail*')
        const { keywords, ...form } = TYPED
        expect(recorded.requests).toEqual([{ ...form, language: 'zh', keywords: keywords.split('\n') }])
      })
    })

    it('comes back with Back from another page', async () => {
      await visit(javaScript, async (page) => {
        await type(page, javaScript)
        await page.click('footer a:text-is("About")')
        await page.waitForURL('**/about*')
        await page.goBack()
        expect(await typed(page)).toEqual(TYPED)
      })
    })

    it('comes back with Back after a refusal, and from a page after it', async () => {
      await visit(javaScript, async (page) => {
        age = 1
        await type(page, javaScript)
        await page.click('p.buttons button[value=subscribe]')
        await page.waitForSelector('#errors')
        await page.click('footer a:text-is("About")')
        await page.waitForURL('**/about*')
        await page.goBack()
        await page.waitForSelector('#errors')
        expect(await typed(page)).toEqual(TYPED)
        await page.goBack()
        expect(await page.locator('#errors').count()).toBe(0)
        expect(await typed(page)).toEqual(TYPED)
      })
    })

    it('comes back with Back when the mail is on its way, in the language of the switch', async () => {
      await visit(javaScript, async (page) => {
        await type(page, javaScript)
        await switchTo(page, '简体中文')
        await page.click('p.buttons button[value=subscribe]')
        await page.waitForURL('**/check-mail?lang=zh')
        await page.goBack()
        expect(await typed(page)).toEqual({ ...TYPED, language: 'zh' })
        await page.goBack()
        expect(await typed(page)).toEqual(TYPED)
      })
    })

    it('is sent by Enter, and not taken for a switch', async () => {
      await visit(javaScript, async (page) => {
        await type(page, javaScript)
        await page.press('#email', 'Enter')
        await page.waitForURL('**/check-mail')
        expect(recorded.requests).toHaveLength(1)
      })
    })
  })

  it('survives where it is no chip yet', async () => {
    await visit(true, async (page) => {
      await type(page, true)
      await page.fill('#keywords', '***')
      await switchTo(page, '简体中文')
      expect((await typed(page)).keywords).toBe(`${TYPED.keywords}\n***`)
      await page.fill('#keywords', 'unfinished')
      await page.goBack()
      await page.goForward()
      expect((await typed(page)).keywords).toBe(`${TYPED.keywords}\n***\nunfinished`)
    })
  })

  async function visit(javaScriptEnabled: boolean, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ javaScriptEnabled })
    context.setDefaultTimeout(5_000)
    try {
      const page = await context.newPage()
      const urls: string[] = []
      page.on('request', (request) => urls.push(request.url()))
      await page.goto(server.url)
      await use(page)
      expect(urls.join(' ')).not.toMatch(/alice|diffusion/)
    } finally {
      await context.close()
    }
  }
})

async function type(page: Page, javaScript: boolean): Promise<void> {
  await page.fill('#email', TYPED.email)
  if (javaScript)
    for (const keyword of TYPED.keywords.split('\n')) {
      await page.fill('#keywords', keyword)
      await page.press('#keywords', 'Enter')
    }
  else await page.fill('#keywords', TYPED.keywords)
  await page.selectOption('#hour', TYPED.hour)
  await page.selectOption('#timezone', TYPED.timeZone)
}

async function switchTo(page: Page, language: string): Promise<void> {
  await page.click(`.masthead nav button:text-is("${language}")`)
  await page.waitForSelector(`.masthead nav button:not(:text-is("${language}")):not(.away)`)
}

/** What the form would send. */
async function typed(page: Page): Promise<typeof TYPED> {
  const value = (name: string) => page.inputValue(`[name=${name}]`)
  return {
    email: await value('email'),
    keywords: await value('keywords'),
    language: await value('language'),
    hour: await value('hour'),
    timeZone: await value('timeZone'),
  }
}
