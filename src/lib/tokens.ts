import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link is for; a token for one purpose is worth nothing for another. */
export type Purpose = 'unsubscribe' | 'manage' | 'read'
/** Links that die. */
export type PassingPurpose = 'confirm' | 'address'
/** Tokens that pass through mail servers, some of which change an address to lower case. */
export type CaselessPurpose = 'bounce' | 'notice'

/** 96 bits: RFC 2104 section 5 asks for at least 80, and a header line has 76 columns. */
const MAC_BYTES = 12
const MAC_LENGTH = 16
/** 96 bits in steps of five: one more than a mac fills, which is zero. */
const CASELESS_DIGITS = 20
const MINUTE_MS = 60_000

export interface Tokens {
  /** `<id in base 36>` and 16 characters of base64url. Never expires. */
  sign(purpose: Purpose, id: number | bigint): string
  /** The id, or null where the token was not made by us for this purpose. */
  verify(purpose: Purpose, token: string): bigint | null
  /** `<id>.<minute of the end, base 36>.<16 characters>`. */
  signUntil(purpose: PassingPurpose, id: number | bigint, until: Date): string
  verifyUntil(purpose: PassingPurpose, token: string, now: Date): bigint | 'expired' | null
  /** `<id in base 36>` and 20 digits of base 32: letters and digits alone, the same in capitals. Never expires. */
  signCaseless(purpose: CaselessPurpose, id: number | bigint): string
  verifyCaseless(purpose: CaselessPurpose, token: string): bigint | null
  /** A time that a form carries from when it was shown to when it is sent. */
  stamp(now: Date): string
  /** How long ago a stamp was made, in milliseconds; null for one that we did not make. */
  stampAge(stamp: string, now: Date): number | null
  /** A Message-ID's left part: the same for the same digest, unguessable from outside. */
  messageIdLocal(subscriberId: number, edition: string): string
}

/** @param ring the first secret signs, all of them verify: an old one may follow the new */
export function createTokens(ring: readonly [string, ...string[]]): Tokens {
  const mac = (text: string, secret: string = ring[0]) =>
    createHmac('sha256', secret).update(text).digest().subarray(0, MAC_BYTES)
  const isSigned = (text: string, signature: string) =>
    signature.length === MAC_LENGTH &&
    // Every secret is tried, so that time does not tell which one fits.
    ring.filter((secret) => timingSafeEqual(mac(text, secret), Buffer.from(signature, 'base64url'))).length > 0
  const signed = (text: string) => `${text}.${mac(text).toString('base64url')}`
  return {
    sign: (purpose, id) => `${id.toString(36)}${mac(`${purpose}:${id}`).toString('base64url')}`,
    verify: (purpose, token) => {
      const parts = /^([0-9a-z]{1,13})([\w-]{16})$/.exec(token)
      const id = base36(parts?.[1])
      return id !== null && isSigned(`${purpose}:${id}`, parts?.[2] ?? '') ? id : null
    },
    signUntil: (purpose, id, until) => {
      const minute = Math.ceil(until.getTime() / MINUTE_MS)
      return `${id.toString(36)}.${minute.toString(36)}.${mac(`${purpose}:${id}:${minute}`).toString('base64url')}`
    },
    verifyUntil: (purpose, token, now) => {
      const parts = /^([0-9a-z]{1,13})\.([0-9a-z]{1,9})\.([\w-]{16})$/.exec(token)
      const id = base36(parts?.[1])
      const minute = base36(parts?.[2])
      if (id === null || minute === null || !isSigned(`${purpose}:${id}:${minute}`, parts?.[3] ?? '')) return null
      return now.getTime() > Number(minute) * MINUTE_MS ? 'expired' : id
    },
    signCaseless: (purpose, id) => `${id.toString(36)}${base32(mac(`${purpose}:${id}`))}`,
    verifyCaseless: (purpose, token) => {
      const parts = /^([0-9a-z]{1,13})([0-9a-v]{20})$/.exec(token.toLowerCase())
      const id = base36(parts?.[1])
      if (id === null) return null
      const given = Buffer.from(parts?.[2] ?? '')
      const fits = ring.filter((secret) => timingSafeEqual(Buffer.from(base32(mac(`${purpose}:${id}`, secret))), given))
      return fits.length > 0 ? id : null
    },
    stamp: (now) => signed(`form:${now.getTime().toString(36)}`),
    stampAge: (stamp, now) => {
      const parts = /^(form:([0-9a-z]{1,11}))\.([\w-]{16})$/.exec(stamp)
      if (!parts?.[1] || !isSigned(parts[1], parts[3] ?? '')) return null
      return now.getTime() - Number.parseInt(parts[2] ?? '', 36)
    },
    messageIdLocal: (subscriberId, edition) =>
      `digest.${edition}.${mac(`message-id:${subscriberId}:${edition}`).toString('hex')}`,
  }
}

/** RFC 4648's digits with numbers first, as `toString(32)` writes them. */
function base32(bytes: Buffer): string {
  return (BigInt(`0x${bytes.toString('hex')}`) << 4n).toString(32).padStart(CASELESS_DIGITS, '0')
}

/** Null for what is no number, or not spelled in the one way that we write it: "01" is not "1". */
function base36(text: string | undefined): bigint | null {
  if (text === undefined) return null
  const value = [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
  return value.toString(36) === text ? value : null
}
