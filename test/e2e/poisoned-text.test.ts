import type { Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GUARDED, openSignUp, post, send } from '../support/client.ts'
import { rssFeed } from '../support/feeds.ts'
import { linkIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'

const ALICE = 'alice@example.org'
const MARKUP = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea></title><iframe src=//evil.example>',
]
const TEMPLATES = '{{links.manage}} <%= 7*7 %> {{{x}}}'
/** Its line breaks are folded; the first one stands in the subject. */
const HEADERS = '<u>\u2028Bcc: bob@example.org\0X-Evil: 1'
const FOLDED = '<u> Bcc: bob@example.org X-Evil: 1'
const KEYWORDS = [HEADERS, ...MARKUP, 'javascript:alert(1)', TEMPLATES]
const SHOWN = [FOLDED, ...MARKUP, 'javascript:alert(1)']
const TITLE = `Poison: ${SHOWN.join(' and ')}`
const AUTHORS = ['<img src=x onerror=alert(1)>', 'Bob "><script>alert(1)</script> Example']
/** Where a feed should have an address of arXiv's. */
const LINKS = ['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'https://evil.example/']

let paperboy: Paperboy
let site: string
let confirmation: Email
let digest: Email
/** The HTML of all that shows what strangers wrote. */
const pages: Record<string, string> = {}

beforeAll(async () => {
  paperboy = await startPaperboy(GUARDED)
  site = paperboy.site
  paperboy.arxiv.feeds.set('cs.AI', poisonedFeed())
  await paperboy.app.jobs.ingest({})
  await visitEverything()
})
afterAll(() => paperboy.close())

describe('markup in keywords, titles and authors', () => {
  it('begins no element of its own, and no attribute, on any page or in any mail', () => {
    expect(Object.keys(pages)).toHaveLength(14)
    for (const [name, page] of Object.entries(pages)) expect(foreignMarkup(page), name).toEqual([])
  })

  it('is shown as the text that it is', () => {
    for (const name of ['preview', 'confirmation', 'confirmation mail', 'digest', 'digest mail', 'settings'])
      for (const text of SHOWN) expect(textOf(pages[name]), name).toContain(text)
    for (const name of ['confirmation', 'confirmation mail', 'digest mail', 'settings'])
      expect(textOf(pages[name]), name).toContain(TEMPLATES)
    for (const page of [textOf(pages.digest), textOf(pages['digest mail']), digest.text ?? '']) {
      expect(page.replace(/\s+/g, ' ')).toContain(TITLE)
      for (const author of AUTHORS) expect(page).toContain(author)
    }
  })

  it('adds no header to a mail, and no recipient', () => {
    expect(digest.subject).toContain(FOLDED)
    for (const { raw, envelope } of paperboy.smtp.received) {
      const [head = ''] = raw.toString('latin1').split('\r\n\r\n')
      const names = head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1]?.toLowerCase() ?? [])
      expect(new Set(names).size).toBe(names.length)
      expect(names).toContain('subject')
      expect(names.filter((name) => /^(?:b?cc|x-.*)$/.test(name))).toEqual([])
      expect(envelope.to).toEqual([ALICE])
    }
  })

  it('is never taken for a page where it is offered as a file', async () => {
    const path = pathOf(linkIn(digest, 'd'))
    for (const extension of ['txt', 'bib', 'ris', 'json']) {
      const { status, headers, body } = await send(site, `${path}.${extension}`)
      expect([status, body.includes('alert(1)')]).toEqual([200, true])
      const sent = headers.join('\n').toLowerCase()
      expect(sent).toMatch(/^content-type: (?:text\/plain|application\/)/m)
      expect(sent).toContain('x-content-type-options: nosniff')
    }
  })
})

describe('a link of a poisoned feed', () => {
  it('is no address of a paper, and a paper that has no other id is not taken', async () => {
    const { rows } = await paperboy.pool.query('select id from papers order by id')
    expect(rows.map(({ id }) => id)).toEqual(['2613.00000', '2613.00001', '2613.00002'])
  })

  it('never becomes a link on a page or in a mail', () => {
    for (const [name, page] of Object.entries(pages))
      for (const target of targetsOf(page))
        expect(target, name).toMatch(
          /^https:\/\/arxiv\.org\/(?:abs|pdf)\/2613\.0000\d$|^#[\w-]+$|^\?lang=zh$|^\/(?!\/)/,
        )
    expect(targetsOf(pages['digest mail']).filter((target) => target.startsWith('https:'))).not.toEqual([])
    expect(`${digest.text} ${confirmation.text}`.match(/\b(?:https?|data|javascript):(?!alert)\S+/g)).toSatisfy(
      (links: string[]) => links.every((link) => link.startsWith(site) || link.startsWith('https://arxiv.org/')),
    )
  })
})

/** Signs Alice up, and opens all that shows her keywords or the papers. */
async function visitEverything(): Promise<void> {
  const form = { ...(await openSignUp(site))(ALICE), keywords: KEYWORDS.join('\n') }
  const wrong = { ...form, email: MARKUP[1] ?? '', hour: MARKUP[0] ?? '', timeZone: MARKUP[2] ?? '' }
  pages.preview = (await post(site, '/', { ...form, action: 'preview' })).body
  pages.errors = (await post(site, '/', wrong)).body
  pages['link errors'] = (await post(site, '/link', { email: MARKUP[1] ?? '' })).body

  await post(site, '/', form)
  confirmation = await paperboy.nthMail(ALICE, 1)
  pages['confirmation mail'] = confirmation.html ?? ''
  const confirm = pathOf(linkIn(confirmation, 'c'))
  pages.confirmation = (await send(site, confirm)).body
  pages.welcome = (await post(site, confirm)).body

  digest = await paperboy.nthMail(ALICE, 2)
  pages['digest mail'] = digest.html ?? ''
  const asked = `?keyword=${encodeURIComponent(MARKUP[0] ?? '')}`
  const read = pathOf(linkIn(digest, 'd'))
  pages.digest = (await send(site, read)).body
  pages['digest of one keyword'] = (await send(site, read + asked)).body
  const settings = pathOf(linkIn(digest, 'm'))
  pages.settings = (await send(site, settings)).body
  pages['mute?'] = (await send(site, `${settings}/mute${asked}`)).body
  pages.muted = (await post(site, `${settings}/mute${asked}`)).body
  pages['mute what?'] = (await send(site, `${settings}/mute${asked}${asked}`)).body
  pages.edition = (await send(site, '/editions/2026-05-11')).body
}

/** Papers with links that are not arXiv's, and papers whose very ids are such. */
function poisonedFeed(): string {
  const poisoned = LINKS.map((link, i) => paper(i, { title: TITLE, authors: AUTHORS, licence: link }))
  const nameless = LINKS.map((id) => paper(9, { id, title: TITLE }))
  const items = [...poisoned, ...nameless].map((one) => ({ paper: one, type: 'new' as const }))
  let next = 0
  return rssFeed('cs.AI', '2026-05-11', items)
    .replace(/(?<=<link>).*\/abs\/.*(?=<\/link>)/g, () => LINKS[next++ % LINKS.length]?.replace(/</g, '&lt;') ?? '')
    .replaceAll('Bcc:', '\nBcc:')
}

/** Tags that nothing of ours has, and tags with an attribute that could run something or is not quoted as ours are. */
function foreignMarkup(page: string): string[] {
  const rest = page.replaceAll('<script type="module" src="/app.js"></script>', '')
  return (rest.match(/<[a-z/][^>]*>/gi) ?? []).filter((tag) =>
    /^<\/?(?:script|img|iframe|object|embed|base|u)\b|\s(?:on\w+|srcdoc)\s*=|'/i.test(tag.replace(/"[^"]*"/g, '""')),
  )
}

/** Where links, forms, pictures and scripts lead; those to this site without its name. */
function targetsOf(page = ''): string[] {
  return [...page.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, target = '']) => target.replace(site, ''))
}

function textOf(page = ''): string {
  const entities: Record<string, string> = {
    lt: '<',
    gt: '>',
    quot: '"',
    amp: '&',
    '#39': "'",
    '#x27': "'",
    '#x3D': '=',
  }
  return page
    .replace(/<(?:input|option)[^>]*value="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[a-z!/][^>]*>/gi, '')
    .replaceAll('\u200c', '')
    .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
}

function pathOf(link: string): string {
  return new URL(link).pathname
}
