import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMailbox } from '../../../src/mail/bounce/mailbox.ts'
import { type Dovecot, lacksDovecot, startDovecot } from '../../support/dovecot.ts'

describe.skipIf(lacksDovecot())('a mailbox of a real IMAP server', () => {
  let dovecot: Dovecot
  let taken: string[]
  let before: number

  beforeAll(async () => {
    dovecot = await startDovecot()
  })
  afterAll(() => dovecot?.stop())
  beforeEach(() => {
    taken = []
    before = dovecot.flags().length
  })

  const take = async (bytes: Uint8Array) => {
    taken.push(/^Subject: (.*)/.exec(Buffer.from(bytes).toString())?.[1] ?? '')
  }
  const put = (...subjects: string[]) => dovecot.put(...subjects.map((subject) => `Subject: ${subject}\n\nWords.\n`))
  /** Of what this test has put there. */
  const flags = () => dovecot.flags().slice(before)
  /** What somebody else's mail program does with the mailbox. */
  const elsewhere = async (work: (client: ImapFlow) => Promise<unknown>) => {
    const { host, port, user, password } = dovecot.mailbox
    const tls = { rejectUnauthorized: false }
    const client = new ImapFlow({ host, port, auth: { user, pass: password }, tls, logger: false })
    await client.connect()
    await client.mailboxOpen('INBOX')
    await work(client)
    await client.logout()
  }

  it('is read over STARTTLS or TLS, each mail once, and nothing is moved or deleted', async () => {
    put('one', 'two')
    expect(await readMailbox(dovecot.mailbox, take)).toEqual({ handled: 2, unreadable: 0 })
    put('three')
    expect(await readMailbox(dovecot.secured, take)).toEqual({ handled: 1, unreadable: 0 })
    expect(taken).toEqual(['one', 'two', 'three'])
    expect(flags()).toEqual(['S', 'S', 'S'])
    expect(await readMailbox(dovecot.mailbox, take)).toEqual({ handled: 0, unreadable: 0 })
  })

  it('gives no more than the first megabyte of a mail of 20', async () => {
    const sizes: number[] = []
    dovecot.put(`Subject: long\n\n${`${'x'.repeat(79)}\n`.repeat(250_000)}`)
    await readMailbox(dovecot.mailbox, async (bytes) => sizes.push(bytes.length))
    expect(sizes).toEqual([1_000_000])
    expect(flags()).toEqual(['S'])
  })

  it('may be read by somebody else meanwhile: what they open is handled all the same, what they delete is gone', async () => {
    put('opened before', 'first', 'opened', 'deleted', 'last')
    await elsewhere((client) => client.messageFlagsAdd('1:*', ['\\Flagged']))
    await elsewhere(async (client) =>
      client.messageFlagsAdd(await uidOf(client, 'opened before'), ['\\Seen'], { uid: true }),
    )
    await readMailbox(dovecot.mailbox, async (bytes) => {
      await take(bytes)
      if (taken.length > 1) return
      await elsewhere(async (client) => {
        await client.messageFlagsAdd(await uidOf(client, 'opened'), ['\\Seen'], { uid: true })
        await client.messageDelete(await uidOf(client, 'deleted'), { uid: true })
      })
    })
    expect(taken).toEqual(['first', 'opened', 'last'])
    expect(flags()).toEqual(['FS', 'FS', 'FS', 'FS'])
  })

  it('loses nothing when the server is killed: the mail in hand comes again, and those behind it', async () => {
    put('one', 'two', 'three', 'four')
    const visit = readMailbox(dovecot.mailbox, async (bytes) => {
      await take(bytes)
      if (taken.length === 2) await dovecot.kill()
    })
    await expect(visit).rejects.toThrow(/can't be read: the connection was lost$/)
    await expect(readMailbox(dovecot.mailbox, take)).rejects.toThrow(/ECONNREFUSED/)
    await dovecot.start()
    await readMailbox(dovecot.mailbox, take)
    expect(taken).toEqual(['one', 'two', 'two', 'three', 'four'])
    expect(flags()).toEqual(['S', 'S', 'S', 'S'])
  })

  it('says in plain words what is wrong with login, folder or port', async () => {
    const visit = (changes: Partial<Dovecot['mailbox']>) => readMailbox({ ...dovecot.mailbox, ...changes }, take)
    const wrong = visit({ password: 's3cret' })
    await expect(wrong).rejects.toThrow(/the server refuses the login: Authentication failed\.$/)
    await expect(wrong).rejects.toMatchObject({ code: 'unavailable' })
    for (const folder of ['Bounces', 'Bücher "und" 100%'])
      await expect(visit({ folder })).rejects.toThrow(`the server has no folder "${folder}": Mailbox doesn't exist`)
    await expect(visit({ secure: true })).rejects.toThrow(`the server speaks no TLS at port ${dovecot.mailbox.port}`)
  })

  it('is not read over a network, and no password sent, where nobody trusts its certificate', async () => {
    // A name that Paperboy does not know to be this machine's.
    const remote = { host: 'LOCALHOST', password: 'never looked at' }
    for (const mailbox of [dovecot.mailbox, dovecot.secured])
      await expect(readMailbox({ ...mailbox, ...remote }, take)).rejects.toThrow(
        /certificate is not trusted \(self-signed certificate\); one of your own is, where NODE_EXTRA_CA_CERTS names/,
      )
  })
})

async function uidOf(client: ImapFlow, subject: string): Promise<string> {
  for await (const { uid, envelope } of client.fetch('1:*', { envelope: true }))
    if (envelope?.subject === subject) return String(uid)
  throw new Error(`no mail "${subject}"`)
}
