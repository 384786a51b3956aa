import type { Config } from '../config.ts'
import { type BounceDeps, type BounceReport, takeBounce } from '../jobs/bounces.ts'
import type { Tokens } from '../lib/tokens.ts'
import { readBounce } from '../mail/bounce/read-bounce.ts'
import { returnPath } from '../mail/bounce/verp.ts'

/** The envelope's sender of a digest, which its bounces come back to; undefined where they go to the sender's address. */
export function returnPaths({ bounces }: Config, tokens: Tokens): (digestId: bigint) => string | undefined {
  const { address } = bounces
  return (digestId) => (address === null ? undefined : returnPath(address, tokens.signCaseless('bounce', digestId)))
}

export interface BounceDesk {
  /**
   * Acts upon one mail that came to the bounce address.
   * @param recipient whom it came to, as the mail server says
   * @throws AppError `invalid` for bytes that are no mail
   */
  take(bytes: Uint8Array, recipient?: string): Promise<BounceReport>
}

export function wireBounces({ bounces, mailFrom }: Config, deps: Omit<BounceDeps, 'read'>): BounceDesk {
  // Without a bounce address nothing was sent with a token: every mail is then one without.
  const address = bounces.address ?? mailFrom.address
  const wired = { ...deps, read: (bytes: Uint8Array, recipient?: string) => readBounce(bytes, address, recipient) }
  return { take: (bytes, recipient) => takeBounce(wired, bytes, recipient) }
}
