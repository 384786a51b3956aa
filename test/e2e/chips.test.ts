import fc from 'fast-check'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KEYWORD_SEPARATOR, parseKeyword } from '../../src/domain/keyword.ts'
import { CHIPS } from '../../src/web/client/chips.ts'
import { listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { type Recorded, webDeps } from '../web/deps.ts'

const skipped = lacksBrowser('the keywords as chips')

describe.skipIf(skipped)('the keywords of a sign-up, as chips', () => {
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

  it('are made by Enter, by a comma, and by leaving the field, in this order', async () => {
    await visit({}, async (page) => {
      await page.focus('#keywords')
      await page.keyboard.type('  diffusion   policy ')
      await page.keyboard.press('Enter')
      await page.keyboard.type('k-means,C++;robot')
      expect(await chips(page)).toEqual(['diffusion policy', 'k-means', 'C++'])
      expect(await page.inputValue('#keywords')).toBe('robot')
      await page.keyboard.press('Tab')
      await expect.poll(() => chips(page)).toEqual(['diffusion policy', 'k-means', 'C++', 'robot'])
      expect(await page.inputValue('[name=keywords]')).toBe('diffusion policy\nk-means\nC++\nrobot')
      expect(new URL(page.url()).pathname).toBe('/')
    })
  })

  it('are previewed', async () => {
    await visit({}, async (page) => {
      await add(page, 'diffusion policy', 'gardening')
      await page.waitForSelector('.found >> nth=1')
      expect(await page.textContent('#preview-summary')).toContain('27 matches for 2 keywords')
      await page.click('button[aria-label="Remove gardening"]')
      await expect.poll(() => page.locator('.found').count()).toBe(1)
    })
  })

  it('are several where several lines, or words between commas, are pasted', async () => {
    await visit({}, async (page) => {
      await page.focus('#keywords')
      await page.keyboard.type('deep ')
      await paste(page, 'learning\r\n\r\ndiffusion policy\nk-means\n')
      expect(await chips(page)).toEqual(['deep learning', 'diffusion policy', 'k-means'])
      expect(await said(page)).toBe('3 keywords added.')
      await paste(page, 'robot, gardening')
      expect(await chips(page)).toEqual(['deep learning', 'diffusion policy', 'k-means', 'robot', 'gardening'])
      expect(await page.inputValue('#keywords')).toBe('')
      await paste(page, 'agents\tRAG; C++，世界模型、policy')
      expect((await chips(page)).slice(5)).toEqual(['agents', 'RAG', 'C++', '世界模型', 'policy'])
    })
  })

  it('go back into the field by Backspace, one at a time', async () => {
    await visit({}, async (page) => {
      await add(page, 'diffusion policy', 'robots')
      await page.keyboard.press('Backspace')
      expect(await page.inputValue('#keywords')).toBe('robots')
      expect(await said(page)).toBe('Editing: robots.')
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Enter')
      expect(await chips(page)).toEqual(['diffusion policy', 'robot'])
    })
  })

  it('are not all taken back by a Backspace that is held', async () => {
    await visit({}, async (page) => {
      await add(page, 'ab', 'cd')
      for (let repeats = 0; repeats < 6; repeats++) await page.keyboard.down('Backspace')
      await page.keyboard.up('Backspace')
      expect(await chips(page)).toEqual(['ab'])
      expect(await page.inputValue('#keywords')).toBe('')
    })
  })

  it('stand there once, whatever their case: the one that is there lights up', async () => {
    await visit({}, async (page) => {
      await add(page, 'Diffusion Policy', 'k-means', 'diffusion  POLICY')
      expect(await chips(page)).toEqual(['Diffusion Policy', 'k-means'])
      expect(await page.textContent('.again span')).toBe('Diffusion Policy')
      expect(await said(page)).toBe('“Diffusion Policy” is in the list already.')
      expect(await page.inputValue('#keywords')).toBe('')
      await expect.poll(() => page.locator('.again').count(), { timeout: 4_000 }).toBe(0)
      await paste(page, 'robot\nRobot\nK-MEANS')
      expect(await chips(page)).toEqual(['Diffusion Policy', 'k-means', 'robot'])
    })
  })

  it.each([
    ['***', 'en', '“***” holds no letter and no digit, so nothing can match it.'],
    ['***', 'zh', '“***”中没有可供查找的字母或数字。'],
    ['x'.repeat(121), 'en', `“${'x'.repeat(40)}…” is too long: at most 120 characters are allowed.`],
    ['x'.repeat(121), 'zh', `“${'x'.repeat(40)}…”太长：每个关键词不能超过 120 个字符。`],
  ])('are refused where nothing could be found by them: %s (%s)', async (text, language, sentence) => {
    await visit({ language }, async (page) => {
      await add(page, text)
      expect(await chips(page)).toEqual([])
      expect(await page.inputValue('#keywords')).toBe(text)
      expect(await page.textContent('[role=alert]')).toBe(sentence)
      expect(await described(page)).toContain(sentence)
      expect(await page.getAttribute('#keywords', 'aria-invalid')).toBe('true')
      await page.fill('#keywords', 'robot')
      await page.keyboard.press('Enter')
      expect(await chips(page)).toEqual(['robot'])
      expect(await page.getAttribute('#keywords', 'aria-invalid')).toBeNull()
      expect(await page.textContent('[role=alert]')).toBe('')
    })
  })

  it('are at most 100, and what is one too many is not lost', async () => {
    await visit({}, async (page) => {
      await paste(page, Array.from({ length: 101 }, (_, i) => `keyword ${i}`).join('\n'))
      expect(await chips(page)).toHaveLength(100)
      expect(await page.inputValue('#keywords')).toBe('keyword 100')
      expect(await page.textContent('[role=alert]')).toBe('At most 100 keywords are allowed.')
      await page.click('button[aria-label="Remove keyword 7"]')
      await expect.poll(() => chips(page).then((all) => all.at(-1))).toBe('keyword 100')
    })
  })

  it('hold what is still in the field when the form is sent', async () => {
    await visit({}, async (page) => {
      await page.fill('#email', 'alice@example.org')
      await add(page, 'diffusion policy')
      await page.fill('#keywords', 'k-means')
      await page.click('button[value=subscribe]')
      await page.waitForURL('**/check-mail*')
      expect(recorded.requests.map(({ keywords }) => keywords)).toEqual([['diffusion policy', 'k-means']])
    })
  })

  it('do not move the button from under a finger that presses it', async () => {
    await visit({ hasTouch: true, viewport: { width: 375, height: 800 } }, async (page) => {
      await page.fill('#email', 'alice@example.org')
      await page.fill('#keywords', 'k-means')
      await page.tap('button[value=subscribe]', { position: { x: 10, y: 3 } })
      await page.waitForURL('**/check-mail*')
      expect(recorded.requests).toHaveLength(1)
    })
  })

  it('are added by touching anything else', async () => {
    await visit({ hasTouch: true }, async (page) => {
      await page.fill('#keywords', 'k-means')
      await page.tap('#email')
      await expect.poll(() => chips(page)).toEqual(['k-means'])
    })
  })

  it('wait while the mouse is held on a button, and are added when it is let go elsewhere', async () => {
    await visit({}, async (page) => {
      await page.fill('#keywords', 'k-means')
      await page.hover('button[value=subscribe]')
      await page.mouse.down()
      await page.waitForTimeout(50)
      expect(await chips(page)).toEqual([])
      await page.mouse.move(5, 5)
      await page.mouse.up()
      await expect.poll(() => chips(page)).toEqual(['k-means'])
      expect(recorded.requests).toEqual([])
    })
  })

  it('are asked for, in the field that is seen, where there are none', async () => {
    await visit({}, async (page) => {
      await page.fill('#email', 'alice@example.org')
      for (const typed of ['', '   ']) {
        await page.fill('#keywords', typed)
        await page.click('button[value=subscribe]')
        expect(await focused(page)).toBe('keywords')
        expect(await page.evaluate(`document.getElementById('keywords').validity.valueMissing`)).toBe(true)
      }
      await page.fill('#keywords', '***')
      await page.click('button[value=subscribe]')
      await page.waitForSelector('[role=alert]:has-text("holds no letter")')
      expect(await focused(page)).toBe('keywords')
      expect(recorded.requests).toEqual([])
      expect(new URL(page.url()).pathname).toBe('/')
    })
  })

  it('leave Enter alone while an input method composes', async () => {
    await visit({}, async (page) => {
      await page.fill('#keywords', 'juqing')
      const left = await page.evaluate(`document.getElementById('keywords').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))`)
      expect(left).toBe(true)
      expect(await chips(page)).toEqual([])
    })
  })

  it('are written, removed and left by the keyboard alone, and said to those who do not see them', async () => {
    await visit({}, async (page) => {
      expect(await page.getByRole('textbox', { name: 'Keywords Add a keyword' }).count()).toBe(1)
      await page.focus('#email')
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('keywords')
      await page.keyboard.type('one,two,three')
      expect(await said(page)).toBe('Added: two.')
      await page.keyboard.press('Enter')
      expect(await page.getByRole('list', { name: 'Keywords' }).getByRole('listitem').count()).toBe(3)
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Shift+Tab')
      expect(await focused(page)).toBe('Remove two')
      await page.keyboard.press('Enter')
      expect(await said(page)).toBe('Removed: two.')
      expect(await focused(page)).toBe('Remove three')
      await page.keyboard.press('Space')
      expect(await focused(page)).toBe('Remove one')
      await page.keyboard.press('Space')
      expect(await focused(page)).toBe('keywords')
      expect(await chips(page)).toEqual([])
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('language')
    })
  })

  it('come back as they were sent, with the error leading to the field that is seen', async () => {
    await visit({}, async (page) => {
      await page.fill('#email', 'alice@example.org')
      await add(page, 'diffusion policy', 'k-means')
      await page.evaluate(`document.querySelector('[name=keywords]').value = 'diffusion policy\\n***'`)
      await page.click('button[value=subscribe]')
      await page.waitForSelector('#errors')
      expect(await chips(page)).toEqual(['diffusion policy', '***'])
      expect(await page.getAttribute('#keywords', 'aria-invalid')).toBe('true')
      expect(await described(page)).toContain('holds no letter and no digit')
      await page.click('#errors a[href="#keywords"]')
      expect(await focused(page)).toBe('keywords')
      await page.click('label[for=keywords]')
      expect(await focused(page)).toBe('keywords')
      await page.click('button[aria-label="Remove ***"]')
      expect(await page.getAttribute('#keywords', 'aria-invalid')).toBeNull()
      age = 1
      await page.click('button[value=subscribe]')
      await page.waitForSelector('#errors:has-text("once more")')
      expect(await chips(page)).toEqual(['diffusion policy'])
    })
  })

  it('show markup as the text that it is', async () => {
    await visit({}, async (page) => {
      const evil = '<img src=x onerror=alert(1)>$&"{keyword}'
      await add(page, evil)
      expect(await chips(page)).toEqual([evil])
      expect(await page.locator('.chips img').count()).toBe(0)
      expect(await page.getAttribute('.chips button', 'aria-label')).toBe(`Remove ${evil}`)
    })
  })

  it('fit a phone, however long, with room for a thumb', async () => {
    await visit({ viewport: { width: 375, height: 800 } }, async (page) => {
      await add(page, 'x'.repeat(120), 'RL', 'retrieval-augmented generation')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
      for (const button of await page.locator('.chips button').all()) {
        const { width, height } = (await button.boundingBox()) ?? { width: 0, height: 0 }
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(32)
      }
    })
  })

  it('are lines of the textarea without JavaScript', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.fill('#email', 'alice@example.org')
      await page.fill('textarea#keywords', 'diffusion policy\nk-means')
      await page.click('button[value=subscribe]')
      await page.waitForURL('**/check-mail*')
      expect(recorded.requests.map(({ keywords }) => keywords)).toEqual([['diffusion policy', 'k-means']])
    })
  })

  /** The form, where nothing may go wrong in the script or against the policy of the pages. */
  async function visit(
    { language = 'en', ...options }: BrowserContextOptions & { language?: string },
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(8_000)
    try {
      const page = await context.newPage()
      const wrong: string[] = []
      page.on('pageerror', ({ message }) => wrong.push(message))
      page.on('console', (message) => message.text().includes('Content Security') && wrong.push(message.text()))
      await page.goto(`${server.url}/?lang=${language}`)
      await use(page)
      expect(wrong).toEqual([])
    } finally {
      await context.close()
    }
  }
})

describe('what the script takes for a keyword', () => {
  const sorted: (text: string, present: string[], words: object) => { added: string[]; refused: string[] } =
    new Function(`${CHIPS}; return sorted`)()
  const WORDS = { longest: 120, most: 100, tooLong: 'long', nothing: 'nothing', tooMany: 'many' }

  it('is what the server takes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('a', 'é', 'e\u0301', '：', ' ', '\t', '\u00a0', '\u0007', '-') }),
      fc.string({ unit: fc.constantFrom('x', '学', ' '), minLength: 115, maxLength: 125 }),
    )
    fc.assert(
      fc.property(text, (typed) => {
        fc.pre(!KEYWORD_SEPARATOR.test(typed) && typed.normalize('NFC').replace(/[\s\p{Cc}]+/gu, '') !== '')
        const { added, refused } = sorted(typed, [], WORDS)
        expect(added).toEqual(taken(typed))
        expect(added.length + refused.length).toBe(1)
      }),
    )
  })

  function taken(typed: string): string[] {
    try {
      return [parseKeyword(typed)]
    } catch {
      return []
    }
  }
})

async function add(page: Page, ...keywords: string[]): Promise<void> {
  for (const keyword of keywords) {
    await page.fill('#keywords', keyword)
    await page.press('#keywords', 'Enter')
  }
}

/** As Ctrl+V does it, without the machine's own clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  await page.focus('#keywords')
  await page.evaluate(`{
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(text)})
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.getElementById('keywords').dispatchEvent(event)
  }`)
}

async function chips(page: Page): Promise<string[]> {
  return page.locator('.chips li span').allTextContents()
}

async function said(page: Page): Promise<string | null> {
  return page.textContent('[role=status]')
}

/** The id of the element that has the focus, else its name. */
async function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.id || document.activeElement.getAttribute("aria-label")')
}

/** The sentences that a screen reader reads with the input. */
async function described(page: Page): Promise<string> {
  return page.evaluate(`document.getElementById('keywords').getAttribute('aria-describedby').split(' ')
    .map((id) => document.getElementById(id)?.textContent).join(' ')`)
}
