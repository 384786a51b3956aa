import { setTimeout as wait } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type EditionsWatch, watchEditions } from '../../src/app/editions.ts'
import { createTransport } from '../../src/app/transport.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/lib/log.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { paper } from '../support/papers.ts'
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'

let database: TestDatabase
let store: Store
let relay: ScriptedSmtp
let clock: Date
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate editions, papers cascade`
  relay = await startScriptedSmtp()
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await relay.close()
})

/** One process's watch, that mails over the relay. */
function watch(): EditionsWatch & { run(at: string): Promise<void> } {
  const config = readConfig({
    PAPERBOY_SECRET: 's'.repeat(40),
    SMTP_URL: relay.url,
    MAIL_FROM: 'Paperboy <digest@example.org>',
    POSTAL_ADDRESS: '1 Example Street, Sampleton',
    OPERATOR_EMAIL: 'olga@example.org',
  })
  const transport = createTransport(config)
  closers.push(() => transport.close())
  const editions = watchEditions({ config, store, transport, now: () => clock, log: createLog('silent') })
  return {
    ...editions,
    run: async (at) => {
      clock = new Date(at)
      await editions.raiseAlarms()
      await editions.settled()
    },
  }
}

async function come(date: string, on: string, numbers: number[]): Promise<void> {
  await store.editions.save({
    date,
    feeds: [{ category: 'cs.AI', status: 'ok', items: numbers.length, url: 'http://feed', etag: null }],
    announcements: numbers.map((number) => ({ paper: paper(number), type: 'new' })),
    expected: ['cs.AI'],
    at: new Date(on),
  })
}

async function fail(date: string): Promise<void> {
  await store.editions.save({
    date,
    feeds: [{ category: 'cs.AI', status: 'failed', items: 0, error: 'HTTP 500', url: 'http://feed', etag: null }],
    announcements: [],
    expected: ['cs.AI'],
    at: clock,
  })
}

const mails = () => Promise.all(relay.raw.map((raw) => PostalMime.parse(raw)))

describe('the operator', () => {
  it('is told once of an edition that is incomplete after its deadline, until it is whole', async () => {
    const { run } = watch()
    await run('2026-05-11T12:00:00Z')
    await come('2026-05-08', '2026-05-08T05:00:00Z', [1])
    await run('2026-05-08T12:00:00Z')
    await run('2026-05-11T09:59:00Z')
    expect(relay.taken).toEqual([])
    await run('2026-05-11T10:00:00Z')
    await run('2026-05-11T10:01:00Z')
    const [mail, ...others] = await mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      subject: 'Paperboy: the edition 2026-05-11 needs a look',
      to: [{ address: 'olga@example.org' }],
      text: expect.stringMatching(/^nothing of the edition 2026-05-11 came before its deadline\.[\s\S]*goes on trying/),
    })
    await come('2026-05-11', '2026-05-11T13:00:00Z', [2])
    expect(await store.alarms.raised('2026-05-08')).toEqual([])
  })

  it('is told of an edition that was missed days ago and could not be rebuilt', async () => {
    const { run } = watch()
    await come('2026-05-07', '2026-05-07T05:00:00Z', [1])
    clock = new Date('2026-05-08T05:00:00Z')
    await fail('2026-05-08')
    await come('2026-05-12', '2026-05-12T05:00:00Z', [2])
    await run('2026-05-12T12:00:00Z')
    await run('2026-05-12T12:01:00Z')
    expect((await mails()).map(({ subject }) => subject)).toEqual(['Paperboy: the edition 2026-05-08 needs a look'])
  })
})

describe('a mail to the operator that the relay does not take', () => {
  beforeEach(async () => {
    await come('2026-05-08', '2026-05-08T05:00:00Z', [1])
  })

  it('is tried again by each run until it is taken, then never again, with one Message-ID', async () => {
    const { run } = watch()
    relay.misbehave('connect', '421 4.3.2 not now')
    await run('2026-05-11T10:00:00Z')
    relay.misbehave('final dot', '451 4.3.0 try later')
    await run('2026-05-11T10:01:00Z')
    expect(relay.taken).toEqual([])
    await run('2026-05-11T10:02:00Z')
    await run('2026-05-11T10:03:00Z')
    await watch().run('2026-05-12T09:00:00Z')
    expect(relay.taken).toHaveLength(1)
    expect(new Set((await mails()).map(({ messageId }) => messageId))).toEqual(new Set([`<${relay.taken[0]}>`]))
    expect(relay.raw).toHaveLength(2)
  })

  it('says that it is over where it is by then', async () => {
    const { run } = watch()
    relay.misbehave('connect', '421 4.3.2 not now')
    await run('2026-05-11T10:00:00Z')
    await come('2026-05-11', '2026-05-11T13:00:00Z', [2])
    await run('2026-05-11T13:01:00Z')
    expect((await mails()).map(({ text }) => text)).toEqual([expect.stringContaining('This is over by now.')])
  })

  it('is given up after a fortnight', async () => {
    const { run } = watch()
    await run('2026-05-08T12:00:00Z')
    await database.prisma.$executeRaw`
      insert into alarms (edition_date, kind, detail, raised_at) values
      ('2026-05-08', 'few', 'old', '2026-05-08T12:00:00Z')`
    await run('2026-05-22T12:00:01Z')
    expect((await mails()).map(({ text }) => text?.split('.')[0])).toEqual([
      'nothing of the edition 2026-05-22 came before its deadline',
    ])
  })

  it('is sent by one of several processes, also where the one that had it in hand has died', async () => {
    const [first, second] = [watch(), watch()]
    await Promise.all([first.run('2026-05-11T10:00:00Z'), second.run('2026-05-11T10:00:00Z')])
    expect(relay.taken).toHaveLength(1)
    await database.prisma.$executeRaw`
      update alarms set mailed_at = null, claim_token = gen_random_uuid(), claimed_until = '2026-05-11T10:30:00Z'`
    await second.run('2026-05-11T10:29:00Z')
    expect(relay.taken).toHaveLength(1)
    await second.run('2026-05-11T10:30:00Z')
    expect(relay.taken).toHaveLength(2)
    expect(new Set(relay.taken).size).toBe(1)
  })

  it('holds nothing up', async () => {
    relay.misbehave('EHLO', 'hang')
    const { raiseAlarms, settled } = watch()
    clock = new Date('2026-05-11T10:00:00Z')
    await raiseAlarms()
    await raiseAlarms()
    await expect(Promise.race([settled(), wait(100, 'still under way')])).resolves.toBe('still under way')
    relay.cutAll()
    await settled()
    expect(relay.conversations).toHaveLength(1)
  })
})

describe('an edition with few papers', () => {
  it('is a warning until a later edition is whole, on whichever weekday', async () => {
    for (const [week, day] of ['2026-04-16', '2026-04-23', '2026-04-30'].entries())
      await come(
        day,
        `${day}T05:00:00Z`,
        [0, 1, 2, 3].map((number) => week * 10 + number + 1),
      )
    await come('2026-05-07', '2026-05-07T05:00:00Z', [90])
    const { run } = watch()
    await run('2026-05-07T12:00:00Z')
    const warnings = async () =>
      (await store.alarms.raised('2026-05-01')).map(({ edition, kind }) => `${kind} ${edition}`)
    expect(await warnings()).toEqual(['few 2026-05-07'])
    clock = new Date('2026-05-08T05:00:00Z')
    await fail('2026-05-08')
    expect(await warnings()).toEqual(['few 2026-05-07'])
    await come('2026-05-08', '2026-05-08T06:00:00Z', [91])
    expect(await warnings()).toEqual([])
  })
})
