import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AppError } from '../../../src/domain/errors.ts'
import { readMailbox } from '../../../src/mail/bounce/mailbox.ts'
import { startImap, type TestImap } from '../../support/imap.ts'

let imap: TestImap
let taken: string[]
const take = async (bytes: Uint8Array) => {
  taken.push(Buffer.from(bytes).toString())
}
const put = (...sources: string[]) =>
  imap.mails.push(...sources.map((text) => ({ source: Buffer.from(text), seen: false })))
const seen = () => imap.mails.map((mail) => mail.seen)

beforeEach(async () => {
  imap = await startImap()
  taken = []
})
afterEach(() => imap.close())

it('hands over each unseen mail once, and leaves it there as seen', async () => {
  put('one', 'two')
  expect(await readMailbox(imap.mailbox, take)).toEqual({ handled: 2, unreadable: 0 })
  put('three')
  expect(await readMailbox(imap.mailbox, take)).toEqual({ handled: 1, unreadable: 0 })
  expect(taken).toEqual(['one', 'two', 'three'])
  expect(seen()).toEqual([true, true, true])
  expect(await readMailbox(imap.mailbox, take)).toEqual({ handled: 0, unreadable: 0 })
})

it('hands a mail over again where the connection ended before it was marked', async () => {
  put('one', 'two')
  imap.cutAt = 'UID STORE'
  await expect(readMailbox(imap.mailbox, take)).rejects.toMatchObject({ code: 'unavailable' })
  expect(seen()).toEqual([false, false])
  await readMailbox(imap.mailbox, take)
  expect(taken).toEqual(['one', 'one', 'two'])
})

it('leaves a mail unseen that could not be handled, and marks one that nobody can read', async () => {
  put('unreadable', 'good', 'bad')
  const choosy = async (bytes: Uint8Array) => {
    await take(bytes)
    if (taken.at(-1) === 'unreadable') throw new AppError('invalid', 'no mail')
    if (taken.at(-1) === 'bad') throw new Error('the database is away')
  }
  await expect(readMailbox(imap.mailbox, choosy)).rejects.toThrow('the database is away')
  expect(seen()).toEqual([true, true, false])
})

it('ends after the mail in hand when it is told to', async () => {
  put('one', 'two')
  const ending = new AbortController()
  await readMailbox(imap.mailbox, async () => ending.abort(), ending.signal)
  expect(seen()).toEqual([true, false])
})

it('says what is wrong with the login, without the password', async () => {
  const wrong = readMailbox({ ...imap.mailbox, password: 's3cret' }, take)
  await expect(wrong).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('no such login') })
  await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') })
})

it('leaves no connection open, also where there is nothing to read', async () => {
  const closed = () => vi.waitFor(() => expect(imap.connections()).toBe(0))
  await readMailbox(imap.mailbox, take)
  await closed()
  for (const command of ['LOGIN', 'SELECT', 'UID SEARCH']) {
    imap.refused = command
    await expect(readMailbox(imap.mailbox, take)).rejects.toMatchObject({ code: 'unavailable' })
    await closed()
  }
})

it('says that the connection was lost, not that anything was refused', async () => {
  put('one')
  imap.cutAt = 'UID STORE'
  await expect(readMailbox(imap.mailbox, take)).rejects.toThrow(/the connection was lost$/)
})

it('says that nobody answers', async () => {
  const { mailbox } = imap
  await imap.close()
  await expect(readMailbox(mailbox, take)).rejects.toThrow(/ECONNREFUSED/)
  imap = await startImap()
})

it('says that the server lets nobody search, or mark what was handled', async () => {
  put('one', 'two')
  imap.refused = 'UID SEARCH'
  await expect(readMailbox(imap.mailbox, take)).rejects.toThrow(/search/)
  imap.refused = 'UID STORE'
  await expect(readMailbox(imap.mailbox, take)).rejects.toThrow(/seen \(2\)/)
  expect(taken).toEqual(['one', 'two'])
})
