import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { cli } from '../support/cli.ts'
import { startImap, type TestImap } from '../support/imap.ts'
import { type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'

const SECRET = 's'.repeat(40)

let folder: string
let imap: TestImap
let paperboy: Paperboy
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-bounces-'))
  imap = await startImap()
  const { host, port } = imap.mailbox
  paperboy = await startPaperboy({
    BOUNCE_ADDRESS: 'bounces@example.org',
    BOUNCE_IMAP_URL: `imap://bounces:pass%20word@${host}:${port}`,
    PAPERBOY_SECRET: SECRET,
  })
  env = {
    DATABASE_URL: String(paperboy.pool.options.connectionString),
    DATA_DIR: folder,
    PAPERBOY_SECRET: SECRET,
    BOUNCE_ADDRESS: 'bounces@example.org',
  }
  for (const name of ['alice', 'bob'])
    await paperboy.app.jobs.subscribers.add({ email: `${name}@example.org`, keywords: ['invented'], hour: '7' })
  await paperboy.announce('2026-05-11', [paper(1)])
})
afterAll(async () => {
  await paperboy.close()
  await imap.close()
  rmSync(folder, { recursive: true, force: true })
})

const person = async (name: string) =>
  (await paperboy.app.jobs.subscribers.list()).find(({ email }) => email === `${name}@example.org`)

/** What a mail server writes about the digest that somebody got. */
function bounceOf(name: string, part: string): string {
  const sent = paperboy.smtp.received.find(({ envelope }) => envelope.to.includes(`${name}@example.org`))
  return `From: MAILER-DAEMON@example.net
To: ${sent?.envelope.from}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; boundary=b

--b
${part}
--b--
`
}
const unknownUser = (name: string) =>
  `Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ${name}@example.org\nAction: failed\nStatus: 5.1.1\n`

it('is told by the command line as a mail server’s pipe understands it', { timeout: 60_000 }, async () => {
  const pipe = (input: string, changes: Record<string, string> = {}) =>
    cli(['bounce', '--json'], { ...env, ...changes }, Buffer.from(input))
  const [unreadable, away, letter, doctor] = await Promise.all([
    pipe('\0\0\0'),
    pipe(bounceOf('alice', unknownUser('alice')), { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }),
    pipe('From: bob@example.net\nSubject: Hello\n\nHow are you?\n'),
    cli(['doctor', '--json'], { ...env, ARXIV_RSS_URL: 'http://127.0.0.1:1/' }),
  ])
  expect([unreadable.code, JSON.parse(unreadable.stdout).error.code]).toEqual([65, 'invalid'])
  expect(away.code, away.stderr).toBe(75)
  expect(away.stderr).toContain('try again later')
  expect([letter.code, JSON.parse(letter.stdout)]).toMatchObject([0, { what: 'other', outcome: 'unsigned' }])
  expect(await person('alice')).toMatchObject({ suppressed: null })

  // Beside them, since each command takes its second to start: arXiv is away, and that is to be mended.
  expect(doctor.code, doctor.stderr).toBe(1)
  expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: false, findings: expect.any(Array) })
})

it('is read from a mailbox by the worker, and a complaint ends the subscription', async () => {
  const complaint = 'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n'
  const mails = [bounceOf('alice', unknownUser('alice')), bounceOf('bob', complaint)]
  imap.mails.push(...mails.map((text) => ({ source: Buffer.from(text), seen: false })))
  await paperboy.app.jobs.startWorker()
  await vi.waitFor(
    () => {
      if (imap.mails.some(({ seen }) => !seen)) throw new Error('the mailbox was not read')
    },
    { timeout: 10_000, interval: 50 },
  )
  expect(await person('alice')).toMatchObject({ state: 'active', suppressed: { reason: '5.1.1' } })
  expect(await person('bob')).toMatchObject({ state: 'unsubscribed', suppressed: null })
})
