import { createPublicKey } from 'node:crypto'

/** `v=DKIM1; k=rsa; p=…`, as DKIM and DMARC write their records (RFC 6376 section 3.2); names in lower case. */
export function readTags(record: string): Map<string, string> {
  return new Map(
    record.split(';').flatMap((tag): [string, string][] => {
      const at = tag.indexOf('=')
      return at < 1 ? [] : [[tag.slice(0, at).trim().toLowerCase(), tag.slice(at + 1).replace(/\s+/g, '')]]
    }),
  )
}

/** The record that a private key's mail is verified with. @param privateKey PEM */
export function dkimRecord(privateKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKeyOf(privateKey)}`
}

/** What a published DKIM record says of a key. */
export function compareDkim(record: string, privateKey: string): 'same' | 'another' | 'revoked' {
  const published = readTags(record).get('p') ?? ''
  if (published === '') return 'revoked'
  const own = publicKeyOf(privateKey)
  return published === own || normalKey(published) === own ? 'same' : 'another'
}

/** Bits of the key's modulus. */
export function keyBits(privateKey: string): number {
  return createPublicKey(privateKey).asymmetricKeyDetails?.modulusLength ?? 0
}

function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
}

/** RFC 6376 errata 3017: some publish the bare RSA key instead of SubjectPublicKeyInfo. */
function normalKey(published: string): string {
  try {
    const key = createPublicKey({ key: Buffer.from(published, 'base64'), format: 'der', type: 'pkcs1' })
    return key.export({ type: 'spki', format: 'der' }).toString('base64')
  } catch {
    return published
  }
}

/**
 * Whether DMARC takes a domain that was authenticated for that of From (RFC 7489 section 3.1). Relaxed: the same
 * organisation, which is taken to be where the DMARC record was found, or one domain below the other.
 */
export function isAligned(from: string, other: string, mode: 'r' | 's', organisation: string): boolean {
  const [a, b, top] = [from, other, organisation].map((name) => name.toLowerCase().replace(/\.$/, ''))
  if (a === undefined || b === undefined || top === undefined) return false
  if (a === b) return true
  const below = (name: string, parent: string) => name === parent || name.endsWith(`.${parent}`)
  return mode === 'r' && (below(a, b) || below(b, a) || (below(a, top) && below(b, top)))
}
