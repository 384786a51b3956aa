import { generateKeyPairSync } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildMessage, type DigestMail, type MailMessage } from '../../src/mail/message.ts'
import { createDigestRenderer, type DigestRenderer } from '../../src/mail/render-digest.ts'
import { createSmtpTransport, type SmtpOptions } from '../../src/mail/smtp.ts'
import type { MailTransport } from '../../src/mail/transport.ts'
import { bigDigest, LINKS, SENDER } from '../support/digests.ts'
import { type SmtpScript, startSmtp, type TestSmtp } from '../support/smtp.ts'

const DOMAIN = 'paperboy.example.org'
const RSA = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

let renderer: DigestRenderer
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  renderer = await createDigestRenderer({ sender: SENDER })
})

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

describe('a digest over SMTP', () => {
  it.each(['en', 'zh'] as const)(
    'of 40 papers arrives whole, text first, in lines that any relay takes (%s)',
    async (language) => {
      const { smtp, transport } = await relay()
      const digest = bigDigest(40, language)
      const sent = message({ html: renderer.render(digest, LINKS), text: '论文 and words\n'.repeat(3_000), language })
      expect(await transport.send(sent)).toEqual({ response: expect.stringMatching(/^250 /) })

      const [mail] = smtp.received
      expect(mail?.envelope).toEqual({ from: `digest@${DOMAIN}`, to: ['alice@example.org'] })
      const source = mail?.raw.toString('latin1') ?? ''
      for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
      const parts = partsOf(source)
      expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html'])
      expect(parts[0]?.content).toBe('论文 and words\r\n'.repeat(3_000))
      expect(parts[1]?.content.replace(/\r\n/g, '\n')).toBe(renderer.render(digest, LINKS))
    },
  )

  it('carries the one-click headers unfolded', async () => {
    const { smtp, transport } = await relay()
    await transport.send(message({}))
    const source = `\r\n${smtp.received[0]?.raw.toString('latin1')}`
    expect(source).toContain(`\r\nList-Unsubscribe: <${LINKS.unsubscribe}>\r\n`)
    expect(source).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
    expect(source).toContain(`\r\nList-ID: Paperboy <digest.${DOMAIN}>\r\n`)
  })

  it.each(['en', 'zh'] as const)('is signed, the one-click headers too (%s)', async (language) => {
    const { smtp, transport } = await relay(
      {},
      { dkim: { domain: DOMAIN, selector: 'one', privateKey: RSA.privateKey } },
    )
    await transport.send(
      message({ html: renderer.render(bigDigest(20, language), LINKS), language, subject: '论文 12' }),
    )
    const raw = smtp.received[0]?.raw ?? Buffer.alloc(0)
    const { results } = await dkimVerify(raw, { resolver: dnsWith(RSA.publicKey) })
    expect(results.map(({ status, signingDomain }) => [status.result, signingDomain])).toEqual([['pass', DOMAIN]])
    const signed = signedHeaders(raw)
    for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'])
      expect(signed).toContain(name)
    for (const name of ['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'])
      expect(signed).toContain(name)
  })

  it('fails its signature when somebody changes the unsubscribe link', async () => {
    const { smtp, transport } = await relay(
      {},
      { dkim: { domain: DOMAIN, selector: 'one', privateKey: RSA.privateKey } },
    )
    await transport.send(message({}))
    const forged = smtp.received[0]?.raw.toString('latin1').replace('/u/1z', '/u/2z') ?? ''
    const { results } = await dkimVerify(Buffer.from(forged, 'latin1'), { resolver: dnsWith(RSA.publicKey) })
    expect(results[0]?.status.result).not.toBe('pass')
  })

  it('goes through one connection after the other, and several at once', async () => {
    const { smtp, transport } = await relay({}, { maxConnections: 3 })
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, smtp.connections())
    }, 1)
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        transport.send(message({ to: `reader${i}@example.org`, messageId: `${i}@x.org` })),
      ),
    )
    clearInterval(watch)
    expect(new Set(smtp.received.map(({ envelope }) => envelope.to[0])).size).toBe(60)
    expect(most).toBeLessThanOrEqual(3)
  })

  it('logs in where the relay asks for it', async () => {
    const login = { user: 'paper boy', password: 'p@ss/word' }
    const { smtp, transport } = await relay({ login }, {}, 'paper%20boy:p%40ss%2Fword@')
    await transport.send(message({}))
    expect(smtp.received).toHaveLength(1)
    expect(transport.describe()).toBe(`SMTP relay 127.0.0.1:${smtp.port} as paper boy`)
  })
})

describe('closing the transport', () => {
  it('finishes the mail in hand, and leaves no connection behind', async () => {
    const { smtp, transport } = await relay()
    const sending = [1, 2, 3].map((i) => transport.send(message({ messageId: `${i}@example.org` })))
    await transport.close()
    expect(await Promise.all(sending)).toHaveLength(3)
    expect(smtp.received).toHaveLength(3)
    await waitUntil(() => smtp.connections() === 0)
  })

  it('refuses mail from then on', async () => {
    const { transport } = await relay()
    await transport.close()
    await expect(transport.send(message({}))).rejects.toThrow(/not sent/)
  })

  it('can be done before anything was sent, and twice', async () => {
    const { transport } = await relay()
    await transport.close()
    await transport.close()
  })
})

describe('a transport that can not work', () => {
  it.each(['', 'mail.example.org', 'https://mail.example.org', 'smtp://'])('is refused: SMTP_URL %j', (url) => {
    expect(() => createSmtpTransport({ url })).toThrow(/SMTP_URL is no URL of a mail relay: write it like/)
  })

  it.each(['smtp://alice:100%pure@mail.example.org', 'smtp://alice:%ff@mail.example.org'])(
    'is told how to write a %%: SMTP_URL %j',
    (url) => {
      expect(() => createSmtpTransport({ url })).toThrow(
        expect.objectContaining({
          code: 'config',
          message: 'SMTP_URL is a URL with a % in its password that stands for nothing: write %25 for a %',
        }),
      )
    },
  )

  it.each(['smtp://alice:1#secret@mail.example.org', 'smtp://alice:1/secret@mail.example.org', 'smtp://host:1?secret'])(
    'is told how to write what a URL would end at, not whom it would have called: SMTP_URL %j',
    (url) => {
      expect(() => createSmtpTransport({ url })).toThrow(
        /^SMTP_URL is a URL that goes on after host and port(?!.*secret)/,
      )
    },
  )

  it('is refused a password without a user', () => {
    expect(() => createSmtpTransport({ url: 'smtp://:secret@mail.example.org' })).toThrow(/password and no user/)
  })

  it('says no password in its description or its errors', () => {
    expect(createSmtpTransport({ url: 'smtps://bob:secret@mail.example.org' }).describe()).toBe(
      'SMTP relay mail.example.org:465 as bob',
    )
    expect(() => createSmtpTransport({ url: 'bob:secret@mail.example.org' })).toThrow(/^((?!secret).)*$/)
  })

  it('is refused a DKIM key that it would not sign with', () => {
    const { privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    for (const key of [privateKey, 'no key'])
      expect(() =>
        createSmtpTransport({ url: 'smtp://localhost', dkim: { domain: DOMAIN, selector: 's', privateKey: key } }),
      ).toThrow(/RSA private key/)
  })
})

async function relay(
  script: SmtpScript = {},
  options: Partial<SmtpOptions> = {},
  login = '',
): Promise<{ smtp: TestSmtp; transport: MailTransport }> {
  const smtp = await startSmtp(script)
  const transport = createSmtpTransport({ url: smtp.url.replace('//', `//${login}`), ...options })
  opened.push(smtp, transport)
  return { smtp, transport }
}

function message(changes: Partial<DigestMail>): MailMessage {
  return buildMessage({
    from: { name: 'Paperboy', address: `digest@${DOMAIN}` },
    to: 'alice@example.org',
    subject: '12 papers on k-means, 11 May 2026',
    text: 'Plain words.\n',
    html: '<p>Plain words.</p>',
    language: 'en',
    edition: '2026-05-11',
    date: new Date('2026-05-11T05:00:00Z'),
    messageId: `digest.2026-05-11.00@${DOMAIN}`,
    publicUrl: `https://${DOMAIN}`,
    unsubscribeUrl: LINKS.unsubscribe,
    ...changes,
  })
}

/** The parts of a multipart message, decoded. */
function partsOf(source: string): { type: string; content: string }[] {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1]
  return source
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...body] = part.replace(/\r\n$/, '').split('\r\n\r\n')
      const coded = body.join('\r\n\r\n')
      const bytes = /base64/.test(head)
        ? Buffer.from(coded, 'base64')
        : Buffer.from(
            coded
              .replace(/=\r\n/g, '')
              .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          )
      return { type: /Content-Type: ([\w/]+)/.exec(head)?.[1] ?? '', content: bytes.toString('utf8') }
    })
}

/** A DNS that knows one record: the key of selector "one". */
function dnsWith(publicKey: string) {
  const key = publicKey.replace(/-----[^-]+-----|\s/g, '')
  return async (name: string, type: string): Promise<string[][]> => {
    if (name === `one._domainkey.${DOMAIN}` && type === 'TXT') return [[`v=DKIM1; k=rsa; p=${key}`]]
    throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' })
  }
}

function signedHeaders(raw: Buffer): string[] {
  const field = /^DKIM-Signature:[\s\S]*?\r\n(?![ \t])/im.exec(raw.toString('latin1'))?.[0] ?? ''
  return (
    /[; \t]h=([^;]+)/
      .exec(field.replace(/\r\n[ \t]+/g, ''))?.[1]
      ?.toLowerCase()
      .split(':') ?? []
  )
}

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await wait(10)
  expect(condition()).toBe(true)
}
