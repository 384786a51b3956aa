import type { Config } from '../config.ts'
import type { DigestLinks } from '../domain/digest.ts'
import type { Tokens } from '../lib/tokens.ts'

/** The links of one subscriber's digest; `web` where there is a digest to read. */
export type SignLinks = (subscriberId: number, digestId: bigint) => DigestLinks

export function signedLinks({ publicUrl }: Config, tokens: Tokens): SignLinks {
  return (subscriberId, digestId) => ({
    web: `${publicUrl}/d/${tokens.sign('read', digestId)}`,
    manage: `${publicUrl}/m/${tokens.sign('manage', subscriberId)}`,
    unsubscribe: `${publicUrl}/u/${tokens.sign('unsubscribe', subscriberId)}`,
  })
}

/** A preview is nobody's: its links lead to the front page. */
export function previewLinks({ publicUrl }: Config): DigestLinks {
  return { web: `${publicUrl}/`, manage: `${publicUrl}/`, unsubscribe: `${publicUrl}/` }
}
