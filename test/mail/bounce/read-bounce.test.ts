import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/domain/errors.ts'
import { readBounce } from '../../../src/mail/bounce/read-bounce.ts'
import { ADDRESS, SAMPLES, TOKEN } from './samples.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\n/g, '\r\n'))
const read = (mail: string) => readBounce(bytes(mail), ADDRESS)

describe('a mail that came back is understood:', () => {
  it.each(SAMPLES)('$name', async ({ mail, what, recipients, detail }) => {
    const reading = await read(mail)
    expect(reading.what, reading.detail).toBe(what)
    expect(reading.tokens).toEqual([TOKEN])
    if (recipients) expect([...new Set(reading.recipients)]).toEqual(recipients)
    if (detail) expect(reading.detail).toMatch(detail)
    expect(reading.detail).not.toMatch(/@/)
  })

  it('with line ends of any kind', async () => {
    for (const { mail, what } of SAMPLES)
      expect((await readBounce(Buffer.from(mail), ADDRESS)).what, mail.slice(0, 60)).toBe(what)
  })
})

describe('the return path of a bounce', () => {
  it('is first the one that the mail server names, then the one it was addressed to, then any', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => `1${letter.repeat(20)}`)
    const mail = `Delivered-To: bounces+${b}@example.org\nFrom: x@example.net\nSubject: x\n\nbounces+${c}@example.org`
    const reading = await readBounce(bytes(mail), ADDRESS, `bounces+${a}@example.org`)
    expect(reading.tokens).toEqual([a, b, c])
  })

  it('is no address of another domain, nor a longer one', async () => {
    const others = [
      `bounces+${TOKEN}@example.org.example.net`,
      `x-bounces+${TOKEN}@example.org`,
      `bounces+1@example.org`,
    ]
    const { tokens } = await read(`From: x@example.net\nSubject: x\n\n${others.join('\n')}`)
    expect(tokens).toEqual([])
  })
})

describe('bytes from anyone', () => {
  it('are no mail where no header of a mail stands in them', async () => {
    for (const text of ['', 'hello', '\0\0\0', 'X-Nothing: 1\n\nbody'])
      await expect(read(text)).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are refused when parts lie too deep in parts', async () => {
    const deep = Array.from({ length: 60 }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`)
    await expect(read(`From: x@example.net\n${deep.join('')}\nend`)).rejects.toMatchObject({ code: 'invalid' })
  })

  it('never bring anything but a reading of bounded size, or that error', async () => {
    const noise = fc.uint8Array({ maxLength: 2_000 })
    const cutSample = fc
      .tuple(fc.constantFrom(...SAMPLES), fc.nat(4_000), fc.nat(4_000), noise)
      .map(([{ mail }, from, to, middle]) =>
        Buffer.concat([bytes(mail).subarray(0, Math.min(from, to)), middle, bytes(mail).subarray(Math.max(from, to))]),
      )
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, cutSample), async (input) => {
        try {
          const { detail, recipients } = await readBounce(input, ADDRESS)
          expect(detail.length).toBeLessThanOrEqual(201)
          expect(recipients.length).toBeLessThanOrEqual(1_000)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are read in time also where they were made to take long: a quadratic pattern takes minutes here', async () => {
    const repeated = [
      'a@b.c '.repeat(30_000),
      '<'.repeat(150_000),
      `mailbox ${'x '.repeat(70_000)}`,
      'user '.repeat(30_000),
      `\n${' '.repeat(100_000)}x`,
      `${'a'.repeat(64)}@${'b.'.repeat(60_000)}`,
      'message '.repeat(20_000),
      'could not be delivered for '.repeat(6_000),
    ]
    for (const body of repeated) {
      const words = await read(`From: mailer-daemon@example.net\nSubject: failure notice\n\n${body}`)
      const report = await read(
        `From: x@example.net\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=q\n\n--q\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; ${body}\n--q--`,
      )
      expect([words.detail.length, report.detail.length].every((length) => length <= 201)).toBe(true)
    }
  })
})
