import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, it } from 'vitest'
import { buildMessage, type DigestMail } from '../../src/mail/message.ts'
import { LINKS } from '../support/digests.ts'

const MAIL: DigestMail = {
  from: { name: 'Paperboy', address: 'digest@paperboy.example.org' },
  to: 'alice@example.org',
  subject: '12 papers on k-means, 11 May 2026',
  text: 'Plain words.\n',
  html: '<p>Plain words.</p>',
  language: 'en',
  edition: '2026-05-11',
  date: new Date('2026-05-11T05:00:00Z'),
  messageId: 'digest.2026-05-11.0123456789abcdef@paperboy.example.org',
  publicUrl: 'https://paperboy.example.org',
  unsubscribeUrl: LINKS.unsubscribe,
}

describe('a digest as a message', () => {
  it('has the headers that bulk senders must set', async () => {
    const headers = await headersOf({})
    expect(headers).toContain('From: Paperboy <digest@paperboy.example.org>')
    expect(headers).toContain('To: alice@example.org')
    expect(headers).toContain('Subject: 12 papers on k-means, 11 May 2026')
    expect(headers).toContain('Date: Mon, 11 May 2026 05:00:00 +0000')
    expect(headers).toContain('Message-ID: <digest.2026-05-11.0123456789abcdef@paperboy.example.org>')
    expect(headers).toContain('List-ID: Paperboy <digest.paperboy.example.org>')
    expect(headers).toContain(`List-Unsubscribe: <${LINKS.unsubscribe}>`)
    expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(headers).toContain('Feedback-ID: 2026-05-11:paperboy.example.org:digest:paperboy')
    expect(headers).toContain('Precedence: bulk')
    expect(headers).toContain('Content-Language: en')
    expect(headers).toContain('MIME-Version: 1.0')
    expect(headers.filter((line) => /^(X-Mailer|Auto-Submitted)/i.test(line))).toEqual([])
  })

  it('names no recipient where complaints are counted', async () => {
    const feedback = (headers: string[]) => headers.find((line) => line.startsWith('Feedback-ID'))
    expect(feedback(await headersOf({ to: 'bob@example.net' }))).toBe(feedback(await headersOf({})))
  })

  it('keeps the one-click headers on one line each, under 76 columns', async () => {
    const lines = (await headersOf({})).filter((line) => /^(List-|Feedback-ID)/.test(line))
    expect(lines).toHaveLength(4)
    for (const line of lines) expect(line.length).toBeLessThan(76)
  })

  it('does not fold a long unsubscribe link', async () => {
    const unsubscribeUrl = `https://${'very-long-name.'.repeat(8)}example.org/u/1zCCCCCCCCCCCCCCCC`
    expect(await headersOf({ unsubscribeUrl })).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`)
  })

  it('has the text first and the HTML last, as alternatives', async () => {
    const source = await sourceOf({})
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/m)
    expect(source.match(/^Content-Type: text\/\w+/gm)).toEqual(['Content-Type: text/plain', 'Content-Type: text/html'])
  })

  it('is the same to the last byte when it is made again', async () => {
    expect(await sourceOf({})).toBe(await sourceOf({}))
    const other = await sourceOf({ messageId: 'digest.2026-05-11.ffff@paperboy.example.org' })
    expect(boundaryOf(other)).not.toBe(boundaryOf(await sourceOf({})))
  })

  it('travels in short lines of ASCII, in English and in Chinese', async () => {
    for (const words of ['words '.repeat(5_000), '论文'.repeat(5_000), `x=${'论文 and words '.repeat(900)}`]) {
      const source = await sourceOf({ text: words, html: `<p>${words}</p>`, subject: words.slice(0, 90) })
      expect(source).toMatch(/^\p{ASCII}*$/u)
      for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
    }
  })

  it('writes English readably, and Chinese without tripling it', async () => {
    const encodings = async (text: string) =>
      (await sourceOf({ text, html: text })).match(/(?<=^Content-Transfer-Encoding: ).*/gm)
    expect(await encodings('Plain words – and a dash.')).toEqual(['quoted-printable', 'quoted-printable'])
    expect(await encodings('本期公布 1,203 篇论文')).toEqual(['base64', 'base64'])
  })

  it('writes addresses of other scripts in ASCII', () => {
    const message = buildMessage({ ...MAIL, to: 'chen@例子.example' })
    expect(message.envelope.to).toBe('chen@xn--fsqu00a.example')
    expect(message.to).toEqual({ name: '', address: 'chen@xn--fsqu00a.example' })
  })

  it('names the list of a Paperboy without a domain after the machine', () => {
    for (const publicUrl of ['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost'])
      expect(buildMessage({ ...MAIL, publicUrl }).headers).toMatchObject({
        'List-ID': { value: 'Paperboy <digest.localhost>' },
      })
  })

  it.each([
    'alice@example.org\r\nBcc: bob@example.org',
    'alice@example.org\nX: y',
    'alice',
    '',
    'alice@example.org, bob@example.org',
    '<alice@example.org>',
    'alice@exa mple.org',
    'alice@example.org\0',
  ])('is refused to the address %j', (address) => {
    expect(() => buildMessage({ ...MAIL, to: address })).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => buildMessage({ ...MAIL, from: { name: 'Paperboy', address } })).toThrow(/not an email address/)
  })

  it.each(['', 'no-at', 'a b@c', 'a@b\r\nX: y', '<a@b>', 'a@b>'])('is refused the Message-ID %j', (messageId) => {
    expect(() => buildMessage({ ...MAIL, messageId })).toThrow(/not a Message-ID/)
  })

  it.each(['javascript:alert(1)', 'mailto:a@example.org', 'https://example.org/u/1,2', ''])(
    'is refused the unsubscribe link %j',
    (unsubscribeUrl) => {
      expect(() => buildMessage({ ...MAIL, unsubscribeUrl })).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )

  it('lets no name, keyword or link begin a header of its own', async () => {
    const headers = await headersOf({
      from: { name: 'Paper\r\nX-Name: boy', address: MAIL.from.address },
      subject: '1 paper on a\r\nX-Subject: b\u2028c',
      unsubscribeUrl: 'https://paperboy.example.org/u/1\r\nX-Link:> <x',
    })
    expect(headers.filter((line) => line.startsWith('X-'))).toEqual([])
    expect(headers).toContain('Subject: 1 paper on a X-Subject: b c')
    expect(headers).toContain('List-Unsubscribe: <https://paperboy.example.org/u/1X-Link:%3E%20%3Cx>')
  })
})

async function sourceOf(changes: Partial<DigestMail>): Promise<string> {
  const source = await new MailComposer(buildMessage({ ...MAIL, ...changes })).compile().build()
  return source.toString('latin1')
}

/** Unfolded only where a line begins with a blank. */
async function headersOf(changes: Partial<DigestMail>): Promise<string[]> {
  const [head = ''] = (await sourceOf(changes)).split('\r\n\r\n')
  return head.replace(/\r\n[ \t]+/g, '\n ').split('\r\n')
}

function boundaryOf(source: string): string | undefined {
  return /boundary="([^"]+)"/.exec(source)?.[1]
}
