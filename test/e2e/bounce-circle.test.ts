import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSignUp, post } from '../support/client.ts'
import { type Dovecot, lacksDovecot, startDovecot } from '../support/dovecot.ts'
import { type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'
import { lacksPostfix, type Postfix, startPostfix } from '../support/postfix.ts'

describe.skipIf(lacksPostfix() || lacksDovecot())('the whole circle, from Paperboy and back', () => {
  let postfix: Postfix
  let dovecot: Dovecot
  let paperboy: Paperboy

  beforeAll(async () => {
    postfix = await startPostfix('example.org', ['alice', 'bounces'], {
      full: 'error:5.2.2 mailbox full',
      disabled: 'error:5.2.1 mailbox disabled',
      unreachable: 'retry:4.4.1 no answer from the other server',
    })
    dovecot = await startDovecot(postfix.maildir('bounces'))
    paperboy = await startPaperboy({
      SMTP_URL: postfix.url,
      BOUNCE_ADDRESS: 'bounces@example.org',
      BOUNCE_IMAP_URL: `imap://bounces:pass%20word@127.0.0.1:${dovecot.mailbox.port}`,
    })
  })
  afterAll(async () => {
    await paperboy?.close()
    await dovecot?.stop()
    await postfix?.stop()
  })

  const scores = async () => {
    const people = await paperboy.pool.query({
      text: `select split_part(email, '@', 1), bounce_score, suppressed_reason from subscribers order by email`,
      rowMode: 'array',
    })
    return people.rows
  }

  it('a digest is sent, taken, found undeliverable, sent back, put into the mailbox, read, and counted', async () => {
    for (const name of ['alice', 'disabled', 'full', 'nobody', 'unreachable'])
      await paperboy.app.jobs.subscribers.add({ email: `${name}@example.org`, keywords: ['invented'], hour: '7' })
    expect(await paperboy.announce('2026-05-11', [paper(1)])).toBe(5)
    await postfix.mailsIn('alice', 1)
    await postfix.mailsIn('bounces', 4)
    expect(await paperboy.visitMailbox()).toEqual({ status: 'done', detail: { handled: 4, unreadable: 0 } })
    expect(await scores()).toEqual([
      ['alice', 0, null],
      ['disabled', 1, null],
      ['full', 1.7, null],
      ['nobody', 5, '5.1.1 unknown user: "(address)"'],
      ['unreachable', 0.5, null],
    ])
  })

  it('a sign-up with a mistyped address is mailed to once, and the page does not tell', async () => {
    const form = await openSignUp(paperboy.site)
    const signUp = async (name: string) => post(paperboy.site, '/', form(`${name}@example.org`))
    const first = await signUp('alcie')
    const [bounce = Buffer.alloc(0)] = await postfix.mailsIn('bounces', 1)
    expect(bounce.toString()).toMatch(/^Subject: .*confirm/im)
    expect(await paperboy.visitMailbox()).toEqual({ status: 'done', detail: { handled: 1, unreadable: 0 } })

    await paperboy.waitOutLimits()
    expect(await signUp('alcie')).toEqual(first)
    // Whoever can be mailed to is; by then the other mail would be on its way, too.
    await signUp('alice')
    await postfix.mailsIn('alice', 2)
    await postfix.idle()
    expect(dovecot.flags()).toEqual(Array(5).fill('S'))
  })
})
