import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { caniemail } from 'caniemail'
import { HtmlValidate } from 'html-validate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Digest, DigestEntry, ShownEntry } from '../../src/domain/digest.ts'
import { NOTICE_KINDS, type Notice } from '../../src/domain/notice.ts'
import { LANGUAGES, type Language } from '../../src/domain/subscriber.ts'
import { createDigestRenderer, type DigestRenderer } from '../../src/mail/render-digest.ts'
import { createNoticeRenderer, type NoticeRenderer } from '../../src/mail/render-notice.ts'
import { lacksBrowser, launchBrowser } from '../support/browser.ts'
import { digestOf, entryOf, group, LINKS, longPaper, SENDER, translated } from '../support/digests.ts'

const skipped = lacksBrowser('how mails look')

const SCHEMES = ['light', 'dark'] as const
/** `texts`: how many the mail has at least, lest a test of each pass for want of any. */
const MAILS = [
  { mail: 'digest', texts: 60 },
  ...NOTICE_KINDS.map((mail) => ({ mail, texts: hasKeywords(mail) ? 30 : 8 })),
] as const
type Mail = (typeof MAILS)[number]['mail']
const WRITTEN = MAILS.flatMap((mail) => LANGUAGES.map((language) => ({ ...mail, language })))
const PAGES = WRITTEN.flatMap((mail) => SCHEMES.map((scheme) => ({ ...mail, scheme })))

let digests: DigestRenderer
let notices: NoticeRenderer

beforeAll(async () => {
  digests = await createDigestRenderer({ sender: SENDER })
  notices = await createNoticeRenderer({ sender: SENDER })
})

describe.skipIf(skipped)('a mail in a browser', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
  })

  afterAll(async () => {
    await browser?.close()
  })

  it.each(PAGES)(
    'never scrolls sideways on a phone, and can be read by weak eyes ($mail, $language, $scheme)',
    async ({ mail, texts: atLeast, language, scheme }) => {
      await show(mail, language, scheme, 375)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
      expect(await page.evaluate(STICKING_OUT)).toEqual([])
      const texts = await page.evaluate<{ text: string; ratio: number }[]>(CONTRASTS)
      expect(texts.length).toBeGreaterThan(atLeast)
      expect(texts.filter(({ ratio }) => ratio < 4.5)).toEqual([])
    },
  )

  it.each(MAILS)('is dark where the reader likes it dark ($mail)', async ({ mail }) => {
    const background = 'getComputedStyle(document.body).backgroundColor'
    await show(mail, 'en', 'light', 375)
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)')
    await show(mail, 'en', 'dark', 375)
    expect(await page.evaluate(background)).toBe('rgb(23, 24, 26)')
  })

  it.each(WRITTEN)('has nothing that axe objects to ($mail, $language)', async ({ mail, language }) => {
    await show(mail, language, 'light', 800)
    await page.evaluate(axe)
    await expectNoViolations(page, `axe.run(${JSON.stringify({ rules: AXE_RULES })})`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoViolations(page, `axe.run({ runOnly: ['color-contrast'] })`)
  })

  async function show(mail: Mail, language: Language, colorScheme: 'light' | 'dark', width: number): Promise<void> {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    await page.setContent(htmlOf(mail, language))
  }
})

async function expectNoViolations(page: Page, run: string): Promise<void> {
  const { violations, passes } = await page.evaluate<AxeResults>(run)
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)).toEqual([])
  expect(passes.map(({ id }) => id)).toContain('color-contrast')
}

describe('the HTML of a mail', () => {
  it.each(WRITTEN)('is valid, but for what mail programs need ($mail, $language)', async ({ mail, language }) => {
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: MAIL_RULES })
    const { results } = await validator.validateString(htmlOf(mail, language))
    expect(results.flatMap(({ messages }) => messages.map((found) => `${found.ruleId}: ${found.message}`))).toEqual([])
  })

  it.each(WRITTEN)(
    'uses nothing that Gmail, Outlook or Apple Mail drop, unless it can be missed ($mail, $language)',
    ({ mail, language }) => {
      const html = htmlOf(mail, language)
      expect(droppedFrom(html).filter((one) => !ACCEPTED.some(({ drops }) => drops.test(one)))).toEqual([])
      expect(html).not.toMatch(/^[^{}\n]*\.[a-z][\w-]*\.[a-z][\w-]*[^{}\n]*\{/m)
    },
  )

  it('loses by each thing that may be missed', () => {
    const dropped = WRITTEN.flatMap(({ mail, language }) => droppedFrom(htmlOf(mail, language)))
    expect(ACCEPTED.filter(({ drops }) => !dropped.some((one) => drops.test(one)))).toEqual([])
  })
})

function htmlOf(mail: Mail, language: Language): string {
  return mail === 'digest'
    ? digests.render(fullDigest(language), LINKS)
    : notices.render(fullNotice(mail, language)).html
}

/** What the three programs do not know, each as `client: feature`. */
function droppedFrom(html: string): string[] {
  const { issues } = caniemail({ clients: ['gmail.*', 'outlook.*', 'apple-mail.*'], html })
  return [...issues.errors].flatMap(([client, found]) => found.map(({ title }) => `${client}: ${title}`))
}

/** A mail is no page: landmarks are those of the program that shows it, and a second `main` in there would mislead. */
const AXE_RULES = { region: { enabled: false }, 'landmark-one-main': { enabled: false } }

/** Rules about HTML of the web. */
const MAIL_RULES = {
  // MJML's frame: it writes the doctype in small letters, and Outlook's parts as conditional comments.
  'doctype-style': 'off',
  'no-conditional-comment': 'off',
  // Layout tables and attributes stand where Outlook's Word engine has no CSS; styles, where Gmail has no <style>.
  'no-deprecated-attr': 'off',
  'no-inline-style': 'off',
  'prefer-tbody': 'off',
  // Gmail makes a <div> of what it does not know, so that the role would go with <article>.
  'prefer-native-element': 'off',
} as const

/** What is dropped by whom, and why nothing is lost by it. */
const ACCEPTED: { drops: RegExp; because: string }[] = [
  {
    drops: /^gmail\.mobile-webmail: (<style> element|.* selectors?|.* combinator|:hover|@media)$/,
    because: 'without any styles, headings, paragraphs and bold marks remain, on white',
  },
  {
    drops: /^gmail\.mobile-webmail: (display:none|opacity)$/,
    because: "a preview line that shows repeats the mail's own",
  },
  { drops: /^(gmail|outlook)\.[\w-]+: :hover$/, because: 'links have their own colour; underlining is a courtesy' },
  {
    drops: /^outlook\.windows(-mail)?: Chaining selectors$/,
    because: 'caniemail takes .a .b for .a.b, which stands nowhere',
  },
  {
    drops: /^outlook\.windows(-mail)?: @media$/,
    because: 'it is about phones and dark screens; this one is wide, and darkens by itself',
  },
  {
    drops: /^(gmail\.ios|outlook\.(ios|android)): Local anchors$/,
    because: 'the list of keywords still tells what is there, and how much',
  },
  {
    drops: /^outlook\.windows(-mail)?: Attribute selector$/,
    because: "[data-ogsc] is for Outlook's other programs; this one darkens by itself",
  },
  {
    drops: /^outlook\.windows(-mail)?: (opacity|overflow)$/,
    because: 'the preview line is hidden by mso-hide or display',
  },
  { drops: /^outlook\.windows(-mail)?: outline$/, because: "in MJML's reset for pictures, of which there are none" },
  { drops: /^outlook\.windows(-mail)?: word-spacing$/, because: 'MJML sets it to what it is anyway' },
  { drops: /^outlook\.windows(-mail)?: white-space$/, because: 'a count may break into two lines' },
  { drops: /^outlook\.windows-mail: word-break$/, because: 'only a word longer than a line could stick out' },
  { drops: /^outlook\.windows(-mail)?: border-radius$/, because: 'a button with sharp corners is one too' },
  { drops: /^outlook\.windows-mail: (aria-label|role) attribute$/, because: 'a layout table is read as one' },
  { drops: /^outlook\.macos: <body> element$/, because: 'the page has the same colours on its own <div>' },
]

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string }[] }[]
  passes: { id: string }[]
}

/** Elements that reach beyond the window, as selectors of a sort. */
const STICKING_OUT = `[...document.body.querySelectorAll('*')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.tagName + '.' + element.className)`

/** The contrast of each text that is shown, against the nearest background that is not transparent. WCAG 2.2, 1.4.3. */
const CONTRASTS = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      const alpha = channels(colour)[3] ?? 1
      if (alpha === 1) return colour
      if (alpha !== 0) throw new Error('a background that is half transparent: ' + colour)
    }
    return 'rgb(255, 255, 255)'
  }
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const text = walker.currentNode.data.trim()
    if (text === '' || !element.checkVisibility() || ['STYLE', 'SCRIPT', 'TITLE'].includes(element.tagName)) continue
    const [dark, light] = [getComputedStyle(element).color, backgroundOf(element)].map(luminance).sort((a, b) => a - b)
    found.push({ text: text.slice(0, 40), ratio: (light + 0.05) / (dark + 0.05) })
  }
  return found
})()`

/** All that a mail can show, and words that are longer than a phone's line. */
function fullDigest(language: Language): Digest {
  const entry = (number: number, changes = {}): DigestEntry => {
    const found = longPaper(number, changes)
    return language === 'zh' ? translated(found) : entryOf(found)
  }
  const full = (number: number, changes = {}): ShownEntry => ({ kind: 'full', entry: entry(number, changes) })
  const first = [
    full(1),
    full(2, { authors: Array.from({ length: 42 }, (_, i) => `Alice Number${i + 1}`) }),
    full(3, { title: `A ${'hyper'.repeat(16)}graph for every diffusion policy`, abstract: 'One.\n\nTwo.' }),
    full(4),
  ]
  const second: ShownEntry[] = [
    full(5),
    { kind: 'again', entry: entry(1), under: 'diffusion policy' },
    { kind: 'brief', entry: entry(6) },
    { kind: 'brief', entry: entry(7) },
  ]
  return digestOf(
    [
      group('diffusion policy', first),
      group('retrieval-augmented generation with very long contexts', second, { total: 9, hidden: 5 }),
      group('electroencephalographically-conditioned-transformer', [full(8)]),
    ],
    { language, missing: ['cs.RO', 'stat.ML'], unmatched: ['k-means', 'C++'], hiddenGroups: 2 },
  )
}

/** The mails that answer a sign-up. */
function hasKeywords(kind: Notice['kind']): boolean {
  return kind === 'confirm' || kind === 'known'
}

/** More keywords than are shown, and some that are longer than a phone's line. */
function fullNotice(kind: Notice['kind'], language: Language): Notice {
  const odd = [
    'diffusion policy',
    'x'.repeat(120),
    '扩散策略'.repeat(40),
    '<script>alert(1)</script>',
    'www.example.com',
  ]
  const keywords = [...odd, ...Array.from({ length: 20 }, (_, i) => `keyword ${i + 1}`)]
  const link = `https://paperboy.example.org/c/1z${'A'.repeat(60)}`
  return {
    kind,
    to: 'alice@example.org',
    language,
    link,
    keywords: hasKeywords(kind) ? keywords : [],
    keptKeywords: hasKeywords(kind) ? 5 : 0,
    otherAddress: 'bob+papers@example.org',
  }
}
