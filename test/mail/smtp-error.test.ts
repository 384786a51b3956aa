import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../src/domain/errors.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { buildMessage } from '../../src/mail/message.ts'
import { createSmtpTransport } from '../../src/mail/smtp.ts'
import { classify } from '../../src/mail/smtp-error.ts'
import { type MailTransport, SendError } from '../../src/mail/transport.ts'
import { LINKS } from '../support/digests.ts'
import { type Answer, type SmtpScript, startSmtp, type TestSmtp } from '../support/smtp.ts'

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

const answer = (code: number, text = 'words'): Answer => ({ code, text })

/** What the relay does, and what that means for the mail. */
const TABLE: [string, SmtpScript, Verdict['outcome'], RegExp][] = [
  ['421 to MAIL FROM', { mailFrom: answer(421, '4.3.2 going down') }, 'transient', /421 4\.3\.2 going down/],
  ['451 to MAIL FROM', { mailFrom: answer(451) }, 'transient', /451/],
  ['550 to MAIL FROM', { mailFrom: answer(550, '5.7.1 who are you') }, 'fatal', /550 5\.7\.1 who are you/],
  ['552 to MAIL FROM', { mailFrom: answer(552, '5.3.4 too big') }, 'rejected', /too big/],
  ['421 to RCPT TO', { rcptTo: answer(421) }, 'transient', /421/],
  ['450 to RCPT TO (greylisting)', { rcptTo: answer(450, '4.2.0 come back later') }, 'transient', /come back/],
  ['452 to RCPT TO', { rcptTo: answer(452, '4.2.2 mailbox full') }, 'transient', /mailbox full/],
  ['503 to RCPT TO', { rcptTo: answer(503) }, 'transient', /503/],
  ['530 to RCPT TO', { rcptTo: answer(530, '5.7.0 authentication required') }, 'fatal', /login.*530/],
  ['550 to RCPT TO', { rcptTo: answer(550, '5.1.1 no such user') }, 'rejected', /550 5\.1\.1 no such user/],
  ['552 to RCPT TO', { rcptTo: answer(552, '5.2.2 mailbox full') }, 'rejected', /mailbox full/],
  [
    '554 relay access denied',
    { rcptTo: answer(554, '5.7.1 Relay access denied') },
    'fatal',
    /does not send mail for us/,
  ],
  ['550 relaying denied', { rcptTo: answer(550, '5.7.1 Relaying denied.') }, 'fatal', /does not send mail for us/],
  ['421 after the dot', { afterDot: answer(421) }, 'transient', /421/],
  ['451 after the dot', { afterDot: answer(451, '4.3.0 queue file write error') }, 'transient', /queue file/],
  ['550 after the dot', { afterDot: answer(550, '5.7.1 spam') }, 'rejected', /spam/],
  ['554 after the dot', { afterDot: answer(554) }, 'rejected', /554/],
  ['a cut at the greeting', { drop: 'connect' }, 'transient', /no message was handed over/],
  ['a cut at RCPT TO', { drop: 'rcptTo' }, 'transient', /no message was handed over/],
  ['a cut in the middle of the message', { drop: 'middle of data' }, 'transient', /no message was handed over/],
  ['a cut after the dot', { afterDot: 'drop' }, 'uncertain', /after the whole message was handed over/],
  ['silence at the greeting', { hang: 'connect' }, 'transient', /no message was handed over.*greeting/i],
  ['silence at RCPT TO', { hang: 'rcptTo' }, 'transient', /no message was handed over/],
  ['silence after the dot', { afterDot: 'hang' }, 'uncertain', /handed over \(ETIMEDOUT/],
  ['a wish for a login', { login: { user: 'bob', password: 'x' } }, 'fatal', /530/],
]

describe('what a relay does, and what it means', () => {
  it.each(TABLE)(
    '%s',
    async (_, script, outcome, reason) => {
      const { smtp, transport } = await relay(script)
      // Longer than all buffers between us where it is cut in its middle, so that it is the middle.
      const text = 'words '.repeat(script.drop === 'middle of data' ? 700_000 : 1)
      const verdict = classify(await failureOf(transport, text))
      expect(verdict).toMatchObject({ outcome, reason: expect.stringMatching(reason) })

      smtp.script = {}
      if (script.login) return
      expect((await transport.send(message('Later.\n'))).response).toMatch(/^250/)
    },
    20_000,
  )

  it('knows the same of a message that takes long to send', async () => {
    for (const [script, outcome] of [
      [{ drop: 'rcptTo' }, 'transient'],
      [{ afterDot: 'drop' }, 'uncertain'],
    ] as const) {
      const { transport } = await relay(script)
      expect(classify(await failureOf(transport, 'words '.repeat(100_000))).outcome).toBe(outcome)
    }
  })

  it('refuses to log in with a wrong password: fatal, and the password is not told', async () => {
    const { transport } = await relay({ login: { user: 'bob', password: 'right' } }, 'bob:wrong-secret@')
    const { outcome, reason } = classify(await failureOf(transport, 'Short.\n'))
    expect(outcome).toBe('fatal')
    expect(reason).toMatch(/^the relay refuses the login \(535/)
    expect(reason).not.toMatch(/wrong-secret|d3Jvbmct/)
  })

  it('is away: transient', async () => {
    const { smtp, transport } = await relay()
    await smtp.close()
    expect(classify(await failureOf(transport, 'Short.\n'))).toMatchObject({
      outcome: 'transient',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('has a name that nobody knows: transient, since name servers fail too', async () => {
    const transport = createSmtpTransport({ url: 'smtp://relay.invalid', timeouts: { connection: 3_000 } })
    opened.push(transport)
    expect(classify(await failureOf(transport, 'Short.\n')).outcome).toBe('transient')
  })

  it('talks no TLS where TLS was asked for: fatal', async () => {
    const smtp = await startSmtp()
    const transport = createSmtpTransport({ url: `smtps://127.0.0.1:${smtp.port}` })
    opened.push(smtp, transport)
    expect(classify(await failureOf(transport, 'Short.\n'))).toMatchObject({
      outcome: 'fatal',
      reason: expect.stringContaining('no safe connection'),
    })
  })
})

describe('other failures', () => {
  const failureWith = (code: string, message = 'words') => Object.assign(new Error(message), { code })
  const failure = (code: string, message?: string) => new SendError(failureWith(code, message), 'before')

  it.each([
    ['ENOSPC', 'transient'],
    ['EDQUOT', 'transient'],
    ['EIO', 'transient'],
    ['EACCES', 'fatal'],
    ['EROFS', 'fatal'],
    ['ENOTDIR', 'fatal'],
    ['ECONFIG', 'fatal'],
    ['ENOAUTH', 'fatal'],
  ])('%s is %s', (code, outcome) => {
    expect(classify(failure(code)).outcome).toBe(outcome)
  })

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
  ])('a certificate that can not be trusted (%s) is fatal', (originalCode) => {
    const cause = Object.assign(new Error('certificate'), { code: 'ESOCKET', originalCode, command: 'CONN' })
    expect(classify(new SendError(cause, 'before')).outcome).toBe('fatal')
  })

  it('a STARTTLS that the relay lacks is fatal, one that is cut off is not', () => {
    expect(classify(failure('ETLS', 'STARTTLS is not offered')).outcome).toBe('fatal')
    expect(classify(failure('ETLS', 'Connection closed unexpectedly')).outcome).toBe('transient')
  })

  it('a reply of nonsense after the dot is uncertain', () => {
    const cause = Object.assign(new Error('Message failed: quack'), {
      code: 'EMESSAGE',
      command: 'DATA',
      response: 'quack',
    })
    expect(classify(new SendError(cause, 'after')).outcome).toBe('uncertain')
  })

  it('a mistake of ours is not the relay’s, also where sending stumbles over it', () => {
    const bug = new TypeError('papers is not iterable')
    for (const error of [bug, new SendError(bug, 'before')])
      expect(classify(error)).toMatchObject({
        outcome: 'internal',
        reason: 'an internal error: papers is not iterable',
      })
    expect(classify(new SendError(bug, 'after')).outcome).toBe('uncertain')
  })

  it('a message that was never valid is rejected, a bad setting fatal', () => {
    expect(classify(new AppError('invalid', 'no address'))).toMatchObject({ outcome: 'rejected', reason: 'no address' })
    expect(classify(new AppError('config', 'no relay')).outcome).toBe('fatal')
  })

  it('anything else is no failure of sending', () => {
    for (const error of [new Error('bug'), 'text', undefined, null, { code: 7 }, failureWith('ECONNREFUSED')])
      expect(classify(error).outcome).toBe('internal')
  })

  it('anything else that sending fails with is tried again', () => {
    for (const cause of [new Error('strange'), 'text', undefined, null, { code: 7 }])
      expect(classify(new SendError(cause, 'before')).outcome).toBe('transient')
  })

  it('reasons are short, on one line, and hide credentials', () => {
    const text = `550-first\r\n550 smtp://bob:secret@relay.example.org ${'x'.repeat(500)}`
    const cause = Object.assign(new Error(text), { response: text, responseCode: 550, command: 'RCPT TO' })
    const { reason } = classify(new SendError(cause, 'before'))
    expect(reason).not.toMatch(/secret|[\r\n]/)
    expect(reason.length).toBeLessThan(230)
  })
})

async function relay(script: SmtpScript = {}, login = ''): Promise<{ smtp: TestSmtp; transport: MailTransport }> {
  const smtp = await startSmtp(script)
  const transport = createSmtpTransport({
    url: smtp.url.replace('//', `//${login}`),
    timeouts: { connection: 400, command: 800, block: 800, finalDot: 800, courtesy: 300 },
  })
  opened.push(smtp, transport)
  return { smtp, transport }
}

async function failureOf(transport: MailTransport, text: string): Promise<unknown> {
  const outcome = await transport.send(message(text)).then(
    (receipt) => receipt,
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error(`the message was taken: ${outcome.response}`)
  return outcome.error
}

function message(text: string) {
  return buildMessage({
    from: { name: 'Paperboy', address: 'digest@example.org' },
    to: 'alice@example.org',
    subject: 'Papers',
    text,
    html: '<p>Words.</p>',
    language: 'en',
    edition: '2026-05-11',
    date: new Date('2026-05-11T05:00:00Z'),
    messageId: 'digest.1@example.org',
    publicUrl: 'https://example.org',
    unsubscribeUrl: LINKS.unsubscribe,
  })
}
