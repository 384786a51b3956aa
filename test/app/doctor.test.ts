import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDns } from '../../src/app/doctor/dns.ts'
import { examine } from '../../src/app/doctor/examine.ts'
import { checkFeed } from '../../src/app/doctor/feed.ts'
import type { Finding } from '../../src/app/doctor/finding.ts'
import { compareClocks, withDatabase } from '../../src/app/doctor/place.ts'
import { checkDkim, checkDmarc, checkSpfRecord } from '../../src/app/doctor/records.ts'
import { checkOutgoingHost, checkRelay } from '../../src/app/doctor/relay.ts'
import { checkOneClick } from '../../src/app/doctor/site.ts'
import { build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { refuse, type ScriptedServer, scriptedServer } from '../arxiv/support/scripted-server.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { startDns, type TestDns } from '../support/dns.ts'
import { rssFeed } from '../support/feeds.ts'
import { type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'

const SECRET = 's'.repeat(40)
const keyPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
const { publicKey, privateKey } = keyPair()

let folder: string
let dns: TestDns
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-doctor-'))
  writeFileSync(join(folder, 'dkim.pem'), privateKey)
  dns = await startDns()
  env = {
    DATA_DIR: folder,
    PAPERBOY_SECRET: SECRET,
    SMTP_URL: 'smtp://relay.example.org',
    MAIL_FROM: 'Paperboy <digest@example.org>',
    BOUNCE_ADDRESS: 'bounces@example.org',
    POSTAL_ADDRESS: '1 Example Street, Sampleton',
    DKIM_DOMAIN: 'example.org',
    DKIM_SELECTOR: 'paperboy',
    DKIM_PRIVATE_KEY_FILE: join(folder, 'dkim.pem'),
  }
})
afterAll(async () => {
  await dns.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  dns.records = new Map(
    Object.entries({
      'TXT example.org': ['some other text', 'v=spf1 mx ip4:192.0.2.0/28 -all'],
      'MX example.org': ['mx.example.org'],
      'A mx.example.org': ['192.0.2.77'],
      'TXT paperboy._domainkey.example.org': [`v=DKIM1; k=rsa; p=${bare(publicKey)}`],
      'TXT _dmarc.example.org': ['v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org'],
      'A relay.example.org': ['192.0.2.7'],
      'AAAA relay.example.org': ['2001:db8::7'],
      'PTR 7.2.0.192.in-addr.arpa': ['relay.example.org'],
    }),
  )
})

const config = (changes: Record<string, string> = {}) => readConfig({ ...env, ...changes })
const names = () => createDns([dns.server])
const set = (key: string, ...values: string[]) => dns.records.set(key, values)
const stateOf = ({ state, says }: Finding) => `${state}: ${says}`

describe('the DKIM record', () => {
  const dkim = async () => stateOf(await checkDkim(config(), names()))
  const name = 'TXT paperboy._domainkey.example.org'

  it('is right where it holds the key that signs, as SubjectPublicKeyInfo or bare', async () => {
    expect(await dkim()).toMatch(/^ok/)
    const pkcs1 = generateKeyPairSync('rsa', { modulusLength: 2048 })
    writeFileSync(join(folder, 'other.pem'), pkcs1.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    set(name, `v=DKIM1; p=${pkcs1.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')}`)
    const other = config({ DKIM_PRIVATE_KEY_FILE: join(folder, 'other.pem') })
    expect(stateOf(await checkDkim(other, names()))).toMatch(/^ok/)
  })

  it('is wrong where it is missing, revoked or of another key, and what to publish is said', async () => {
    set(name, `v=DKIM1; k=rsa; p=${bare(keyPair().publicKey)}`)
    expect(await dkim()).toMatch(/^wrong: .*another key/)
    set(name, 'v=DKIM1; p=')
    expect(await dkim()).toMatch(/^wrong: .*revoked/)
    dns.records.delete(name)
    const finding = await checkDkim(config(), names())
    expect(stateOf(finding)).toMatch(/^wrong: there is no DKIM record at paperboy._domainkey.example.org/)
    expect(finding.mend).toContain(`v=DKIM1; k=rsa; p=${bare(publicKey)}`)
  })

  it('is a matter of the relay where Paperboy does not sign', async () => {
    const unsigned = { ...config(), dkim: null }
    expect((await checkDkim(unsigned, names())).state).toBe('warning')
  })
})

describe('the DMARC record', () => {
  const dmarc = async (changes: Record<string, string> = {}) => stateOf(await checkDmarc(config(changes), names()))

  it('is found at the domain of From or above it, and aligned by DKIM and SPF', async () => {
    expect(await dmarc()).toMatch(/^ok: p=quarantine at _dmarc.example.org: .*DKIM \(example.org\) and SPF/)
    expect(await dmarc({ MAIL_FROM: 'digest@papers.example.org' })).toMatch(/^ok/)
  })

  it('is wrong where it is missing, or nothing is aligned', async () => {
    const elsewhere = { DKIM_DOMAIN: 'example.net', BOUNCE_ADDRESS: 'bounces@example.net' }
    expect(await dmarc(elsewhere)).toMatch(/^wrong: .*not aligned with example.org/)
    expect(await dmarc({ DKIM_DOMAIN: 'example.net' })).toMatch(/^warning/)
    set('TXT _dmarc.example.org', 'v=DMARC1; p=reject; adkim=s; aspf=s')
    const below = { DKIM_DOMAIN: 'mail.example.org', BOUNCE_ADDRESS: 'bounces@mail.example.org' }
    expect(await dmarc(below)).toMatch(/^wrong/)
    dns.records.delete('TXT _dmarc.example.org')
    expect(await dmarc()).toMatch(/^wrong: there is no DMARC record/)
  })
})

describe('the SPF record', () => {
  const record = async () => stateOf(await checkSpfRecord(config(), names()))
  const outgoing = async () => (await checkOutgoingHost(config(), names())).map(stateOf)

  it('must be one, and not let everybody send', async () => {
    expect(await record()).toMatch(/^ok/)
    set('TXT example.org', 'v=spf1 -all', 'v=spf1 mx -all')
    expect(await record()).toMatch(/^wrong: example.org has 2/)
    set('TXT example.org', 'v=spf1 +all')
    expect(await record()).toMatch(/^wrong: .*everybody/)
    set('TXT example.org')
    expect(await record()).toMatch(/^wrong: there is no SPF record/)
  })

  it('is read as servers read it, for each of the relay’s addresses', async () => {
    dns.records.delete('AAAA relay.example.org')
    const verdicts: Record<string, RegExp | null> = {
      'v=spf1 ip4:192.0.2.0/28 -all': null,
      'v=spf1 a:relay.example.org -all': null,
      'v=spf1 mx -all': /^warning: .*fail$/,
      'v=spf1 mx/24 -all': null,
      'v=spf1 include:_spf.example.net ~all': null,
      'v=spf1 redirect=_spf.example.net': null,
      'v=spf1 ?all': /neutral$/,
      'v=spf1 include:loop.example.net -all': /^wrong: .*void/,
      'v=spf1 include:nothing.example.net -all': /^wrong: .*void/,
    }
    set('TXT _spf.example.net', 'v=spf1 ip4:192.0.2.7 -all')
    set('TXT loop.example.net', 'v=spf1 include:loop.example.net -all')
    for (const [text, verdict] of Object.entries(verdicts)) {
      set('TXT example.org', text)
      const spf = (await outgoing()).filter((line) => !line.includes('is called'))
      if (verdict === null) expect(spf, text).toEqual([])
      else expect(spf, text).toEqual([expect.stringMatching(verdict)])
    }
  })
})

describe('the names of the relay’s addresses', () => {
  it('lead back to them, or it is said which do not', async () => {
    const findings = await checkOutgoingHost(config(), names())
    expect(findings.filter(({ check }) => check === 'ptr').map(stateOf)).toEqual([
      expect.stringMatching(/^ok: 192\.0\.2\.7 .* is called relay\.example\.org/),
      expect.stringMatching(/^warning: 2001:db8::7 .* has no name/),
    ])
    set('A relay.example.org', '192.0.2.8')
    set('PTR 8.2.0.192.in-addr.arpa', 'mx.example.org')
    expect((await checkOutgoingHost(config(), names())).map(stateOf)).toContainEqual(
      expect.stringMatching(/called mx\.example\.org, which does not lead back/),
    )
  })

  it('cannot be known where the relay is on this machine', async () => {
    const local = config({ SMTP_URL: 'smtp://127.0.0.1:25' })
    expect(await checkOutgoingHost(local, names())).toMatchObject([{ state: 'warning' }])
  })
})

describe('clocks', () => {
  it('may be seconds apart, and not minutes', () => {
    expect([800, -8_000, 61_000].map((ms) => compareClocks('x', ms).state)).toEqual(['ok', 'warning', 'wrong'])
  })
})

describe('a whole Paperboy', () => {
  let paperboy: Paperboy
  beforeAll(async () => {
    paperboy = await startPaperboy({ PAPERBOY_SECRET: SECRET })
    paperboy.smtp.script.login = { user: 'paperboy', password: 'right' }
    await paperboy.app.jobs.subscribers.add({ email: 'alice@example.org', keywords: ['invented'], hour: '7' })
  })
  afterAll(() => paperboy.close())

  const real = (changes: Record<string, string> = {}) =>
    config({
      DATABASE_URL: String(paperboy.pool.options.connectionString),
      SMTP_URL: paperboy.smtp.url,
      PUBLIC_URL: paperboy.site,
      ARXIV_RSS_URL: paperboy.arxiv.rssUrl,
      ARXIV_CATEGORIES: 'cs.AI',
      ...changes,
    })

  it('is examined in all its parts, and each says how it is', async () => {
    paperboy.arxiv.feeds.set('cs.AI', '<rss/>')
    const findings = await examine(real(), { dns: names() })
    const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]))
    expect(states).toEqual({
      database: 'ok',
      migrations: 'ok',
      secret: 'ok',
      folder: 'ok',
      feed: 'ok',
      clock: 'ok',
      relay: 'ok',
      spf: 'ok',
      dkim: 'ok',
      dmarc: 'ok',
      ptr: 'warning',
      bounces: 'ok',
      // The test's site has no https.
      'one-click': 'wrong',
    })
    for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok')
    expect(findings.at(-1)?.says).toContain('answers POST, but')
    expect((await paperboy.app.jobs.subscribers.list()).map(({ state }) => state)).toEqual(['active'])
  })

  it('is told what is wrong with each part, and never a password', async () => {
    const findings = await examine(
      real({
        DATABASE_URL: 'postgresql://me:s3cret@127.0.0.1:1/none',
        SMTP_URL: 'smtp://paperboy:s3cret@127.0.0.1:1',
        ARXIV_RSS_URL: 'http://127.0.0.1:1/',
        PUBLIC_URL: 'http://127.0.0.1:1',
        BOUNCE_IMAP_URL: 'imap://me:s3cret@127.0.0.1:1',
      }),
      { dns: names() },
    )
    const wrong = findings.filter(({ state }) => state === 'wrong').map(({ check }) => check)
    expect(wrong).toEqual(['database', 'feed', 'relay', 'bounces', 'one-click'])
    expect(JSON.stringify(findings)).not.toContain('s3cret')
  })

  it('says of another secret that the links are dead', async () => {
    const findings = await examine(real({ PAPERBOY_SECRET: 'o'.repeat(40) }), { dns: names() })
    const says = (check: string) => findings.find((one) => one.check === check)?.says
    expect(says('secret')).toContain('another secret')
    expect(says('one-click')).toContain('another secret')
  })

  it('without a relay and an address is told what is missing, and nothing is wrong', async () => {
    const { SMTP_URL: _, BOUNCE_ADDRESS: __, PUBLIC_URL: ___, ...little } = env
    const findings = await examine(
      readConfig({
        ...little,
        DATABASE_URL: String(paperboy.pool.options.connectionString),
        ARXIV_RSS_URL: paperboy.arxiv.rssUrl,
        ARXIV_CATEGORIES: 'cs.AI',
      }),
      { dns: names() },
    )
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
    const missing = findings.filter(({ state }) => state === 'warning').map(({ mend }) => mend)
    expect(missing).toEqual(['set SMTP_URL', 'set PUBLIC_URL'])
  })

  it('logs in at its relay, or is told that it can’t', async () => {
    const { port } = paperboy.smtp
    expect(stateOf(await checkRelay(paperboy.smtp.url, null))).toMatch(/^ok/)
    expect(stateOf(await checkRelay(`smtp://paperboy:wrong@127.0.0.1:${port}`, null))).toMatch(/^wrong/)
  })
})

describe('the request to arXiv', () => {
  const INTERVAL_MS = 250
  let url: string
  let arxiv: ScriptedServer
  beforeEach(async () => {
    url = await cloneTemplate()
    arxiv = await scriptedServer((res, req) => {
      const category = req.url?.replace('/rss/', '') ?? ''
      res.end(rssFeed(category, '2026-05-11', [{ paper: paper(1), type: 'new' }]))
    })
  })
  afterEach(async () => {
    await arxiv.close()
    await dropDatabase(url)
  })
  const settings = (changes: Record<string, string> = {}) =>
    config({
      DATABASE_URL: url,
      ARXIV_RSS_URL: `${arxiv.origin}/rss/`,
      ARXIV_OAI_URL: `${arxiv.origin}/oai`,
      ARXIV_API_URL: `${arxiv.origin}/api`,
      ARXIV_CATEGORIES: 'cs.AI,cs.CL,cs.CV,cs.LG,cs.RO',
      ARXIV_MIN_INTERVAL_MS: String(INTERVAL_MS),
      LOG_LEVEL: 'silent',
      ...changes,
    })
  const feed = async (changes?: Record<string, string>) => {
    const findings = await withDatabase(settings(changes), (reached) =>
      checkFeed(settings(changes), () => new Date(), reached),
    )
    return findings.filter(({ check }) => check === 'feed').map(stateOf)
  }

  it('has its turn among those of an ingest that runs, and says that it waited', async () => {
    const app = await build(settings())
    try {
      const ingest = app.jobs.ingest({})
      await vi.waitFor(() => expect(arxiv.seen).not.toEqual([]))
      expect(await feed()).toEqual([
        expect.stringMatching(/^ok: .*cs\.AI answers with a feed, after \d+\.\d s of waiting for our turn/),
      ])
      await ingest
    } finally {
      await app.close()
    }
    const gaps = arxiv.seen.slice(1).map(({ at }, index) => at - (arxiv.seen[index]?.at ?? 0))
    expect(arxiv.seen.filter(({ path }) => path.startsWith('/rss/'))).toHaveLength(6)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(INTERVAL_MS)
    expect(arxiv.most).toBe(1)
  })

  it('is not made while arXiv wants to be left alone, and hands on what it is told itself', async () => {
    expect(await feed()).toEqual([expect.stringMatching(/^ok: .* answers with a feed$/)])
    await arxiv.close()
    arxiv = await scriptedServer(refuse(503, { 'retry-after': '3600' }))
    expect(await feed({ ARXIV_MIN_INTERVAL_MS: '0' })).toEqual([expect.stringMatching(/^wrong: .* status 503$/)])
    expect(await feed()).toEqual([
      expect.stringMatching(/^warning: .* was not asked for, because arXiv wants us back in 3,/),
    ])
    expect(arxiv.seen).toHaveLength(1)
  })

  it.each(['', '<html><body>arXiv is down for maintenance</body></html>', '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'])(
    'is no feed where the answer is %j',
    async (body) => {
      await arxiv.close()
      arxiv = await scriptedServer((res) => res.end(body))
      expect(await feed()).toEqual([expect.stringMatching(/^wrong: .* answers, but with no feed$/)])
    },
  )

  it('is made out of turn where the database is away, and says so', async () => {
    const away = 'postgresql://me:secret@127.0.0.1:1/none'
    expect(await feed({ DATABASE_URL: away })).toEqual([
      expect.stringMatching(/^ok: .* answers with a feed, asked for out of turn/),
    ])
  })
})

describe('the one-click link', () => {
  it('is refused where something else answers, or sends on', async () => {
    let location = ''
    const server = createServer((_, response) => {
      response.writeHead(location ? 301 : 200, location ? { location } : {}).end('a parked page')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const site = config({ PUBLIC_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    expect(stateOf(await checkOneClick(site))).toMatch(/^wrong: it is no Paperboy/)
    location = 'https://paperboy.example.org/'
    expect(stateOf(await checkOneClick(site))).toMatch(/^wrong: .*redirects POST/)
    await new Promise((resolve) => server.close(resolve))
  })
})
