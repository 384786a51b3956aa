import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link is for; a token for one purpose is worth nothing for another. */
export type Purpose = 'unsubscribe' | 'manage' | 'read'

/** 96 bits: RFC 2104 section 5 asks for at least 80, and a header line has 76 columns. */
const MAC_BYTES = 12

export interface Tokens {
  /** `<id in base 36>` and 16 characters of base64url. Never expires. */
  sign(purpose: Purpose, id: number | bigint): string
  /** The id, or null where the token was not made by us for this purpose. */
  verify(purpose: Purpose, token: string): bigint | null
  /** A Message-ID's left part: the same for the same digest, unguessable from outside. */
  messageIdLocal(subscriberId: number, edition: string): string
}

export function createTokens(secret: string): Tokens {
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest().subarray(0, MAC_BYTES)
  return {
    sign: (purpose, id) => `${id.toString(36)}${mac(`${purpose}:${id}`).toString('base64url')}`,
    verify: (purpose, token) => {
      const parts = /^([0-9a-z]{1,13})([\w-]{16})$/.exec(token)
      if (!parts?.[1] || !parts[2]) return null
      const id = [...parts[1]].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
      // One spelling per id: "01" is not "1".
      if (id.toString(36) !== parts[1]) return null
      return timingSafeEqual(mac(`${purpose}:${id}`), Buffer.from(parts[2], 'base64url')) ? id : null
    },
    messageIdLocal: (subscriberId, edition) =>
      `digest.${edition}.${mac(`message-id:${subscriberId}:${edition}`).toString('hex')}`,
  }
}
