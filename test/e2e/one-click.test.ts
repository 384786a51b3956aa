import type { Email } from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { post, send } from '../support/client.ts'
import { linkIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'
import { snapshot } from '../support/snapshot.ts'

const ALICE = 'alice@example.org'
const BOUNDARY = '-----ebc3f2a9d1'
/** What Gmail's servers call themselves in this request. */
const GMAIL = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/1.0 (KHTML, like Gecko; Gmail Actions)'

let paperboy: Paperboy
let mail: Email
let path: string

beforeAll(async () => {
  paperboy = await startPaperboy()
  await paperboy.app.jobs.subscribers.add({ email: ALICE, keywords: ['robot kitchens'] })
  await paperboy.announce('2026-05-11', [paper(1, { title: 'On robot kitchens' })])
  mail = await paperboy.nthMail(ALICE, 1)
  path = new URL(linkIn(mail, 'u')).pathname
})
afterAll(() => paperboy.close())

describe('the one-click POST of a mail program (RFC 8058)', () => {
  beforeEach(async () => {
    await post(paperboy.site, `${path}/undo`)
    expect(await state()).toBe('active')
  })

  it.each([
    { as: 'application/x-www-form-urlencoded', body: ([name, value]: string[]) => `${name}=${value}` },
    {
      as: `multipart/form-data; boundary=${BOUNDARY}`,
      body: ([name, value]: string[]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--${BOUNDARY}--\r\n`,
    },
  ])("made from the mail's own headers unsubscribes at once, and again without harm ($as)", async ({ as, body }) => {
    const target = /^<(https?:\/\/\S+)>$/.exec(header('list-unsubscribe'))?.[1] ?? ''
    const pair = header('list-unsubscribe-post').split('=')
    expect(pair).toEqual(['List-Unsubscribe', 'One-Click'])
    const click = () => oneClick(new URL(target).pathname, body(pair), { 'content-type': as })

    const answer = await click()
    expect(answer.status).toBe(200)
    expect(answer.headers.filter((line) => /^(?:location|set-cookie|refresh):/i.test(line))).toEqual([])
    expect(await state()).toBe('unsubscribed')
    const after = await snapshot(paperboy.pool)
    expect((await click()).status).toBe(200)
    expect(await snapshot(paperboy.pool)).toEqual(after)
  })

  it.each([
    ['nothing at all', undefined, {}],
    ['an empty form', '', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['garbage', '\0%%%=&&;\xff', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart form that is none', 'garbage', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['a multipart form without a boundary', 'List-Unsubscribe=One-Click', { 'content-type': 'multipart/form-data' }],
    ['JSON', '{"List-Unsubscribe":"One-Click"}', { 'content-type': 'application/json' }],
    ['a type that is none', 'List-Unsubscribe=One-Click', { 'content-type': 'x' }],
    ['pieces of unknown length', 'List-Unsubscribe=One-Click', { 'transfer-encoding': 'chunked' }],
    ['the Origin of a web mail', 'List-Unsubscribe=One-Click', { origin: 'https://mail.example' }],
    ["a browser's word that it is another site's", '', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
  ])('unsubscribes with %s', async (_, body, headers) => {
    expect((await oneClick(path, body, headers)).status).toBe(200)
    expect(await state()).toBe('unsubscribed')
  })

  it('is obeyed by the next edition', async () => {
    await oneClick(path, 'List-Unsubscribe=One-Click', {})
    expect(await paperboy.announce('2026-05-12', [paper(2, { title: 'More on robot kitchens' })])).toBe(0)
  })

  it('is answered alike when everything of its reader was deleted since', async () => {
    await post(paperboy.site, `${new URL(linkIn(mail, 'm')).pathname}/delete`)
    expect(await state()).toBeUndefined()
    for (const body of [undefined, 'List-Unsubscribe=One-Click'])
      expect((await oneClick(path, body, {})).status).toBe(200)
    expect(await state()).toBeUndefined()
  })
})

function oneClick(to: string, body: string | undefined, headers: Record<string, string>) {
  return send(paperboy.site, to, {
    method: 'POST',
    headers: { 'user-agent': GMAIL, ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body, 'latin1') }),
  })
}

function header(name: string): string {
  return mail.headers.find(({ key }) => key === name)?.value ?? ''
}

async function state() {
  return (await paperboy.app.jobs.subscribers.list())[0]?.state
}
