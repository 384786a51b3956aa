import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { buildMessage, type MailMessage } from '../../src/mail/message.ts'
import { createSmtpTransport, type SmtpOptions } from '../../src/mail/smtp.ts'
import { classify } from '../../src/mail/smtp-error.ts'
import type { MailTransport } from '../../src/mail/transport.ts'
import { LINKS } from '../support/digests.ts'
import { type Deed, type ScriptedSmtp, startScriptedSmtp, VERBS, type Verb } from '../support/scripted-smtp.ts'

/** What becomes of the mail at hand: the verdict's outcome, whom else it holds up, and what its address comes to. */
type Fate = 'sent' | `${string}`

const DEEDS = [
  '421 4.3.2 closing',
  '450 later',
  '451 local error',
  '452 no space',
  '454 not now',
  '550 5.1.1 no such mailbox',
  '552 5.2.2 mailbox full',
  'drop',
  'hang',
  'garbage',
  'accept and drop',
] as const satisfies readonly Deed[]

const EVERYONE_WAITS = 'transient, pool, patience'
const TRIED_AGAIN = 'transient, recipient'
const STOP = 'fatal, pool'

/** Without a session nobody's mail would have come further. */
const NO_SESSION: Record<(typeof DEEDS)[number], Fate> = {
  '421 4.3.2 closing': EVERYONE_WAITS,
  '450 later': EVERYONE_WAITS,
  '451 local error': EVERYONE_WAITS,
  '452 no space': EVERYONE_WAITS,
  '454 not now': EVERYONE_WAITS,
  '550 5.1.1 no such mailbox': STOP,
  '552 5.2.2 mailbox full': STOP,
  drop: 'transient, pool',
  hang: 'transient, pool',
  garbage: 'transient, pool',
  'accept and drop': 'transient, pool',
}

/** Nobody was named yet, so all mail would meet a refusal; silence may be about this one. */
const SESSION: typeof NO_SESSION = {
  ...NO_SESSION,
  drop: TRIED_AGAIN,
  hang: TRIED_AGAIN,
  garbage: TRIED_AGAIN,
  'accept and drop': TRIED_AGAIN,
}

const RECIPIENT: typeof SESSION = {
  ...SESSION,
  '450 later': 'transient, recipient, patience',
  '451 local error': 'transient, domain, patience',
  '550 5.1.1 no such mailbox': 'rejected, recipient, now',
  '552 5.2.2 mailbox full': 'rejected, recipient, count',
}

const AFTER_THE_MAIL: typeof SESSION = {
  '421 4.3.2 closing': 'sent',
  '450 later': 'sent',
  '451 local error': 'sent',
  '452 no space': 'sent',
  '454 not now': 'sent',
  '550 5.1.1 no such mailbox': 'sent',
  '552 5.2.2 mailbox full': 'sent',
  drop: 'sent',
  hang: 'sent',
  garbage: 'sent',
  'accept and drop': 'sent',
}

const OUTCOMES: Record<Verb, typeof SESSION> = {
  connect: NO_SESSION,
  EHLO: NO_SESSION,
  STARTTLS: NO_SESSION,
  AUTH: NO_SESSION,
  'MAIL FROM': SESSION,
  'RCPT TO': RECIPIENT,
  DATA: RECIPIENT,
  'final dot': {
    ...RECIPIENT,
    '451 local error': EVERYONE_WAITS,
    drop: 'uncertain, recipient',
    hang: 'uncertain, recipient',
    garbage: 'uncertain, recipient',
    'accept and drop': 'uncertain, recipient',
  },
  RSET: AFTER_THE_MAIL,
  QUIT: AFTER_THE_MAIL,
}

const CASES = VERBS.flatMap((verb) => DEEDS.map((deed) => [verb, deed, OUTCOMES[verb][deed]] as const))
/** Only silence is waited for: everything else may take as long as a busy machine likes. */
const PATIENCE = { connection: 5_000, command: 5_000, block: 5_000, finalDot: 5_000, courtesy: 5_000 }
const SHORT = { connection: 1_500, command: 800, block: 800, finalDot: 800, courtesy: 300 }

describe.each([
  ['asked one thing after the other', []],
  ['asked several things at once (PIPELINING)', ['PIPELINING']],
])('a relay %s', (_, extensions) => {
  it.concurrent.each(CASES)('at %s says or does "%s": %s, and takes the next mail once', async (verb, deed, fate) => {
    const smtp = await startScriptedSmtp({ extensions, tls: true })
    const transport = connect(smtp, {
      maxConnections: 1,
      maxMessages: verb === 'QUIT' ? 1 : 100,
      timeouts: deed === 'hang' ? SHORT : PATIENCE,
    })
    // A refusal is what makes a connection begin anew with RSET.
    if (verb === 'RSET') {
      smtp.misbehave('RCPT TO', '550 5.1.1 no such mailbox')
      expect(await fateOf(transport, 'refused')).toMatch(/^rejected/)
    }
    smtp.misbehave(verb, deed)
    expect(await fateOf(transport, 'first')).toBe(fate)
    expect(await fateOf(transport, 'second')).toBe('sent')

    const count = (id: string) => smtp.taken.filter((taken) => taken === `${id}@example.org`).length
    expect(count('second')).toBe(1)
    if (fate === 'sent') expect(count('first')).toBe(1)
    else expect(count('first')).toBe(verb === 'final dot' && deed === 'accept and drop' ? 1 : 0)
    await transport.close()
    await until(() => smtp.connections() === 0)
    await smtp.close()
  })
})

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

describe('a connection kept open', () => {
  it('serves one mail after the other, and is ended after so many', async () => {
    const { smtp, transport } = await relay(['PIPELINING'], { maxConnections: 1, maxMessages: 3 })
    for (const id of ['1', '2', '3', '4']) await transport.send(message(id))
    expect(smtp.conversations.map((said) => said.filter((verb) => verb === 'final dot').length)).toEqual([3, 1])
    expect(smtp.conversations[0]?.at(-1)).toBe('QUIT')
  })

  it.each([undefined, '421 4.4.2 idle for too long'])(
    'that the relay ends while nobody uses it is no failure of the next mail (its last word: %s)',
    async (word) => {
      const { smtp, transport } = await relay()
      await transport.send(message('1'))
      smtp.cutAll(word)
      await until(() => smtp.connections() === 0)
      await transport.send(message('2'))
      expect(smtp.taken).toEqual(['1@example.org', '2@example.org'])
    },
  )

  it.each(['drop', '421 4.4.2 idle for too long'] as const)(
    'that ends just when the next mail is announced (%s) is no failure of it either, and costs one try',
    async (deed) => {
      const { smtp, transport } = await relay()
      await transport.send(message('1'))
      smtp.misbehave('MAIL FROM', deed)
      await transport.send(message('2'))
      expect(smtp.taken).toEqual(['1@example.org', '2@example.org'])

      smtp.misbehave('MAIL FROM', deed, 2)
      expect(await fateOf(transport, '3')).toMatch(/^transient/)
      expect(await fateOf(transport, '4')).toBe('sent')
    },
  )

  it('is ended when nobody uses it', async () => {
    const { smtp, transport } = await relay(['PIPELINING'], { idle: 20 })
    await transport.send(message('1'))
    await until(() => smtp.connections() === 0)
    expect(smtp.conversations[0]?.at(-1)).toBe('QUIT')
  })

  it('gathers no listeners, whatever becomes of its mails', async () => {
    const { smtp, transport } = await relay(['PIPELINING'], { maxConnections: 1 })
    await transport.send(message('0'))
    const before = clientListeners(smtp.port)
    for (let i = 0; i < 40; i++) {
      if (i % 2 === 0) smtp.misbehave('RCPT TO', '550 5.1.1 no such mailbox')
      await fateOf(transport, String(i))
    }
    expect(smtp.conversations).toHaveLength(1)
    expect(clientListeners(smtp.port)).toEqual(before)
    expect(before).toHaveLength(1)
  })
})

describe('closing', () => {
  it.each(['connect', 'MAIL FROM', 'final dot'] as const)(
    'waits for a relay that hangs at %s only so long, and tells how far its mail had come',
    async (verb) => {
      const { smtp, transport } = await relay(['PIPELINING'], { maxConnections: 1, lastPatience: 50 })
      smtp.misbehave(verb, 'hang')
      const fate = fateOf(transport, '1')
      const next = fateOf(transport, '2')
      await until(() => smtp.conversations.flat().includes(verb))
      await transport.close()
      expect(await fate).toMatch(verb === 'final dot' ? /^uncertain/ : /^transient/)
      expect(await next).toMatch(/^transient/)
      await until(() => smtp.connections() === 0)
    },
  )
})

describe('a relay that is one reply ahead', () => {
  it('does not have a mail counted as sent that it did not take', async () => {
    const { smtp, transport } = await relay([], { maxConnections: 1 })
    // Two replies at once: the second would be taken for the next command's, and so on to the message's.
    smtp.misbehave(
      'MAIL FROM',
      '250 2.1.0 ok\r\n250 2.1.0 ok again\r\n250 2.1.0 and again\r\n250 2.1.0 and again' as Deed,
    )
    expect(await fateOf(transport, '1')).not.toBe('sent')
    expect(await fateOf(transport, '2')).toBe('sent')
    expect(smtp.taken.at(-1)).toBe('2@example.org')
  })
})

describe('encryption', () => {
  it.each([[[]], [['PIPELINING']]])(
    'where it is required and not offered, nothing leaves: fatal (extensions %j)',
    async (extensions) => {
      const smtp = await startScriptedSmtp({ extensions })
      const transport = createSmtpTransport({ url: smtp.url, tls: 'require', timeouts: PATIENCE })
      opened.push(smtp, transport)
      expect(await fateOf(transport, '1')).toBe(STOP)
      expect(smtp.conversations.flat()).not.toContain('MAIL FROM')
    },
  )

  it('where it is preferred and fails, the mail goes in the clear', async () => {
    const smtp = await startScriptedSmtp({ tls: true })
    const transport = createSmtpTransport({ url: smtp.url, tls: 'prefer', timeouts: PATIENCE })
    opened.push(smtp, transport)
    smtp.misbehave('STARTTLS', '454 not now')
    expect(await fateOf(transport, '1')).toBe('sent')
  })
})

describe('a message on the wire', () => {
  it('has lines of 998 octets at most, in 7 bits, with its dots doubled, and the same bytes when it is made again', async () => {
    const { smtp, transport } = await relay(['8BITMIME', 'PIPELINING'])
    const text = `${'x'.repeat(3_000)}\n.\n..two\n.hidden\nnaïve ${'words '.repeat(900)}\n`
    const html = `<p>${'<b>论文</b>'.repeat(500)}</p>\n.\n`
    for (let i = 0; i < 2; i++) await transport.send(message('1', { text, html }))

    const [first, again] = smtp.raw
    expect(again?.equals(first ?? Buffer.alloc(0))).toBe(true)
    expect(first?.every((byte) => byte < 0x80)).toBe(true)
    const lines = first?.toString('latin1').split('\r\n') ?? []
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(lines.join('')).not.toMatch(/[\r\n]/)
    for (const line of ['..', '...two', '..hidden']) expect(lines.includes(line)).toBe(true)
    expect(lines.filter((line) => /^\.($|[^.])/.test(line))).toEqual([])
  })

  it('to an address beyond ASCII is refused where the relay lacks SMTPUTF8, with the reason', async () => {
    const { smtp, transport } = await relay(['8BITMIME'])
    const mail = message('1')
    mail.envelope.to = 'élise@example.org'
    const error = await transport.send(mail).catch((thrown: unknown) => thrown)
    expect(classify(error)).toMatchObject({ outcome: 'rejected', suppress: null })
    expect(classify(error).reason).toMatch(/SMTPUTF8/)
    expect(await fateOf(transport, '2')).toBe('sent')
    expect(smtp.taken).toEqual(['2@example.org'])
  })
})

async function relay(
  extensions: string[] = ['PIPELINING'],
  options: Partial<SmtpOptions> = {},
): Promise<{ smtp: ScriptedSmtp; transport: MailTransport }> {
  const smtp = await startScriptedSmtp({ extensions, tls: true })
  const transport = connect(smtp, options)
  opened.push(smtp, transport)
  return { smtp, transport }
}

/** With TLS and a login, so that every verb comes up. */
function connect(smtp: ScriptedSmtp, options: Partial<SmtpOptions>): MailTransport {
  const url = smtp.url.replace('//', '//alice:secret@')
  return createSmtpTransport({ url, tls: 'require', timeouts: PATIENCE, ...options })
}

async function fateOf(transport: MailTransport, id: string): Promise<Fate> {
  const error = await transport.send(message(id)).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error === null) return 'sent'
  const { outcome, scope, suppress, patience } = classify(error)
  return [outcome, scope, ...(suppress ? [suppress] : []), ...(patience ? ['patience'] : [])].join(', ')
}

function message(id: string, parts: { text?: string; html?: string } = {}): MailMessage {
  return buildMessage({
    from: { name: 'Paperboy', address: 'digest@example.org' },
    to: 'alice@example.org',
    subject: 'Papers',
    text: 'Plain words.\n',
    html: '<p>Words.</p>',
    language: 'en',
    edition: '2026-05-11',
    date: new Date('2026-05-11T05:00:00Z'),
    messageId: `${id}@example.org`,
    publicUrl: 'https://example.org',
    unsubscribeUrl: LINKS.unsubscribe,
    ...parts,
  })
}

/** How many listeners each socket has that is connected to a port, TLS and what it stands on apart. */
function clientListeners(port: number): number[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] }
  return handles.call(process).flatMap((handle) => {
    const socket = handle as NodeJS.EventEmitter & { remotePort?: number }
    if (socket.remotePort !== port) return []
    return [socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)]
  })
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await wait(5)
  expect(condition()).toBe(true)
}
