import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRelay } from '../../src/app/doctor/relay.ts'
import { cli } from '../support/cli.ts'
import { type Paperboy, startPaperboy } from '../support/paperboy.ts'
import { paper } from '../support/papers.ts'
import { lacksPostfix, type Postfix, startPostfix } from '../support/postfix.ts'

const SECRET = 's'.repeat(40)
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

describe.skipIf(lacksPostfix())('a real mail server', () => {
  let folder: string
  let postfix: Postfix
  let paperboy: Paperboy

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paperboy-key-'))
    writeFileSync(join(folder, 'dkim.pem'), privateKey)
    postfix = await startPostfix('example.org', ['alice', 'bob', 'bounces'])
    paperboy = await startPaperboy({
      SMTP_URL: postfix.url,
      SMTP_TLS: 'require',
      BOUNCE_ADDRESS: 'bounces@example.org',
      PAPERBOY_SECRET: SECRET,
      DKIM_DOMAIN: 'example.org',
      DKIM_SELECTOR: 'paperboy',
      DKIM_PRIVATE_KEY_FILE: join(folder, 'dkim.pem'),
    })
    for (const name of ['alice', 'bob', 'nobody'])
      await paperboy.app.jobs.subscribers.add({ email: `${name}@example.org`, keywords: ['invented'], hour: '7' })
  })
  afterAll(async () => {
    await paperboy?.close()
    await postfix?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const suppressed = async () =>
    (await paperboy.app.jobs.subscribers.list()).filter((one) => one.suppressed !== null).map(({ email }) => email)
  /** What a mail server's pipe does, with the real command line. */
  const pipe = (mail: Uint8Array) =>
    cli(
      ['bounce', '--json'],
      {
        DATABASE_URL: String(paperboy.pool.options.connectionString),
        DATA_DIR: folder,
        PAPERBOY_SECRET: SECRET,
        BOUNCE_ADDRESS: 'bounces@example.org',
      },
      mail,
    )

  it('takes digests over STARTTLS, signed, each with a return path of its own', async () => {
    expect(await paperboy.announce('2026-05-11', [paper(1)])).toBe(3)
    const mails = [...(await postfix.mailsIn('alice', 1)), ...(await postfix.mailsIn('bob', 1))]
    const resolver = async () => [[`v=DKIM1; k=rsa; p=${publicKey.replace(/-----[^-]+-----|\s/g, '')}`]]
    for (const mail of mails) {
      const { results } = await dkimVerify(mail, { resolver })
      expect(results.map(({ status }) => status.result)).toEqual(['pass'])
      expect(mail.toString()).toMatch(/^Received: .*\n(\s.*\n)*\s+\(using TLS/m)
    }
    const paths = mails.map((mail) => /^Return-Path: <(.*)>/m.exec(mail.toString())?.[1])
    expect(new Set(paths).size).toBe(2)
    for (const path of paths) expect(path).toMatch(/^bounces\+[0-9a-z]{21,33}@example\.org$/)
  })

  it('is found by the doctor to be encrypted', async () => {
    expect(await checkRelay(postfix.url, 'require')).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('over TLS'),
    })
  })

  it('sends back what nobody there can get, and that reader alone is sent no more', async () => {
    const [bounce = Buffer.alloc(0)] = await postfix.mailsIn('bounces', 1)
    expect(bounce.toString()).toMatch(/^Status: 5\.1\.1/m)
    expect(await suppressed()).toEqual([])
    const first = await pipe(bounce)
    expect(first.code, first.stderr).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({ what: 'unknown', outcome: 'suppressed' })
    expect(await suppressed()).toEqual(['nobody@example.org'])

    await postfix.idle()
    expect(await paperboy.announce('2026-05-12', [paper(2)])).toBe(2)
    await postfix.mailsIn('alice', 2)
    await postfix.mailsIn('bob', 2)
    await postfix.idle()
    expect(await postfix.mailsIn('bounces', 1)).toHaveLength(1)
  })

  it('is not believed when somebody else writes the same bounce for another reader', async () => {
    const [bounce = Buffer.alloc(0)] = await postfix.mailsIn('bounces', 1)
    const forged = bounce
      .toString('latin1')
      .replaceAll('nobody@', 'alice@')
      .replace(/bounces\+([0-9a-z]+)@/g, (_, token: string) => `bounces+2${token.slice(1)}@`)
    const report = await paperboy.app.jobs.bounces.take(Buffer.from(forged, 'latin1'))
    expect(report).toMatchObject({ what: 'unknown', outcome: 'unsigned' })
    expect(await suppressed()).toEqual(['nobody@example.org'])
  })
})
