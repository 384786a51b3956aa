import { beforeEach, describe, expect, it } from 'vitest'
import type { Bounce } from '../../src/domain/bounce.ts'
import { type BounceDeps, takeBounce } from '../../src/jobs/bounces.ts'
import { addressNumber } from '../../src/lib/address.ts'
import { createLog } from '../../src/lib/log.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { ALICE } from '../web/deps.ts'

const tokens = createTokens(['a secret of thirty-two characters or more'])
const NOW = new Date('2026-05-12T09:30:00Z')

let recorded: { digest: bigint; bounce: Bounce }[]
let held: { key: string; days: number }[]
beforeEach(() => {
  recorded = []
  held = []
})

/** A mail that says what it is, before a ledger where digest 7 is alice's and digest 8 of somebody who is gone. */
const take = (reading: Partial<Awaited<ReturnType<BounceDeps['read']>>>) =>
  takeBounce(
    {
      read: async () => ({ what: 'hard', detail: 'no', recipients: [], tokens: [], ...reading }),
      tokens,
      ledger: { byId: async (id) => (id === 7n || id === 8n ? { id, subscriberId: Number(id) } : null) },
      subscribers: { byId: async (id) => (id === 7 ? { ...ALICE, id } : null) },
      bounces: {
        record: async ({ id }, bounce) => {
          recorded.push({ digest: id, bounce })
          return 'counted'
        },
      },
      limits: {
        hold: async (_, key, seconds) => {
          held.push({ key, days: seconds / 86_400 })
        },
      },
      now: () => NOW,
      log: createLog('silent'),
    },
    new Uint8Array(),
  )
const signed = (id: number) => tokens.signCaseless('bounce', id)

describe('a mail to the bounce address', () => {
  it('counts for the digest whose return path it came to, at the time it came', async () => {
    expect(await take({ what: 'full', tokens: [signed(7)] })).toMatchObject({ outcome: 'counted', subscriber: 7 })
    expect(recorded).toEqual([{ digest: 7n, bounce: { kind: 'full', at: NOW, detail: 'no' } }])
  })

  it('is not believed without a token that we signed, whatever it says', async () => {
    const forged = [
      `7${'a'.repeat(20)}`,
      createTokens(['another secret, as long as the first']).signCaseless('bounce', 7),
    ]
    for (const one of [[], forged])
      expect(await take({ what: 'unknown', tokens: one })).toMatchObject({ outcome: 'unsigned', subscriber: null })
    expect(recorded).toEqual([])
  })

  it('is about the first of its tokens that we signed', async () => {
    await take({ tokens: [`9${'a'.repeat(20)}`, signed(7), signed(8)] })
    expect(recorded).toMatchObject([{ digest: 7n }])
  })

  it('is left alone where its digest or its reader is gone', async () => {
    for (const id of [8, 9]) expect(await take({ tokens: [signed(id)] })).toMatchObject({ outcome: 'gone' })
    expect(recorded).toEqual([])
  })

  it('counts for nothing where it is late, a reply, a person’s, or about us', async () => {
    for (const what of ['delay', 'reply', 'other', 'ours'] as const)
      expect(await take({ what, tokens: [signed(7)] })).toMatchObject({ what, outcome: 'ignored', subscriber: 7 })
    expect(recorded).toEqual([])
  })

  it('is an ordinary bounce where the unknown address is one that the reader forwards to', async () => {
    await take({ what: 'unknown', recipients: ['old@example.net'], tokens: [signed(7)] })
    await take({ what: 'unknown', recipients: [ALICE.email, 'old@example.net'], tokens: [signed(7)] })
    await take({ what: 'unknown', tokens: [signed(7)] })
    expect(recorded.map(({ bounce }) => bounce.kind)).toEqual(['hard', 'unknown', 'unknown'])
  })
})

describe('a notice that came back', () => {
  const number = addressNumber(ALICE.email)
  const noticeToken = tokens.signCaseless('notice', number)
  const back = (reading: Parameters<typeof take>[0]) => take({ tokens: [noticeToken], ...reading })

  it('holds back further notices to an address that nobody has, and to one whose owner complains', async () => {
    for (const what of ['unknown', 'complaint', 'hard'] as const)
      expect(await back({ what, recipients: what === 'complaint' ? [] : ['Alice@Example.org'] })).toMatchObject({
        what,
        outcome: 'no notices',
        subscriber: null,
        digest: null,
      })
    const key = number.toString(36)
    expect(held).toEqual([
      { key, days: 7 },
      { key, days: 7 },
      { key, days: 1 },
    ])
    expect(recorded).toEqual([])
  })

  it('holds back nothing where another try may arrive, or it is about us', async () => {
    for (const what of ['full', 'soft', 'ours', 'delay', 'reply', 'other'] as const)
      expect(await back({ what })).toMatchObject({ outcome: 'ignored' })
    expect(held).toEqual([])
  })

  it('says nothing of an address whose owner forwards to one that is gone', async () => {
    expect(await back({ what: 'unknown', recipients: ['old@example.net'] })).toMatchObject({ outcome: 'ignored' })
    expect(held).toEqual([])
  })

  it('is not believed with the token of a digest', async () => {
    const forged = `${number.toString(36)}${signed(7).slice(-20)}`
    expect(await back({ what: 'unknown', tokens: [forged] })).toMatchObject({ outcome: 'unsigned' })
    expect(held).toEqual([])
  })
})
