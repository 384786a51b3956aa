import type { Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens } from '../../src/lib/tokens.ts'
import { GUARDED, openSignUp, post, SECRET, send } from '../support/client.ts'
import { linkIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'
import { snapshot } from '../support/snapshot.ts'

const ALICE = 'alice@example.org'
const BOB = 'bob@example.org'
const CHEN = 'chen@example.org'
const tokens = createTokens([SECRET])
const HOUR_MS = 3_600_000
const KINDS = ['manage', 'unsubscribe', 'read', 'confirm', 'address'] as const
const PAGES = {
  manage: ['/m/*', '/m/*/address', '/m/*/delete', '/m/*/mute?keyword=robot+kitchens', '/m/*/data.json'],
  unsubscribe: ['/u/*', '/u/*/undo'],
  read: ['/d/*', '/d/*.txt', '/d/*.json'],
  confirm: ['/c/*'],
  address: ['/a/*'],
} as const
/** Two digests, a confirmation and a mail to a new address. */
const MAILS = 4

let paperboy: Paperboy
let site: string
/** Tokens as they stand in mails: Alice is subscribed and about to move, Bob has left, Chen has yet to confirm. */
let genuine: Record<(typeof KINDS)[number], string>
let bob: { manage: string; unsubscribe: string }
let form: (email: string) => Record<string, string>
let before: Awaited<ReturnType<typeof snapshot>>

beforeAll(async () => {
  paperboy = await startPaperboy(GUARDED)
  site = paperboy.site
  form = await openSignUp(site)
  for (const email of [ALICE, BOB]) await paperboy.app.jobs.subscribers.add({ email, keywords: ['robot kitchens'] })
  await paperboy.announce('2026-05-11', [paper(1, { title: 'On robot kitchens' })])
  const toAlice = await paperboy.nthMail(ALICE, 1)
  const toBob = await paperboy.nthMail(BOB, 1)
  await post(site, `/m/${tokenIn(toAlice, 'm')}/address`, { email: 'alice@new.example.org' })
  await post(site, '/', form(CHEN))
  bob = { manage: tokenIn(toBob, 'm'), unsubscribe: tokenIn(toBob, 'u') }
  await post(site, `/u/${bob.unsubscribe}`)
  genuine = {
    manage: tokenIn(toAlice, 'm'),
    unsubscribe: tokenIn(toAlice, 'u'),
    read: tokenIn(toAlice, 'd'),
    confirm: tokenIn(await paperboy.nthMail(CHEN, 1), 'c'),
    address: tokenIn(await paperboy.nthMail('alice@new.example.org', 1), 'a'),
  }
  before = await snapshot(paperboy.pool)
})
afterAll(() => paperboy.close())

describe('a forged link', () => {
  it.each(KINDS)('of somebody else, for something else, or altered, leads nowhere (%s)', async (kind) => {
    for (const token of forgeriesOf(kind))
      for (const page of PAGES[kind])
        for (const method of ['GET', 'HEAD', 'POST']) {
          const path = page.replace('*', token)
          expect((await send(site, path, { method })).status, `${method} ${path}`).toBe(404)
        }
    await expectNothingChanged()
  })

  it.each(['confirm', 'address'] as const)('that has expired asks to begin again (%s)', async (kind) => {
    const ended = tokens.signUntil(kind, Number(genuine[kind].split('.')[0]), new Date(Date.now() - HOUR_MS))
    for (const method of ['GET', 'HEAD', 'POST'])
      expect((await send(site, PAGES[kind][0].replace('*', ended), { method })).status).toBe(410)
    await expectNothingChanged()
  })

  function forgeriesOf(kind: (typeof KINDS)[number]): string[] {
    const own = genuine[kind]
    const stranger = createTokens([`not ${SECRET}`])
    const later = new Date(Date.now() + HOUR_MS)
    const id = own.slice(0, 1)
    return [
      ...KINDS.filter((other) => other !== kind).map((other) => genuine[other]),
      ...['1', '2', '3'].filter((other) => other !== id).map((other) => other + own.slice(1)),
      kind === 'confirm' || kind === 'address'
        ? stranger.signUntil(kind, BigInt(id), later)
        : stranger.sign(kind, BigInt(id)),
      own.replace(/(?<=^\d\.)[0-9a-z]+/, (end) => (Number.parseInt(end, 36) + 60).toString(36)),
      own.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      own.replace(/[a-z](?=[^a-z]*$)/, (letter) => letter.toUpperCase()),
      own.slice(0, -1),
      own.slice(1),
      ...['A', '=', '%00', '%0a', '%2f'].map((end) => own + end),
      `0${own}`,
    ].filter((token) => token !== own)
  }
})

describe('a path that climbs', () => {
  const prefixes = ['/c/', '/m/', '/u/', '/a/', '/editions/', '/.well-known/', '/style.css/']
  const climbs = [
    '../../etc/passwd',
    '%2e%2e/%2e%2e/etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '..%5c..%5cpackage.json',
    '%252e%252e%252fetc%252fpasswd',
    '....//....//etc/passwd',
    '%00',
    '%ff%fe',
    '%',
    `${'%2e%2e%2f'.repeat(500)}etc/passwd`,
    '/etc/passwd',
    'file:///etc/passwd',
    '2026-05-11/../../../package.json',
    '2026-05-11%00.json',
  ]

  it.each(prefixes)('finds nothing (%s)', async (prefix) => {
    for (const climb of climbs)
      for (const method of ['GET', 'POST']) {
        const { status, body } = await send(site, prefix + climb, { method })
        expect(status, `${method} ${prefix}${climb}`).toBe(404)
        expect(body).not.toMatch(/root:|"dependencies"/)
      }
    await expectNothingChanged()
  })
})

describe('a body of ten megabytes', () => {
  const huge = Buffer.alloc(10_000_000, 'x')

  it.each(['/', '/preview', '/link', '/c/x', '/m/x', '/m/x/address', '/a/x', '/u/x', '/u/x/undo'])(
    'is refused, also when it does not say how long it is (%s)',
    async (path) => {
      for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more }
        expect((await send(site, path, { method: 'POST', headers, body: huge })).status).toBe(413)
      }
      expect((await send(site, '/healthz')).status).toBe(200)
    },
  )
})

describe('a form from another site', () => {
  const settings = {
    added: 'sabotage',
    language: 'zh',
    timeZone: 'UTC',
    hour: '3',
    weekday: '',
    pausedUntil: '',
    action: 'save',
  }
  /** Each would do something; the last one leaves nothing to be done. */
  const forms = (): [string, Record<string, string>][] => [
    ['/', form('chen+new@example.org')],
    ['/link', { email: 'chen+link@example.org' }],
    [`/c/${genuine.confirm}`, {}],
    [`/u/${bob.unsubscribe}/undo`, {}],
    [`/m/${genuine.manage}/mute?keyword=robot%20kitchens`, {}],
    [`/m/${genuine.manage}`, settings],
    [`/m/${genuine.manage}/address`, { email: 'alice+other@example.org' }],
    [`/a/${genuine.address}`, {}],
    [`/m/${genuine.manage}/delete`, {}],
  ]

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://localhost' },
    { origin: 'http://localhost.evil.example', referer: 'http://localhost' },
  ])('is refused everywhere, and changes nothing: %j', async (headers) => {
    for (const [path, fields] of forms()) expect((await post(site, path, fields, headers)).status, path).toBe(403)
    await expectNothingChanged()
  })

  it('would have been taken from our own pages', async () => {
    for (const [path, fields] of forms()) {
      const state = await snapshot(paperboy.pool)
      const { status } = await post(site, path, fields, { origin: site, 'sec-fetch-site': 'same-origin' })
      expect([200, 303], path).toContain(status)
      await expect.poll(() => snapshot(paperboy.pool), { message: path }).not.toEqual(state)
    }
  })
})

async function expectNothingChanged(): Promise<void> {
  expect(await snapshot(paperboy.pool)).toEqual(before)
  expect(paperboy.smtp.received).toHaveLength(MAILS)
}

function tokenIn(mail: Email, kind: string): string {
  return new URL(linkIn(mail, kind)).pathname.split('/')[2] ?? ''
}
