import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRss } from '../src/arxiv/rss.ts'
import { budgetDigest } from '../src/digest/budget.ts'
import type { Digest, DigestLinks, Translation } from '../src/domain/digest.ts'
import type { EditionDate } from '../src/domain/edition.ts'
import type { Announcement } from '../src/domain/paper.ts'
import { defaultReading, type Reading } from '../src/domain/reading.ts'
import type { Language } from '../src/domain/subscriber.ts'
import { createDigestReader } from '../src/jobs/content.ts'
import { matchPapers } from '../src/jobs/plan.ts'
import { createDigestRenderer } from '../src/mail/render-digest.ts'
import { DigestPage } from '../src/web/digest-page.tsx'
import { STYLE_SHEET } from '../src/web/styles.ts'
import { launchBrowser } from '../test/support/browser.ts'

/**
 * Pictures of the sample edition's digest to be looked at: English, Chinese and Arabic, the latter two beside the original
 * and alone, light and dark, phone and desk; as a mail, whole and as shortened as mails with many papers are, and as a page.
 * Usage: tsx scripts/screenshots.ts FOLDER
 */
const SAMPLE = new URL('../sample/', import.meta.url)
const EDITION: EditionDate = '2026-01-14'
const READERS: { name: string; language: Language; reading: Partial<Reading>; timeZone: string; keywords: string[] }[] =
  [
    {
      name: 'en',
      language: 'en',
      reading: {},
      timeZone: 'Europe/Madrid',
      keywords: [
        'reinforcement learning',
        'diffusion policy',
        'large language model',
        'C++',
        'quantum error correction',
      ],
    },
    {
      name: 'ar',
      language: 'en',
      reading: { translation: 'ar' },
      timeZone: 'Africa/Cairo',
      keywords: ['reinforcement learning', 'policy'],
    },
    {
      name: 'ar-alone-short',
      language: 'en',
      reading: { translation: 'ar', show: 'translation', abstracts: 'short' },
      timeZone: 'Africa/Cairo',
      keywords: ['reinforcement learning', 'policy'],
    },
    {
      name: 'zh-alone',
      language: 'zh',
      reading: { show: 'translation' },
      timeZone: 'Asia/Shanghai',
      keywords: ['reinforcement learning', 'diffusion policy'],
    },
    {
      name: 'zh',
      language: 'zh',
      reading: {},
      timeZone: 'Asia/Shanghai',
      keywords: ['reinforcement learning', 'multi-agent', 'diffusion policy', 'world model', 'k-means'],
    },
  ]
const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [375, 800] as const
const SHORT_LIMIT = 24_000
const LINKS: DigestLinks = {
  web: 'https://paperboy.example.org/d/sample',
  manage: 'https://paperboy.example.org/m/sample',
  unsubscribe: 'https://paperboy.example.org/u/sample',
  mute: 'https://paperboy.example.org/m/sample/mute?keyword=',
}

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: tsx scripts/screenshots.ts FOLDER')
  process.exit(2)
}
await takePictures(folder)

async function takePictures(into: string): Promise<void> {
  mkdirSync(into, { recursive: true })
  const renderer = await createDigestRenderer({
    sender: { postalAddress: 'Paperboy, 1 Example Street, Sampleton', categories: ['cs.AI', 'cs.CL', 'cs.RO'] },
  })
  const browser = await launchBrowser()
  try {
    for (const reader of READERS) {
      const whole = await sampleDigest(reader)
      const shortened = budgetDigest({ ...whole, missing: ['stat.ML'] }, renderer.sizes, SHORT_LIMIT)
      const pages = {
        whole: renderer.render(whole, LINKS),
        shortened: renderer.render(shortened, LINKS),
        web: webPage(whole),
      }
      for (const [name, html] of Object.entries(pages))
        for (const colorScheme of SCHEMES)
          for (const width of WIDTHS) {
            const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
            await page.setContent(html)
            const file = join(into, `${reader.name}-${name}-${colorScheme}-${width}.png`)
            await page.screenshot({ path: file, fullPage: true })
            console.log(file)
            await page.close()
          }
    }
  } finally {
    await browser.close()
  }
}

/** As the server sends it, with its style sheet inside. */
function webPage(digest: Digest): string {
  const page = DigestPage({ digest, token: 'sample', asked: null })
  return String(page).replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${STYLE_SHEET}</style>`)
}

async function sampleDigest(reader: (typeof READERS)[number]): Promise<Digest> {
  const announcements = sampleAnnouncements()
  const edition = { date: EDITION, complete: true, feeds: [] }
  const content = async () => ({ edition, announced: announcements.length, announcements })
  const sample = createDigestReader({
    editions: {
      content,
      between: async () => [EDITION],
      countAnnounced: async () => announcements.length,
      unfinished: async () => [],
    },
    translations: { of: async (_, language) => sampleTranslations(language) },
  })
  const found = matchPapers(reader.keywords, (await sample.papers(EDITION)) ?? [])
  return sample.digest(
    {
      edition: EDITION,
      since: null,
      matches: reader.keywords.map((keyword) => ({ keyword, papers: found.get(keyword) ?? [] })),
    },
    {
      ...defaultReading(reader.language),
      ...reader.reading,
      language: reader.language,
      timeZone: reader.timeZone,
      madeAt: new Date('2026-01-14T06:02:00Z'),
    },
  )
}

function sampleAnnouncements(): Announcement[] {
  const rss = new URL('rss/', SAMPLE)
  const all = readdirSync(rss).flatMap((file) => parseRss(readFileSync(new URL(file, rss), 'utf8')).announcements)
  return [...new Map(all.map((announcement) => [announcement.paper.id, announcement])).values()]
}

function sampleTranslations(language: string): Map<string, Translation> {
  const lines = readFileSync(new URL(`translations.${language}.jsonl`, SAMPLE), 'utf8')
    .trim()
    .split('\n')
  return new Map(lines.map((line) => JSON.parse(line)).map(({ id, title, abstract }) => [id, { title, abstract }]))
}
