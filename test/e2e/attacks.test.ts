import PostalMime from 'postal-mime'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTokens } from '../../src/lib/tokens.ts'
import { type Answer, fromNetwork, GUARDED, openSignUp, post, SECRET, send } from '../support/client.ts'
import { linkIn, type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { snapshot } from '../support/snapshot.ts'

const ALICE = 'alice@example.org'
const BOB = 'bob@example.org'
const CHEN = 'chen@example.org'
const KEYWORDS = ['robot kitchens']

let paperboy: Paperboy
let site: string
let form: (email: string) => Record<string, string>

beforeEach(async () => {
  paperboy = await startPaperboy(GUARDED)
  site = paperboy.site
})
afterEach(() => paperboy.close())
beforeAll(async () => {
  const first = await startPaperboy(GUARDED)
  form = await openSignUp(first.site)
  await first.close()
})

describe('an address that is more than one', () => {
  const evil = [
    'alice@example.org\r\nBcc: bob@example.org',
    'alice@example.org\nBcc:bob@example.org',
    'alice@example.org\rbob@example.org',
    'alice@example\r\n.org',
    'alice\r\n@example.org',
    'alice@example.org%0d%0aBcc:%20bob@example.org',
    'alice%0d%0aBcc:bob@example.org',
    'Bcc: bob@example.org',
    '"alice\r\nBcc: bob@example.org\r\nX: "@example.org',
    '"alice@example.org, bob"@example.org',
    '"alice bob"@example.org',
    'alice@example.org,bob@example.org',
    'alice@example.org, bob@example.org',
    'alice@example.org;bob@example.org',
    'alice@example.org bob@example.org',
    'Alice <alice@example.org>, Bob <bob@example.org>',
    '<alice@example.org>',
    'alice@bob@example.org',
    'alice@example.org\0',
    'alice@example.org\u2028Bcc:bob@example.org',
    'alice@example.org> NOTIFY=SUCCESS ORCPT=rfc822;bob@example.org',
    'alice@[127.0.0.1]',
    'alice@example.org/bob',
  ]

  it('is refused by every form, and nobody gets a mail', async () => {
    const settings = await settingsOf(BOB)
    const before = await snapshot(paperboy.pool, ['rate_limits'])
    for (const [network, email] of evil.entries())
      for (const [path, fields] of [
        ['/', form(email)],
        ['/link', { email }],
        [`${settings}/address`, { email }],
      ] as const)
        expect((await post(site, path, fields, fromNetwork(network))).status, `${path} ${email}`).toBe(400)
    expect(await recipients()).toEqual([])
    expect(await snapshot(paperboy.pool, ['rate_limits'])).toEqual(before)
  })

  it('brings one mail to one person where a form names two', async () => {
    const body = `${new URLSearchParams(form(ALICE))}&email=bob%40example.org&cc=bob%40example.org&to=bob%40example.org`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await send(site, '/', { method: 'POST', headers, body })
    await send(site, '/link', { method: 'POST', headers, body: 'email=chen@example.org&email=chen%2B2@example.org' })
    const reached = await recipients()
    expect(reached).toHaveLength(2)
    for (const { raw, envelope } of paperboy.smtp.received) {
      const { to, cc, bcc } = await PostalMime.parse(raw)
      expect([to?.map(({ address }) => address), cc, bcc]).toEqual([envelope.to, undefined, undefined])
    }
  })
})

describe('an unusual address', () => {
  it('of another script is written in ASCII, and gets its mail', async () => {
    await post(site, '/', form('bob@bücher.example'))
    // The tests' relay decodes what it is told.
    const mail = await paperboy.nthMail('bob@bücher.example', 1)
    expect(paperboy.smtp.received[0]?.raw.toString()).toMatch(/^To: bob@xn--bcher-kva\.example\r$/m)
    expect((await press(linkIn(mail, 'c'))).status).toBe(200)
    expect(await people()).toEqual([['bob@xn--bcher-kva.example', 'active']])
  })

  it('with a plus keeps it, and is another one than without', async () => {
    for (const email of ['alice+papers@example.org', ALICE]) await post(site, '/', form(email))
    await press(linkIn(await paperboy.nthMail('alice+papers@example.org', 1), 'c'))
    await paperboy.nthMail(ALICE, 1)
    expect((await people()).sort()).toEqual([
      ['alice+papers@example.org', 'active'],
      [ALICE, 'pending'],
    ])
  })
})

describe('a program that fills in the form', () => {
  it('and its hidden field gets the same answer as people, and no mail goes out', async () => {
    for (const [path, person] of [
      ['/', BOB],
      ['/link', CHEN],
    ] as const) {
      const trapped = await post(site, path, { ...form(ALICE), website: 'https://spam.example' })
      expect(trapped).toEqual(await post(site, path, form(person)))
    }
    expect((await recipients()).sort()).toEqual([BOB, CHEN])
  })

  it('within two seconds is asked to send it again, and no mail goes out', async () => {
    const hasty = await openSignUp(site, { waits: false })
    const answer = await post(site, '/', hasty(ALICE))
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('once more')
    expect(await recipients()).toEqual([])
    expect(await people()).toEqual([])
  })
})

describe('two hundred sign-ups', () => {
  it('of one address from everywhere bring it one mail', async () => {
    const spellings = [ALICE, 'Alice@Example.org', ' ALICE@example.org ']
    const answers = await inTurns(200, (i) => post(site, '/', form(spellings[i % 3] ?? ''), fromNetwork(i)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    await post(site, '/link', { email: ALICE }, fromNetwork(200))
    expect(await recipients()).toHaveLength(1)
    expect(await people()).toHaveLength(1)
  })

  it.each(['/', '/link'])(
    'of different addresses from one network bring twenty mails, and do not harm another (%s)',
    async (path) => {
      const ask = (name: string | number, from: string) =>
        post(site, path, form(`alice+${name}@example.org`), { 'x-forwarded-for': from })
      // One household has a whole /24; what stands further left than the proxy's word is the client's invention.
      const answers = await inTurns(200, (i) => ask(i, `${i % 2 ? `198.51.100.${i}, ` : ''}203.0.113.${i}`))
      const accepted = answers.filter(({ status }) => status < 400)
      expect(accepted).toHaveLength(20)
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([accepted[0]?.status, 429]))
      expect((await ask('spoofs', '192.0.2.1, 203.0.113.9')).status).toBe(429)
      expect((await ask('spoofs-v6', '2001:db8::1, ::ffff:203.0.113.9')).status).toBe(429)
      expect((await ask('elsewhere', '203.0.113.9, 192.0.2.1')).status).toBe(accepted[0]?.status)
      const reached = await recipients()
      expect(reached).toHaveLength(21)
      expect(reached).toContain('alice+elsewhere@example.org')
    },
  )
})

describe('whether somebody is subscribed', () => {
  const STATES = ['known', 'unknown', 'pending', 'gone'] as const

  it.each(['/', '/link'])('is told neither by the answer nor by the number of mails (%s)', async (path) => {
    await meetEveryState()
    const answers: Answer[] = []
    for (const [network, name] of STATES.entries())
      answers.push(await post(site, path, form(`alice+${name}@example.org`), fromNetwork(network)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    // Nor by the second time, when the address has had its mail.
    expect(await post(site, path, form('alice+known@example.org'), fromNetwork(9))).toEqual(answers[0])
    expect((await recipients()).sort()).toEqual(STATES.map((name) => `alice+${name}@example.org`).sort())
  })

  it('is not told to who wants to change to that address', async () => {
    await meetEveryState()
    const settings = await settingsOf(BOB)
    const answers: Answer[] = []
    for (const name of STATES) {
      const { body, ...answer } = await post(site, `${settings}/address`, { email: `alice+${name}@example.org` })
      answers.push({ ...answer, headers: withoutLength(answer.headers), body: body.replace(`+${name}@`, '@') })
    }
    expect(answers[0]?.status).toBe(200)
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect((await recipients()).sort()).toEqual(STATES.map((name) => `alice+${name}@example.org`).sort())
  })

  async function meetEveryState() {
    await post(site, '/', form('alice+pending@example.org'))
    await paperboy.nthMail('alice+pending@example.org', 1)
    for (const name of ['known', 'gone']) await settingsOf(`alice+${name}@example.org`)
    const gone = (await paperboy.app.jobs.subscribers.list()).find(({ email }) => email.includes('gone'))
    await post(site, `/u/${tokens.sign('unsubscribe', gone?.id ?? 0)}`)
    await paperboy.waitOutLimits()
    paperboy.smtp.received.length = 0
    expect((await people()).map(([, state]) => state).sort()).toEqual(['active', 'pending', 'unsubscribed'])
  }
})

const tokens = createTokens([SECRET])

/** The path of the settings of a new subscriber. */
async function settingsOf(email: string): Promise<string> {
  const { id } = await paperboy.app.jobs.subscribers.add({ email, keywords: KEYWORDS })
  return `/m/${tokens.sign('manage', id)}`
}

function press(link: string): Promise<Answer> {
  return post(site, new URL(link).pathname)
}

async function people(): Promise<[string, string][]> {
  const { rows } = await paperboy.pool.query<{ email: string; state: string }>(
    'select email, state from subscribers order by id',
  )
  return rows.map(({ email, state }) => [email, state])
}

/** Of every mail, when all that was begun is done: Paperboy ends by it. */
async function recipients(): Promise<string[]> {
  await paperboy.app.close()
  return paperboy.smtp.received.flatMap(({ envelope }) => envelope.to)
}

/** Forty at once. */
async function inTurns(count: number, ask: (index: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  while (answers.length < count) {
    const turn = Array.from({ length: Math.min(40, count - answers.length) }, (_, i) => ask(answers.length + i))
    answers.push(...(await Promise.all(turn)))
  }
  return answers
}

function withoutLength(headers: string[]): string[] {
  return headers.filter((line) => !/^content-length:/i.test(line))
}
