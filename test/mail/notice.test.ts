import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Notice } from '../../src/domain/notice.ts'
import { LANGUAGES } from '../../src/domain/subscriber.ts'
import { buildMessage, buildNotice, type NoticeMail } from '../../src/mail/message.ts'
import { createNoticeRenderer, type NoticeRenderer } from '../../src/mail/render-notice.ts'
import { createSmtpTransport } from '../../src/mail/smtp.ts'
import { noticeTemplate } from '../../src/mail/templates.ts'
import { LINKS, SENDER } from '../support/digests.ts'
import { startSmtp } from '../support/smtp.ts'

const NOTICE: Notice = {
  kind: 'confirm',
  to: 'alice@example.org',
  language: 'en',
  link: 'https://paperboy.example.org/c/1zAAAAAAAAAAAAAAAA',
  keywords: ['diffusion policy', 'k-means'],
  keptKeywords: 0,
  otherAddress: '',
}

const MAIL: NoticeMail = {
  from: { name: 'Paperboy', address: 'digest@paperboy.example.org' },
  to: NOTICE.to,
  subject: 'Confirm your subscription to Paperboy',
  text: 'Plain words.\n',
  html: '<p>Plain words.</p>',
  language: 'en',
  date: new Date('2026-05-11T05:00:00Z'),
  messageId: 'notice.0123456789abcdef@paperboy.example.org',
  publicUrl: 'https://paperboy.example.org',
}

const KINDS = ['confirm', 'known'] as const
const ALL = KINDS.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language })))

let renderer: NoticeRenderer

beforeAll(async () => {
  renderer = await createNoticeRenderer({ sender: SENDER })
})

describe('a notice', () => {
  it.each(ALL)('has its link and the keywords in both parts ($kind, $language)', (which) => {
    const { subject, html, text } = render(which)
    expect(subject).toContain('Paperboy')
    expect(html.split(`href="${NOTICE.link}"`)).toHaveLength(3)
    expect(text.split('\n')).toContain(NOTICE.link)
    for (const keyword of NOTICE.keywords) {
      expect(html).toContain(`<li>${keyword}</li>`)
      expect(text).toContain(`\n- ${keyword}\n`)
    }
  })

  it.each(ALL)('says in its text all that its HTML says ($kind, $language)', (which) => {
    const { html, text } = render({ ...which, keywords: Array.from({ length: 23 }, (_, i) => `keyword ${i}`) })
    const shown = paragraphsOf(html)
    expect(shown.length).toBeGreaterThan(26)
    const extra = [/^The same link in full:|^完整链接：/, /^Paperboy$/]
    for (const paragraph of shown.filter((one) => !extra.some((pattern) => pattern.test(one))))
      for (const line of paragraph.split('\n')) expect(text).toContain(line)
  })

  it('that asks for a confirmation says what of, how long the link works, and what to do if it was somebody else', () => {
    const english = render({}).text
    expect(english).toContain('the day’s new arXiv papers (cs.AI, cs.LG, stat.ML)')
    expect(english).toContain('The link works for 48 hours. If it was not you, do nothing: nothing will be sent.')
    const chinese = render({ language: 'zh' }).text
    expect(chinese).toContain('arXiv 新论文（cs.AI、cs.LG、stat.ML）')
    expect(chinese).toContain('链接在 48 小时内有效。如非本人操作，请忽略本邮件')
  })

  it('to somebody who is subscribed says so, and that nothing was changed', () => {
    const { subject, text } = render({ kind: 'known', keptKeywords: 5 })
    expect(subject).toBe('You are subscribed to Paperboy already')
    expect(text).toContain('It is subscribed already, so nothing has been changed')
    expect(text).toContain('your list keeps its 5 keywords, and the 2 keywords of this sign-up have not been added')
    expect(text).not.toContain('48 hours')
    const chinese = render({ kind: 'known', language: 'zh', keptKeywords: 5 }).text
    expect(chinese).toContain('没有作任何更改：您的 5 个关键词保持不变，此次填写的 2 个没有加入。')
  })

  it('to somebody who was subscribed says what a confirmation replaces, in both parts', () => {
    const { html, text } = render({ keptKeywords: 5 })
    for (const part of [html, text])
      expect(part).toContain('your 5 keywords of that time are replaced by the 2 keywords below')
    expect(render({ keptKeywords: 1, keywords: ['robot'] }).text).toContain(
      'your 1 keyword of that time is replaced by the 1 keyword below',
    )
    expect(render({ keptKeywords: 5, language: 'zh' }).text).toContain('当时的 5 个关键词将由以下 2 个取代')
    expect(render({}).text).not.toContain('before')
  })

  it.each(KINDS)('says in the other language what it is, marked as such (%s)', (kind) => {
    expect(render({ kind }).html).toMatch(/^<html lang="en"/m)
    expect(render({ kind }).html).toContain('<p lang="zh-Hans">中文说明：')
    expect(render({ kind }).text).toContain('\n中文说明：')
    expect(render({ kind, language: 'zh' }).html).toMatch(/^<html lang="zh-Hans"/m)
    expect(render({ kind, language: 'zh' }).html).toContain('<p lang="en">In English: ')
    expect(render({ kind, language: 'zh' }).text).toContain('\nIn English: ')
  })

  it('has a button that needs no picture, and that Outlook draws as a coloured cell', () => {
    const { html } = render({})
    expect(html).toMatch(/<td\s[^>]*bgcolor="#9b1c1c"[^>]*>\s*<a\s+href="https:\/\/paperboy\.example\.org\/c\/1z/)
    expect(html).not.toMatch(/<img|<v:|url\(|@import/)
  })

  it('ends with the postal address where there is one', async () => {
    for (const part of [render({}).html, render({}).text]) expect(part).toContain(SENDER.postalAddress)
    const without = await createNoticeRenderer({ sender: { ...SENDER, postalAddress: '' } })
    expect(without.render(NOTICE).text).toMatch(/\n\nNo tracking: .*\n$/)
    expect(without.render(NOTICE).html).toContain('<p>No tracking')
  })

  it('does without a list where no keywords were given', () => {
    const { html, text } = render({ keywords: [] })
    expect(html).not.toContain('<ul')
    expect(html).not.toContain('Keywords asked for')
    expect(text).not.toContain('Keywords asked for')
  })

  it('shows twenty keywords and counts the others', () => {
    const keywords = Array.from({ length: 23 }, (_, i) => `keyword ${i + 1}`)
    for (const part of [render({ keywords }).html, render({ keywords }).text]) {
      expect(part).toContain('keyword 20')
      expect(part).not.toContain('keyword 21')
      expect(part).toContain('and 3 more')
    }
    expect(render({ keywords, language: 'zh' }).text).toContain('另有 3 个')
    expect(render({ keywords: keywords.slice(0, 20) }).text).not.toContain('more')
  })

  it('cuts a keyword at 120 characters, never in the middle of one', () => {
    const { text } = render({ keywords: ['𝒳'.repeat(121), 'y'.repeat(120)] })
    expect(text).toContain(`- ${'𝒳'.repeat(120)}…\n- ${'y'.repeat(120)}\n`)
  })

  it('is small, whatever the keywords', () => {
    expect(bytes(render({}))).toBeLessThan(13_000)
    for (const language of LANGUAGES)
      for (const worst of ['"'.repeat(120), '论'.repeat(120), 'a.'.repeat(60)])
        expect(bytes(render({ language, keywords: Array(100).fill(worst) }))).toBeLessThan(32_000)
  })

  it('compiles its template once for the process', () => {
    expect(noticeTemplate()).toBe(noticeTemplate())
  })
})

describe('what strangers write as keywords', () => {
  it('is never markup', () => {
    const { html, text } = render({ keywords: ['<script>alert(1)</script>', `"><img src=x onerror='a'>`] })
    expect(html).toContain('&lt;script&gt;alert(1)&lt;')
    expect(html).not.toMatch(/<script|<img/)
    expect(text).toContain('<script>alert(1)<')
  })

  it('is never a template', () => {
    const { html } = render({ keywords: ['{{postalAddress}}', '{{{link}}}', '[[sans]]', '$&'] })
    for (const shown of ['{{postalAddress}}', '{{{link}}}', '[[sans]]', '$&amp;'])
      expect(html).toContain(`<li>${shown}</li>`)
  })

  it.each([
    'https://evil.example/win',
    'www.evil.example',
    'evil.example/win',
    'Win at evil.example!',
    'a@evil.example',
  ])('is nothing that a mail program makes a link of (%s)', (keyword) => {
    const { html, text } = render({ keywords: [keyword] })
    for (const part of [/<ul.*<\/ul>/s.exec(html)?.[0] ?? '', text]) {
      expect(part).not.toMatch(/evil\.example|www\.|https:\/\/evil|@evil/)
      expect(part.replaceAll('\u200c', '').replaceAll('&#x3D;', '=')).toContain(keyword)
    }
    expect(new Set(html.match(/href="[^"]*"/g))).toEqual(new Set([`href="${NOTICE.link}"`]))
  })

  it('begins no line, and turns none around', () => {
    const { html, text } = render({ keywords: ['a\r\nhttps\nb\u2028c', 'one \u202eowt\u2066 three'] })
    expect(text).toContain('\n- a https b c\n- one owt three\n')
    expect(html).toContain('<li>a https b c</li><li>one owt three</li>')
  })

  it('adds neither elements nor links, whatever it is', () => {
    const shape = (html: string) => html.replace(/<li>[^<]*<\/li>/, '').replace(/[^<>]*/g, '').length
    const plain = shape(render({ keywords: ['a'] }).html)
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 140 }),
        fc.constantFrom(...LANGUAGES),
        (keyword, language) => {
          const { html, text } = render({ keywords: [keyword], language })
          expect(shape(html)).toBe(plain)
          expect(text.split('\n')).toHaveLength(render({ keywords: ['a'], language }).text.split('\n').length)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the link of a notice', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', '/c/1', ''])('is refused as %j', (link) => {
    expect(() => render({ link })).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  it('can neither leave its attribute nor its line', () => {
    const { html, text } = render({ link: 'https://paperboy.example.org/c/1\n"><script>' })
    expect(html).not.toContain('<script')
    expect(text).toContain('\nhttps://paperboy.example.org/c/1%22%3E%3Cscript%3E\n')
  })
})

describe('a notice as a message', () => {
  it('is marked as generated, and not as a list’s', () => {
    const { headers } = buildNotice(MAIL)
    expect(headers).toEqual({
      'Auto-Submitted': 'auto-generated',
      'Feedback-ID': expect.objectContaining({ value: 'sign-up:paperboy.example.org:notice:paperboy' }),
      'Content-Language': 'en',
    })
    expect(buildNotice({ ...MAIL, language: 'zh' }).headers).toMatchObject({ 'Content-Language': 'zh-Hans' })
  })

  it('is made like a digest but for its headers', () => {
    const digest = buildMessage({ ...MAIL, edition: '2026-05-11', unsubscribeUrl: LINKS.unsubscribe })
    expect({ ...buildNotice(MAIL), headers: digest.headers }).toEqual(digest)
  })

  it.each(['alice@example.org\r\nBcc: bob@example.org', 'alice@example.org, bob@example.org', 'alice', ''])(
    'is refused to the address %j',
    (to) => {
      expect(() => buildNotice({ ...MAIL, to })).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )

  it('is refused a Message-ID or a public URL that begins a header of its own', () => {
    expect(() => buildNotice({ ...MAIL, messageId: 'a@b\r\nX: y' })).toThrow(/not a Message-ID/)
    expect(() => buildNotice({ ...MAIL, publicUrl: 'javascript:alert(1)' })).toThrow(/can't be a link/)
  })

  it('keeps its subject on one line', () => {
    expect(buildNotice({ ...MAIL, subject: 'Confirm\r\nX-Subject: b' }).subject).toBe('Confirm X-Subject: b')
  })
})

describe('a notice over SMTP', () => {
  it.each(ALL)('arrives with both parts, in lines that any relay takes ($kind, $language)', async (which) => {
    const notice = { ...NOTICE, ...which, keywords: Array(20).fill('k'.repeat(120)) }
    const rendered = renderer.render(notice)
    const { envelope, raw } = await delivered(buildNotice({ ...MAIL, ...rendered, language: which.language }))
    expect(envelope).toEqual({ from: MAIL.from.address, to: ['alice@example.org'] })
    for (const line of raw.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)

    const mail = await PostalMime.parse(raw)
    const header = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value)
    expect(header('auto-submitted')).toEqual(['auto-generated'])
    expect(header('content-language')).toEqual([which.language === 'zh' ? 'zh-Hans' : 'en'])
    expect(header('message-id')).toEqual([`<${MAIL.messageId}>`])
    for (const name of ['precedence', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'x-mailer', 'bcc'])
      expect(header(name)).toEqual([])
    expect(mail.subject).toBe(rendered.subject)
    expect(mail.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(rendered.text.trimEnd())
    expect(mail.html?.replaceAll('\r\n', '\n').trimEnd()).toBe(rendered.html.trimEnd())
    expect(raw.toString('latin1').match(/^Content-Type: text\/\w+/gm)).toEqual([
      'Content-Type: text/plain',
      'Content-Type: text/html',
    ])
    expect(Buffer.byteLength(rendered.html)).toBeLessThan(20_000)
  })
})

function render(changes: Partial<Notice>): { subject: string; html: string; text: string } {
  return renderer.render({ ...NOTICE, ...changes })
}

async function delivered(message: ReturnType<typeof buildNotice>) {
  const smtp = await startSmtp()
  const transport = createSmtpTransport({ url: smtp.url })
  try {
    await transport.send(message)
    const [mail] = smtp.received
    if (!mail) throw new Error('nothing arrived')
    return mail
  } finally {
    await transport.close()
    await smtp.close()
  }
}

function bytes({ html, text }: { html: string; text: string }): number {
  return Buffer.byteLength(html) + Buffer.byteLength(text)
}

/** What a reader sees of the body, by paragraph. */
function paragraphsOf(html: string): string[] {
  const body = html.replace(/^.*<body/s, '<body').replace(/<!--.*?-->/gs, '')
  return body
    .replace(/<br>/g, '\n')
    .split(/<\/?(?:p|li|h1|h2|td|a|div|ul)\b[^>]*>/)
    .map((text) => text.replace(/<[^>]*>/g, '').trim())
    .filter((text) => text !== '')
}
