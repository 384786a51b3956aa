import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromNetwork, GUARDED, openSignUp, post, send } from '../support/client.ts'
import { linkIn, linksIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'
import { snapshot } from '../support/snapshot.ts'

const ALICE = 'alice@example.org'
const BOB = 'bob@example.org'
const CHEN = 'chen@example.org'
const MOVED = 'alice@new.example.org'
const MOVING = 'alice@newest.example.org'
const NOBODY = 'nobody@example.org'

let paperboy: Paperboy
let site: string
/** On this site, of every mail. */
let links: string[]

beforeAll(async () => {
  paperboy = await startPaperboy(GUARDED)
  site = paperboy.site
  await paperboy.ingest('2026-05-11', [
    paper(1, { title: 'Robot kitchens, and who cleans them' }),
    paper(2, { title: 'C++ & Rust = 100%? A question' }),
  ])
  await provokeEveryMail()
  const mails = await Promise.all(paperboy.smtp.received.map(({ raw }) => PostalMime.parse(raw)))
  links = [...new Set(mails.flatMap(linksIn))].filter((link) => link.startsWith(site)).map(pathOf)
})
afterAll(() => paperboy.close())

describe('a scanner that opens every link of every mail', () => {
  it('finds links of every kind in them', () => {
    const kinds = links.map((link) => link.replace(/(?<=^\/\w\/)[\w.-]+/, '…').replace(/(?<=keyword=).*/, '…'))
    expect([...new Set(kinds)].sort()).toEqual(['/', '/a/…', '/c/…', '/d/…', '/m/…', '/m/…/mute?keyword=…', '/u/…'])
    expect(links.filter((link) => link.includes('/mute?')).length).toBeGreaterThan(1)
  })

  it('changes nothing, nor when it opens what lies behind them', async () => {
    const spent = [linkIn(await paperboy.nthMail(MOVED, 1), 'a'), linkIn(await paperboy.nthMail(BOB, 1), 'c')].map(
      pathOf,
    )
    const before = await snapshot(paperboy.pool)
    for (const table of ['subscribers', 'keywords', 'digests', 'address_changes', 'rate_limits'])
      expect(before[`public.${table}`], table).not.toEqual([])
    const mails = paperboy.smtp.received.length

    const pages = await Promise.all(
      links.map(async (path) => {
        const { status, body } = await open(path)
        expect(status, path).toBe(spent.includes(path) ? 410 : 200)
        return body
      }),
    )
    const behind = new Set(
      pages.flatMap((page) => [...page.matchAll(/(?:href|action)="(\/[^"]*)"/g)]).map(([, to]) => to),
    )
    expect([...behind].some((path) => path?.endsWith('/delete'))).toBe(true)
    for (const path of behind) expect((await open(path?.replaceAll('&amp;', '&') ?? '')).status, path).toBeLessThan(500)

    expect(await snapshot(paperboy.pool)).toEqual(before)
    expect(paperboy.smtp.received).toHaveLength(mails)
  })
})

/** As a scanner does: HEAD, then GET. */
async function open(path: string) {
  await send(site, path, { method: 'HEAD' })
  return send(site, path)
}

/** In the end Alice is active and about to move again, Bob has left, Chen is pending, and nobody else is known. */
async function provokeEveryMail(): Promise<void> {
  const { nthMail, waitOutLimits } = paperboy
  const form = await openSignUp(site)
  let network = 0
  const ask = (path: string, fields: Record<string, string>) => post(site, path, fields, fromNetwork(network++))
  const signUp = (email: string) => ask('/', { ...form(email), keywords: 'robot kitchens\nC++ & Rust = 100%?' })
  const press = async (link: string) => expect((await post(site, pathOf(link))).status).toBe(200)

  for (const email of [ALICE, BOB, CHEN]) await signUp(email)
  for (const email of [ALICE, BOB]) await press(linkIn(await nthMail(email, 1), 'c'))
  await press(linkIn(await nthMail(BOB, 2), 'u'))
  await nthMail(CHEN, 1)

  await waitOutLimits()
  await signUp(ALICE)
  expect((await nthMail(ALICE, 3)).subject).toBe('You are subscribed to Paperboy already')

  await waitOutLimits()
  for (const email of [ALICE, BOB, CHEN, NOBODY]) await ask('/link', { email })
  const subjects = await Promise.all([nthMail(ALICE, 4), nthMail(BOB, 3), nthMail(CHEN, 2), nthMail(NOBODY, 1)])
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'Your Paperboy settings',
    'Your Paperboy settings',
    'Confirm your subscription to Paperboy',
    'This address is not subscribed to Paperboy',
  ])

  const settings = pathOf(linkIn(await nthMail(ALICE, 2), 'm'))
  await ask(`${settings}/address`, { email: MOVED })
  await press(linkIn(await nthMail(MOVED, 1), 'a'))
  expect((await nthMail(ALICE, 5)).subject).toBe('Your Paperboy digests go to another address now')
  await ask(`${settings}/address`, { email: MOVING })
  expect((await nthMail(MOVING, 1)).subject).toBe('Confirm your new address for Paperboy')
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link)
  return pathname + search
}
