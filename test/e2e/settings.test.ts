import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { webDeps } from '../web/deps.ts'

describe.skipIf(lacksBrowser('the settings with the keyboard'))('the settings in a browser', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof listen>>
  let saved: unknown[]

  beforeAll(async () => {
    saved = []
    const { deps } = webDeps({
      change: async (_, form) => {
        saved.push(form)
      },
    })
    server = await listen(createWeb(deps), 0)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it('can be used with the keyboard alone: move, exclude, add, and save by Enter', async () => {
    await visit('/m/alice', async (page) => {
      await tabTo(page, 'Move keyword 2 up')
      await page.keyboard.press('Enter')
      expect(await keywords(page)).toEqual(['k-means', 'diffusion policy'])
      expect(await focused(page)).toBe('Move keyword 1 up')
      expect(await page.isVisible('text=not saved yet')).toBe(true)
      await tabTo(page, 'What keyword 2 does')
      await page.keyboard.press('L')
      await tabTo(page, 'added')
      await page.keyboard.type('robot')
      await tabTo(page, 'Keyword 1')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/m/alice?saved')
      expect(saved.at(-1)).toMatchObject({
        keywords: [
          { text: 'k-means', mode: 'search' },
          { text: 'diffusion policy', mode: 'exclude' },
          { text: 'robot', mode: 'search' },
        ],
      })
    })
  })

  it('keeps the focus near a keyword that was removed', async () => {
    await visit('/m/alice', async (page) => {
      await tabTo(page, 'Remove keyword 1')
      await page.keyboard.press('Space')
      expect(await keywords(page)).toEqual(['k-means'])
      expect(await focused(page)).toBe('Keyword 1')
      await tabTo(page, 'Remove keyword 1')
      await page.keyboard.press('Space')
      expect(await focused(page)).toBe('added')
    })
  })

  it('keeps what was not saved when an address is refused, and leads to the field that is wrong', async () => {
    await visit('/m/alice', async (page) => {
      await page.click('button[aria-label="Remove keyword 1"]')
      await page.fill('#added', 'robot, tea')
      await page.selectOption('#hour', '9')
      await page.fill('#email', 'alice@example.org')
      await page.click('button:text-is("Change the address")')
      await page.waitForSelector('[role=alert]')
      expect(await keywords(page)).toEqual(['k-means', 'robot', 'tea'])
      expect(await page.inputValue('#hour')).toBe('9')
      expect(await page.textContent('[role=status]')).toContain('not saved yet')
      await page.click('[role=alert] a')
      expect(await focused(page)).toBe('email')
      expect(await page.inputValue('#email')).toBe('alice@example.org')
    })
  })

  it.each([
    ['/m/alice/mute?keyword=k-means', '“k-means” is muted'],
    ['/u/alice', 'You are unsubscribed'],
    ['/a/alice', 'The address is changed'],
    ['/m/alice/delete', 'Everything is deleted'],
  ])('%s takes Tab and Enter', async (path, title) => {
    await visit(path, async (page) => {
      for (let presses = 0; presses < 9; presses++) {
        await page.keyboard.press('Tab')
        if (await page.evaluate<boolean>(`document.activeElement.matches('main button')`)) break
      }
      await page.keyboard.press('Enter')
      await page.waitForSelector(`h1:text-is("${title}")`)
    })
  })

  async function visit(path: string, use: (page: Page) => Promise<void>): Promise<void> {
    // The policy of the pages lets no foreign script in, and what asks for the focus is one.
    const context = await browser.newContext({ bypassCSP: true })
    context.setDefaultTimeout(5_000)
    try {
      const page = await context.newPage()
      await page.goto(server.url + path)
      await use(page)
    } finally {
      await context.close()
    }
  }
})

/** Presses Tab, round the page if need be, until what has that label or id has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await focused(page)) === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.id')
}

async function keywords(page: Page): Promise<string[]> {
  return page
    .locator('input[aria-label^="Keyword"]')
    .evaluateAll((inputs) => inputs.map((input) => Reflect.get(input, 'value')))
}
