import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokens, type Purpose } from '../../src/lib/tokens.ts'

const tokens = createTokens(['a secret of thirty-two characters or more'])
const PURPOSES: Purpose[] = ['unsubscribe', 'manage', 'read']

describe('a signed link', () => {
  it('leads back to its id, for its own purpose alone', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), fc.constantFrom(...PURPOSES), (id, purpose) => {
        const token = tokens.sign(purpose, id)
        expect(tokens.verify(purpose, token)).toBe(id)
        for (const other of PURPOSES) if (other !== purpose) expect(tokens.verify(other, token)).toBeNull()
      }),
    )
  })

  it('is worth nothing once a single character is altered', () => {
    const token = tokens.sign('unsubscribe', 4711)
    for (let at = 0; at < token.length; at++) {
      const altered = `${token.slice(0, at)}${token[at] === 'a' ? 'b' : 'a'}${token.slice(at + 1)}`
      expect(tokens.verify('unsubscribe', altered), altered).toBeNull()
    }
  })

  it('is refused, without an exception, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => tokens.verify('manage', text) === null))
    expect(tokens.verify('manage', `0${tokens.sign('manage', 1)}`)).toBeNull()
    expect(createTokens(['another secret, as long as the first']).verify('manage', tokens.sign('manage', 1))).toBeNull()
  })

  it('is short enough that its header line stays under 76 characters', () => {
    const line = `List-Unsubscribe: <https://paperboy.example.org/u/${tokens.sign('unsubscribe', 99_999_999)}>`
    expect(line.length).toBeLessThan(76)
  })
})

describe('a token of a return path', () => {
  it('leads back to its id, in small letters and in capitals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        const token = tokens.signCaseless('bounce', id)
        expect(token).toMatch(/^[0-9a-z]{21,33}$/)
        expect(tokens.verifyCaseless('bounce', token)).toBe(id)
        expect(tokens.verifyCaseless('bounce', token.toUpperCase())).toBe(id)
      }),
    )
  })

  it('is worth nothing once a character is altered, with another secret, or for another purpose', () => {
    const token = tokens.signCaseless('bounce', 4711)
    for (let at = 0; at < token.length; at++) {
      const altered = `${token.slice(0, at)}${token[at] === '7' ? '8' : '7'}${token.slice(at + 1)}`
      expect(tokens.verifyCaseless('bounce', altered), altered).toBeNull()
    }
    const others = createTokens(['another secret, as long as the first'])
    expect(others.verifyCaseless('bounce', token)).toBeNull()
    expect(tokens.verifyCaseless('bounce', tokens.sign('unsubscribe', 4711))).toBeNull()
    expect(tokens.verifyCaseless('notice', token)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => tokens.verifyCaseless('bounce', text) === null))
  })

  it('lives on when the secret changes', () => {
    const old = tokens.signCaseless('bounce', 1)
    const ring = createTokens(['another secret, as long as the first', 'a secret of thirty-two characters or more'])
    expect(ring.verifyCaseless('bounce', old)).toBe(1n)
  })
})

describe('a link that dies', () => {
  const until = new Date('2026-05-13T12:00:00Z')
  const token = tokens.signUntil('confirm', 7, until)

  it('holds until its time and is known as expired after it', () => {
    expect(tokens.verifyUntil('confirm', token, new Date('2026-05-13T12:00:00Z'))).toBe(7n)
    expect(tokens.verifyUntil('confirm', token, new Date('2026-05-13T12:01:01Z'))).toBe('expired')
  })

  it('cannot be prolonged, nor used for anything else', () => {
    const [id, minute, mac] = token.split('.')
    const later = (Number.parseInt(minute ?? '', 36) + 60).toString(36)
    expect(tokens.verifyUntil('confirm', [id, later, mac].join('.'), until)).toBeNull()
    expect(tokens.verify('manage', token)).toBeNull()
    expect(tokens.verifyUntil('confirm', tokens.sign('manage', 7), until)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => tokens.verifyUntil('confirm', text, until) === null))
  })
})

describe('the stamp of a form', () => {
  it('tells its age, and null where it is not ours', () => {
    const shown = new Date('2026-05-13T12:00:00Z')
    const stamp = tokens.stamp(shown)
    expect(tokens.stampAge(stamp, new Date('2026-05-13T12:00:05Z'))).toBe(5_000)
    expect(tokens.stampAge(stamp.replace('form:', 'form:1'), shown)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => tokens.stampAge(text, shown) === null))
  })
})

describe('a ring of secrets', () => {
  it('signs with the first and takes links of the older ones', () => {
    const renewed = createTokens(['the new secret, which is long enough', 'a secret of thirty-two characters or more'])
    expect(renewed.verify('manage', tokens.sign('manage', 7))).toBe(7n)
    expect(tokens.verify('manage', renewed.sign('manage', 7))).toBeNull()
  })
})

describe('a Message-ID', () => {
  it('is the same for the same digest and another for any other', () => {
    expect(tokens.messageIdLocal(7, '2026-05-11')).toBe(tokens.messageIdLocal(7, '2026-05-11'))
    const others = [tokens.messageIdLocal(7, '2026-05-12'), tokens.messageIdLocal(8, '2026-05-11')]
    expect(new Set([...others, tokens.messageIdLocal(7, '2026-05-11')]).size).toBe(3)
  })
})
