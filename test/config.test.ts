import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeConfig, readConfig } from '../src/config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (env: Record<string, string>) => readConfig({ DATA_DIR: join(folder, 'data'), ...env })

describe('the configuration', () => {
  it('works with nothing set, and sends nothing anywhere', () => {
    const config = read({})
    expect(config).toMatchObject({ databaseUrl: null, smtpUrl: null, dkim: null, port: 8080, logLevel: null })
    expect(config.arxiv.categories).toEqual('cs.AI cs.CL cs.CV cs.IR cs.LG cs.MA cs.NE cs.RO stat.ML'.split(' '))
    expect(config.arxiv.minIntervalMs).toBe(3000)
  })

  it('takes an empty variable for an unset one', () => {
    expect(read({ PORT: '', SMTP_URL: ' ' })).toMatchObject({ port: 8080, smtpUrl: null })
  })

  it('reports every error at once: the variable, what it got, what it accepts', () => {
    const attempt = () =>
      read({
        PORT: '80800',
        DATABASE_URL: 'mysql://alice:hidden@localhost/x',
        SMTP_URL: 'mail.example.org',
        MAIL_FROM: 'nobody',
        ARXIV_CATEGORIES: 'cs.AI, <script>',
        ARXIV_MIN_INTERVAL_MS: '-1',
        LOG_LEVEL: 'loud',
        PAPERBOY_SECRET: 'short',
        DKIM_DOMAIN: 'example.org',
      })
    expect(attempt).toThrow(expect.objectContaining({ code: 'config' }))
    const message = messageOf(attempt)
    expect(message).toMatch(/9 errors/)
    for (const part of [
      'PORT is "80800": it must be a whole number from 0 to 65,535',
      'DATABASE_URL is "mysql://alice:********@localhost/x": it must be a URL that begins with postgres://',
      'SMTP_URL is "mail.example.org"',
      'MAIL_FROM is "nobody"',
      'ARXIV_CATEGORIES is "cs.AI, <script>"',
      'ARXIV_MIN_INTERVAL_MS is "-1"',
      'LOG_LEVEL is "loud": it must be one of trace, debug',
      'PAPERBOY_SECRET is 5 characters long: it must be at least 32 characters',
      'DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE unset, while DKIM_DOMAIN is set',
    ])
      expect(message).toContain(part)
    expect(message).not.toContain('hidden')
  })

  it('says how mail is handed over and how fast, and refuses what can not be', () => {
    expect(read({}).smtp).toEqual({
      tls: null,
      connections: 5,
      messagesPerConnection: 100,
      rate: null,
      domainRate: null,
      ramp: false,
    })
    const set = { SMTP_TLS: 'require', SMTP_CONNECTIONS: '10', SMTP_RATE: '12.5', SMTP_DOMAIN_RATE: '0.5', RAMP: 'on' }
    expect(read(set).smtp).toMatchObject({ tls: 'require', connections: 10, rate: 12.5, domainRate: 0.5, ramp: true })
    const message = messageOf(() =>
      read({ SMTP_TLS: 'yes', SMTP_CONNECTIONS: '0', SMTP_RATE: 'fast', SMTP_DOMAIN_RATE: '0', RAMP: '1' }),
    )
    expect(message).toMatch(/5 errors/)
    for (const part of ['SMTP_TLS is "yes"', 'SMTP_CONNECTIONS is "0"', 'SMTP_RATE is "fast"', 'RAMP is "1"'])
      expect(message).toContain(part)
  })

  it('never lets a password cross a network in the clear', () => {
    const prefer = (url: string) => read({ SMTP_TLS: 'prefer', SMTP_URL: url }).smtp.tls
    expect(() => prefer('smtp://bob:secret@mail.example.org')).toThrow(/SMTP_TLS is "prefer": it must be require where/)
    for (const url of ['smtp://bob:secret@localhost', 'smtps://bob:secret@mail.example.org', 'smtp://mail.example.org'])
      expect(prefer(url)).toBe('prefer')
  })

  it('makes a secret once and keeps it for its owner alone', () => {
    const first = read({}).secrets[0]
    expect(first.length).toBeGreaterThanOrEqual(32)
    expect(read({}).secrets).toEqual([first])
    expect(statSync(join(folder, 'data', 'secret')).mode & 0o777).toBe(0o600)
    const ring = [`${'x'.repeat(40)}`, `${'y'.repeat(40)}`]
    expect(read({ PAPERBOY_SECRET: ring.join(' ') }).secrets).toEqual(ring)
  })

  it('says what is wrong with a data folder that can’t be used', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    expect(() => read({ DATA_DIR: join(file, 'data') })).toThrow(/DATA_DIR .*a-file.*can't be used/)
    const damaged = join(folder, 'damaged')
    mkdirSync(damaged)
    writeFileSync(join(damaged, 'secret'), 'x')
    chmodSync(join(damaged, 'secret'), 0o600)
    expect(() => read({ DATA_DIR: damaged })).toThrow(/secret is damaged/)
  })

  it('splits a sender into name and address', () => {
    expect(read({ MAIL_FROM: 'The Paperboy <digest@Bücher.example>' }).mailFrom).toEqual({
      name: 'The Paperboy',
      address: 'digest@xn--bcher-kva.example',
    })
    expect(read({ MAIL_FROM: 'digest@example.org' }).mailFrom.name).toBe('Paperboy')
    expect(messageOf(() => read({ MAIL_FROM: 'x\r\nBcc: bob@example.org <a@example.org>' }))).toContain('MAIL_FROM')
  })

  it('reads a DKIM key, and says which file holds none', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const file = join(folder, 'dkim.pem')
    writeFileSync(file, privateKey)
    const names = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'paperboy' }
    expect(read({ ...names, DKIM_PRIVATE_KEY_FILE: file }).dkim).toEqual({
      domain: 'example.org',
      selector: 'paperboy',
      privateKey: readFileSync(file, 'utf8'),
    })
    expect(() => read({ ...names, DKIM_PRIVATE_KEY_FILE: join(folder, 'none.pem') })).toThrow(/no such file/)
    writeFileSync(file, 'not a key')
    expect(() => read({ ...names, DKIM_PRIVATE_KEY_FILE: file })).toThrow(/no readable RSA key/)
  })

  it('waits six hours for an edition, and tells an operator who can be reached', () => {
    expect(read({}).editions).toEqual({ deadlineHours: 6, operatorEmail: null })
    const set = { EDITION_DEADLINE_HOURS: '0', OPERATOR_EMAIL: 'Chen@Example.org' }
    expect(read(set).editions).toEqual({ deadlineHours: 0, operatorEmail: 'Chen@example.org' })
    const message = messageOf(() => read({ EDITION_DEADLINE_HOURS: '-1', OPERATOR_EMAIL: 'chen' }))
    expect(message).toContain('EDITION_DEADLINE_HOURS is "-1": it must be a whole number from 0 to 48')
    expect(message).toContain('OPERATOR_EMAIL is "chen": it must be an email address')
  })

  it('takes an address and a mailbox for bounces', () => {
    const { bounces } = read({
      BOUNCE_ADDRESS: 'bounces@Example.org',
      BOUNCE_IMAP_URL: 'imaps://me%40example.org:p4%2Fss@imap.example.org/INBOX/Bounces',
    })
    expect(bounces.address).toBe('bounces@example.org')
    expect(bounces.mailbox).toMatchObject({
      port: 993,
      user: 'me@example.org',
      password: 'p4/ss',
      folder: 'INBOX/Bounces',
    })
    expect(() => read({ BOUNCE_ADDRESS: `${'b'.repeat(31)}@example.org` })).toThrow(/BOUNCE_ADDRESS.*at most 30/)
    expect(() => read({ BOUNCE_IMAP_URL: 'imaps://imap.example.org' })).toThrow(/BOUNCE_IMAP_URL.*user and password/)
    expect(() => read({ BOUNCE_IMAP_URL: 'imaps://a:b@imap.example.org' })).toThrow(/BOUNCE_ADDRESS unset/)
    const refused = messageOf(() => read({ BOUNCE_IMAP_URL: 'pop3://me:p4ss@example.org' }))
    expect(refused).not.toContain('p4ss')
  })

  it('takes name servers, with a port where they have one', () => {
    const servers = '192.0.2.53 192.0.2.54:5353, [2001:db8::53]:5353 2001:db8::54'
    expect(read({ DNS_SERVERS: servers }).dnsServers).toEqual(servers.split(/[, ]+/))
    for (const wrong of ['dns.example.org', '192.0.2.53:x', ','])
      expect(() => read({ DNS_SERVERS: wrong })).toThrow(/DNS_SERVERS/)
  })

  it('is printed with every secret masked', () => {
    const printed = JSON.stringify(
      describeConfig(
        read({
          DATABASE_URL: 'postgresql://paperboy:p4ss@db.example.org/paperboy',
          SMTP_URL: 'smtp://user:w0rd@mail.example.org:587',
          PAPERBOY_SECRET: 's'.repeat(40),
          BOUNCE_ADDRESS: 'bounces@example.org',
          BOUNCE_IMAP_URL: 'imaps://user:b0unce@imap.example.org',
          TRANSLATORS: 'deepl openai',
          DEEPL_API_KEY: 'd33p',
          OPENAI_API_KEY: '0p3n',
          OPENAI_MODEL: 'qwen',
        }),
      ),
    )
    expect(printed).toContain('postgresql://paperboy:********@db.example.org/paperboy')
    expect(printed).not.toMatch(/p4ss|w0rd|sssss|d33p|0p3n|b0unce/)
  })

  it('translates nothing unless translators are named, in their order', () => {
    expect(read({}).translation.translators).toEqual([])
    expect(read({ TRANSLATORS: 'none', OPENAI_API_KEY: 'unused' }).translation.translators).toEqual([])
    const { translation } = read({
      TRANSLATORS: 'deepl, openai apertium LibreTranslate',
      DEEPL_API_KEY: 'd33p:fx',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/',
      OPENAI_MODEL: 'qwen',
      LIBRETRANSLATE_URL: 'http://127.0.0.1:5000',
      TRANSLATE_CONCURRENCY: '4',
    })
    expect(translation).toEqual({
      translators: [
        { kind: 'deepl', key: 'd33p:fx', baseUrl: undefined },
        { kind: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen', key: undefined },
        { kind: 'apertium', baseUrl: 'http://127.0.0.1:2737' },
        { kind: 'libretranslate', baseUrl: 'http://127.0.0.1:5000', key: undefined },
      ],
      concurrency: 4,
      requestsPerMinute: 60,
      charactersPerDay: 500_000,
    })
  })

  it('takes no key that no header can carry, and does not tell it', () => {
    const keys = { OPENAI_MODEL: 'm', OPENAI_API_KEY: 's3cret…', DEEPL_API_KEY: 's3\ncret' }
    const message = messageOf(() => read({ TRANSLATORS: 'openai deepl', ...keys }))
    expect(message).toContain("OPENAI_API_KEY can't be used: it must be ASCII without blanks")
    expect(message).toContain("DEEPL_API_KEY can't be used")
    expect(message).not.toMatch(/s3/)
  })

  it('reports every error of the translators at once, by name, and no key', () => {
    const message = messageOf(() =>
      read({
        TRANSLATORS: 'openai deepl libretranslate apertium google',
        APERTIUM_URL: 'sk-s3cret',
        LIBRETRANSLATE_URL: 'http://alice:s3cret@127.0.0.1:5000',
        TRANSLATE_CONCURRENCY: '0',
        TRANSLATE_CHARACTERS_PER_DAY: 'many',
      }),
    )
    for (const part of [
      '8 errors',
      'not there: google',
      'OPENAI_MODEL is unset, while TRANSLATORS names openai',
      'OPENAI_API_KEY is unset, while TRANSLATORS names openai',
      'DEEPL_API_KEY is unset, while TRANSLATORS names deepl',
      "LIBRETRANSLATE_URL can't be used",
      "APERTIUM_URL can't be used",
      'TRANSLATE_CONCURRENCY is "0": it must be a whole number from 1 to 50',
      'TRANSLATE_CHARACTERS_PER_DAY is "many"',
    ])
      expect(message).toContain(part)
    expect(message).not.toContain('s3cret')
  })

  it('is described in full by .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    for (const name of Object.keys(describeConfig(read({})))) expect(example).toMatch(new RegExp(`^# ${name}=`, 'm'))
  })
})

function messageOf(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('nothing was thrown')
}
