import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokens, type Purpose } from '../../src/lib/tokens.ts'

const tokens = createTokens('a secret of thirty-two characters or more')
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
    expect(createTokens('another secret, as long as the first').verify('manage', tokens.sign('manage', 1))).toBeNull()
  })

  it('is short enough that its header line stays under 76 characters', () => {
    const line = `List-Unsubscribe: <https://paperboy.example.org/u/${tokens.sign('unsubscribe', 99_999_999)}>`
    expect(line.length).toBeLessThan(76)
  })
})

describe('a Message-ID', () => {
  it('is the same for the same digest and another for any other', () => {
    expect(tokens.messageIdLocal(7, '2026-05-11')).toBe(tokens.messageIdLocal(7, '2026-05-11'))
    const others = [tokens.messageIdLocal(7, '2026-05-12'), tokens.messageIdLocal(8, '2026-05-11')]
    expect(new Set([...others, tokens.messageIdLocal(7, '2026-05-11')]).size).toBe(3)
  })
})
