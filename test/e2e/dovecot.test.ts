import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkBounces } from '../../src/app/doctor/relay.ts'
import { readConfig } from '../../src/config.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { ADDRESS, SAMPLES, TOKEN } from '../mail/bounce/samples.ts'
import { cli } from '../support/cli.ts'
import { type Dovecot, lacksDovecot, startDovecot } from '../support/dovecot.ts'
import { type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'

const SECRET = 's'.repeat(40)
/** Each is named for what comes back from them. */
const READERS = ['hard', 'soft', 'full', 'gone', 'late', 'away', 'complains', 'long', 'broken', 'well']

describe.skipIf(lacksDovecot())('the mailbox of bounces on a real IMAP server', () => {
  let folder: string
  let dovecot: Dovecot
  let paperboy: Paperboy

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paperboy-bounces-'))
    dovecot = await startDovecot()
    paperboy = await startPaperboy({
      BOUNCE_ADDRESS: ADDRESS,
      BOUNCE_IMAP_URL: urlOf(dovecot),
      PAPERBOY_SECRET: SECRET,
    })
    for (const name of READERS)
      await paperboy.app.jobs.subscribers.add({ email: `${name}@example.net`, keywords: ['invented'], hour: '7' })
    await paperboy.announce('2026-05-11', [paper(1)])
  })
  afterAll(async () => {
    await paperboy?.close()
    await dovecot?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A mail that came back as that sample, of the digest that somebody got. */
  const comesBack = (name: string, sample: string) => {
    const sent = paperboy.smtp.received.find(({ envelope }) => envelope.to.includes(`${name}@example.net`))
    const token = /\+(.*)@/.exec(sent?.envelope.from ?? '')?.[1] ?? ''
    const mail = SAMPLES.find((one) => one.name === sample)?.mail ?? ''
    return mail.replaceAll(new RegExp(TOKEN, 'gi'), token).replaceAll(/alice@example\.net/gi, `${name}@example.net`)
  }
  const standings = async () => {
    const { rows } = await paperboy.pool.query(
      `select email, state, bounce_score as score, suppressed_at is not null as held from subscribers
      where email like '%@example.net' order by id`,
    )
    return Object.fromEntries(
      rows.map(({ email, state, score, held }) => [
        email.split('@')[0],
        state === 'active' ? (held ? 'held back' : score) : state,
      ]),
    )
  }

  it('tells apart what came back, and all of it is seen afterwards', async () => {
    const unknownUser = 'Postfix: an unknown user of its own'
    const long = comesBack('long', 'a disabled mailbox')
    const forged = comesBack('well', unknownUser).replaceAll(/bounces\+\w+@/g, `bounces+${TOKEN}@`)
    dovecot.put(
      comesBack('hard', 'a disabled mailbox'),
      comesBack('soft', 'Postfix: given up after days of greylisting'),
      comesBack('full', 'Exchange: a mailbox over its quota'),
      comesBack('gone', unknownUser),
      comesBack('late', 'Postfix: late, still trying'),
      comesBack('away', 'an absence'),
      comesBack('complains', 'a complaint (ARF)'),
      // What is behind the report is the mail that came back, and may be of any length.
      long.replace('Mailbox full', `${`${'x'.repeat(79)}\n`.repeat(250_000)}Mailbox full`),
      // Cut within the mail that came back: no part and no boundary ends.
      comesBack('broken', 'a disabled mailbox').replace(/Message-ID.*/s, '\xff\0\x1b'),
      forged,
      'From: bob@example.org\nSubject: Hello\n\nHow are you?\n',
      Buffer.from('\0\0\xff no mail at all', 'latin1'),
    )
    expect(await paperboy.visitMailbox()).toEqual({ status: 'done', detail: { handled: 11, unreadable: 1 } })
    expect(await standings()).toEqual({
      hard: 1,
      soft: 0.5,
      full: 1.7,
      gone: 'held back',
      late: 0,
      away: 0,
      complains: 'unsubscribed',
      long: 1,
      broken: 1,
      well: 0,
    })
    expect(dovecot.flags()).toEqual(Array(12).fill('S'))
  })

  it('counts each of 500 that come at once, and once, though the server is killed in their midst', {
    timeout: 60_000,
  }, async () => {
    await bounceOfEach(await readersWithDigests(500))
    const visiting = paperboy.visitMailbox()
    await vi.waitFor(async () => expect((await counted()).length).toBeGreaterThan(100), {
      timeout: 20_000,
      interval: 5,
    })
    await dovecot.kill()
    expect(await visiting).toMatchObject({
      status: 'failed',
      detail: { reason: expect.stringContaining("can't be read") },
    })
    expect((await counted()).length).toBeLessThan(500)

    // Another day, on which a bounce that is told twice could count twice.
    await paperboy.pool.query(`update subscribers set bounced_at = bounced_at - interval '1 day'`)
    await dovecot.start()
    expect(await paperboy.visitMailbox()).toMatchObject({ status: 'done' })
    expect(await counted()).toEqual(Array(500).fill(0.5))
    expect(dovecot.flags().slice(-500)).toEqual(Array(500).fill('S'))
  })

  /** Of those who were not named. */
  const readersWithDigests = async (count: number): Promise<{ id: string; email: string }[]> => {
    const { rows } = await paperboy.pool.query(
      `with people as (
        insert into subscribers (email, email_key, language, time_zone, hour)
        select n || '@example.com', n || '@example.com', 'en', 'UTC', 7 from generate_series(1, $1) n returning id, email),
      sent as (
        insert into digests (subscriber_id, edition_date, state, message_id, matches, due_at, morning_at, planned_at)
        select id, '2026-05-11', 'sent', 'digest.' || email, '[]', now(), now(), now() from people returning id, subscriber_id)
      select sent.id, email from sent join people on people.id = sent.subscriber_id`,
      [count],
    )
    return rows
  }
  const bounceOfEach = async (digests: { id: string; email: string }[]) => {
    const tokens = createTokens([SECRET])
    const sample = SAMPLES.find(({ name }) => name.startsWith('Postfix: given up'))?.mail ?? ''
    dovecot.put(
      ...digests.map(({ id, email }) =>
        sample.replaceAll(TOKEN, tokens.signCaseless('bounce', BigInt(id))).replaceAll('alice@example.net', email),
      ),
    )
  }
  const counted = async (): Promise<number[]> => {
    const { rows } = await paperboy.pool.query(
      `select bounce_score as score from bounces join subscribers on id = subscriber_id where email like '%@example.com'`,
    )
    return rows.map(({ score }) => score)
  }

  it('is left alone while the password is wrong, the doctor says so, and the next visit after that goes on', async () => {
    dovecot.put(comesBack('late', 'a disabled mailbox'))
    await dovecot.setPassword('another')
    const reason = "the mailbox of BOUNCE_IMAP_URL can't be read: the server refuses the login: Authentication failed."
    expect(await paperboy.visitMailbox()).toEqual({ status: 'failed', detail: { reason } })
    const seen = await checkBounces(
      readConfig({ PAPERBOY_SECRET: SECRET, BOUNCE_ADDRESS: ADDRESS, BOUNCE_IMAP_URL: urlOf(dovecot) }),
    )
    expect(seen).toMatchObject({ state: 'wrong', says: reason, mend: expect.stringContaining('percent-encoded') })

    await dovecot.setPassword(dovecot.mailbox.password)
    expect(await paperboy.visitMailbox()).toMatchObject({ status: 'done', detail: { handled: 1 } })
    expect(await standings()).toMatchObject({ late: 1 })
  })

  it('is read with a certificate of one’s own that was named to Node', async () => {
    const { stdout } = await cli(['doctor', '--json'], {
      DATABASE_URL: String(paperboy.pool.options.connectionString),
      DATA_DIR: folder,
      PAPERBOY_SECRET: SECRET,
      SMTP_URL: paperboy.smtp.url,
      ARXIV_RSS_URL: 'http://127.0.0.1:1/',
      PUBLIC_URL: paperboy.site,
      DNS_SERVERS: '127.0.0.1:1',
      BOUNCE_ADDRESS: ADDRESS,
      // A name that Paperboy does not know to be this machine's.
      BOUNCE_IMAP_URL: `imaps://bounces:pass%20word@LOCALHOST:${dovecot.secured.port}`,
      NODE_EXTRA_CA_CERTS: dovecot.certificate,
    })
    expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ check: 'bounces', state: 'ok' }))
  })
})

function urlOf({ mailbox: { host, port } }: Dovecot): string {
  return `imap://bounces:pass%20word@${host}:${port}/INBOX`
}
