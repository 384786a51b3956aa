import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultReading } from '../../src/domain/reading.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { createPace } from '../../src/jobs/pace.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import type { Postman } from '../../src/jobs/ports.ts'
import { createLog } from '../../src/lib/log.ts'
import { buildMessage } from '../../src/mail/message.ts'
import { createSmtpTransport, type SmtpOptions } from '../../src/mail/smtp.ts'
import { classify } from '../../src/mail/smtp-error.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { LINKS } from '../support/digests.ts'
import { searchFor } from '../support/keywords.ts'
import { paper } from '../support/papers.ts'
import { type Deed, type ScriptedSmtp, startScriptedSmtp, type Verb } from '../support/scripted-smtp.ts'

const DAY = '2026-05-11'
const MORNING = new Date('2026-05-11T07:00:00Z')
const READERS = 24
const MINUTE_MS = 60_000

let database: TestDatabase
let store: Store
let clock: Date
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())

beforeEach(async () => {
  await database.prisma
    .$executeRaw`truncate subscribers, editions, papers, announcements, digests, pace restart identity cascade`
  clock = MORNING
  await store.editions.save({
    date: DAY,
    feeds: [{ category: 'cs.AI', status: 'ok', items: 1, url: 'http://feed', etag: null }],
    announcements: [{ paper: paper(1, { title: 'Robots that fold paper' }), type: 'new' }],
    expected: ['cs.AI'],
    at: clock,
  })
  for (let i = 0; i < READERS; i++)
    await store.subscribers.add({
      email: `reader${i}@${i % 3}.example.org`,
      keywords: searchFor(['robot']),
      language: 'en',
      ...defaultReading('en'),
      timeZone: 'UTC',
      hour: 7,
      ...defaultReading('en'),
    })
})

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

describe('digests through a relay', () => {
  it('that misbehaves at every verb in every way that can pass: none is lost, and one that is doubled has its Message-ID', async () => {
    const { smtp, run } = await through({ timeouts: { connection: 800, command: 400, finalDot: 1_500, courtesy: 100 } })
    const deeds: Deed[] = ['421', '450', '451', '452', '454', 'drop', 'hang', 'garbage', 'accept and drop']
    const verbs: Verb[] = ['connect', 'EHLO', 'AUTH', 'MAIL FROM', 'RCPT TO', 'DATA', 'final dot', 'RSET', 'QUIT']
    for (const deed of deeds) for (const verb of verbs) smtp.misbehave(verb, deed)
    await untilNoneWaits(run)

    expect(await store.digests.countByState(DAY)).toMatchObject({
      sent: READERS,
      uncertain: 0,
      rejected: 0,
      expired: 0,
    })
    expect(new Set(smtp.taken).size).toBe(READERS)
    // One was taken and not acknowledged.
    expect(smtp.taken.length).toBeLessThanOrEqual(READERS + 1)
  })

  it('that refuses the login: it stops at once, loses nothing, and goes on when that is mended', async () => {
    const { smtp, run } = await through({ maxConnections: 1 })
    smtp.misbehave('AUTH', '535 5.7.8 wrong password')
    expect(await run()).toMatchObject({ sent: 0, failed: 1, stopped: true, reasons: [expect.stringMatching(/login/)] })
    expect(await store.digests.countByState(DAY)).toMatchObject({ planned: READERS })
    await untilNoneWaits(run)
    expect(smtp.taken).toHaveLength(READERS)
  })

  it('that is away for hours: each run gives up after few tries, and all goes out when it is back', async () => {
    const before = await startScriptedSmtp({ tls: true })
    await before.close()
    const { run } = await through({}, before)
    for (let hour = 0; hour < 4; hour++) {
      const report = await run()
      expect(report).toMatchObject({ sent: 0, stopped: true })
      expect(report.failed).toBeLessThanOrEqual(10)
      clock = new Date(clock.getTime() + 60 * MINUTE_MS)
    }
    const smtp = await startScriptedSmtp({ tls: true, port: before.port })
    opened.push(smtp)
    await untilNoneWaits(run)
    expect(smtp.taken).toHaveLength(READERS)
    expect(await store.digests.countByState(DAY)).toMatchObject({ sent: READERS })
  })

  it('that asks for patience: nothing more is claimed, by no worker, until it is over', async () => {
    const { smtp, run } = await through({ maxConnections: 1 })
    const other = connectTo(smtp, { maxConnections: 1 })
    smtp.misbehave('MAIL FROM', '452 4.3.1 no space')
    expect(await run()).toMatchObject({ sent: 0, failed: 1, stopped: false })
    expect(await other()).toMatchObject({ sent: 0, failed: 0 })
    clock = new Date(clock.getTime() + MINUTE_MS)
    expect(await other()).toMatchObject({ sent: READERS - 1, failed: 0 })
  })
})

describe('a pace that was set', () => {
  it('holds for two workers together: a domain with its turns taken waits, the others do not', async () => {
    const smtp = await startScriptedSmtp({ tls: true })
    opened.push(smtp)
    const settings = { rate: null, domainRate: 1 / 60, ramp: false }
    const workers = [connectTo(smtp, {}, settings), connectTo(smtp, {}, settings)]
    await Promise.all(workers.map((run) => run()))
    // One for each of the three domains; the others keep their attempts and come one a minute.
    expect(smtp.taken).toHaveLength(3)
    expect(await store.digests.countByState(DAY)).toMatchObject({ sent: 3, planned: READERS - 3 })
    for (let minute = 1; minute < READERS / 3; minute++) {
      clock = new Date(MORNING.getTime() + minute * MINUTE_MS)
      await Promise.all(workers.map((run) => run()))
      expect(smtp.taken).toHaveLength(3 * (minute + 1))
    }
  })
})

type Run = () => ReturnType<typeof deliver>

async function through(options: Partial<SmtpOptions>, where?: ScriptedSmtp): Promise<{ smtp: ScriptedSmtp; run: Run }> {
  const smtp = where ?? (await startScriptedSmtp({ tls: true }))
  opened.push(smtp)
  return { smtp, run: connectTo(smtp, options) }
}

/** A worker: its own connections and its own view of the pace, on the one database and the one clock. */
function connectTo(
  smtp: ScriptedSmtp,
  options: Partial<SmtpOptions>,
  pace = { rate: null as number | null, domainRate: null as number | null, ramp: false },
): Run {
  const transport = createSmtpTransport({ url: smtp.url.replace('//', '//alice:secret@'), tls: 'require', ...options })
  opened.push(transport)
  const log = createLog('silent')
  const postman: Postman = {
    sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
    send: async ({ to, messageId, date }) => {
      const message = buildMessage({
        from: { name: 'Paperboy', address: 'digest@example.org' },
        to,
        subject: 'Papers',
        text: 'Words.\n',
        html: '<p>Words.</p>',
        language: 'en',
        edition: DAY,
        date,
        messageId,
        publicUrl: 'https://example.org',
        unsubscribeUrl: LINKS.unsubscribe,
      })
      return (await transport.send(message)).response
    },
    classify,
  }
  const deps = {
    ...store,
    ledger: store.digests,
    openPostman: async () => postman,
    links: () => LINKS,
    messageId: (subscriberId: number, edition: string) => `${edition}.${subscriberId}@example.org`,
    pace: createPace(pace, store.sendingPace, log, () => 0),
    lanes: options.maxConnections ?? 2,
    now: () => clock,
    random: () => 0,
    log,
  }
  return async () => {
    await planEdition(deps, DAY)
    return deliver(deps, {})
  }
}

/** Runs, and lets ten minutes pass, until no digest is planned any more. */
async function untilNoneWaits(run: Run): Promise<void> {
  for (let round = 0; round < 60; round++) {
    await run()
    const { planned, claimed } = await store.digests.countByState(DAY)
    if (planned + claimed === 0) return
    clock = new Date(clock.getTime() + 10 * MINUTE_MS)
  }
}
