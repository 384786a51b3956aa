import type { Config } from '../config.ts'
import type { DigestLinks } from '../domain/digest.ts'
import type { Tokens } from '../lib/tokens.ts'

/** The links of one subscriber's digest; `web` where there is a digest to read. */
export type SignLinks = (subscriberId: number, digestId: bigint) => DigestLinks

export function signedLinks({ publicUrl }: Config, tokens: Tokens): SignLinks {
  return (subscriberId, digestId) => {
    const manage = `${publicUrl}/m/${tokens.sign('manage', subscriberId)}`
    return {
      web: `${publicUrl}/d/${tokens.sign('read', digestId)}`,
      manage,
      unsubscribe: `${publicUrl}/u/${tokens.sign('unsubscribe', subscriberId)}`,
      mute: `${manage}/mute?keyword=`,
    }
  }
}

/** A preview is nobody's: its links lead to the front page. */
export function previewLinks({ publicUrl }: Config): DigestLinks {
  return { web: `${publicUrl}/`, manage: `${publicUrl}/`, unsubscribe: `${publicUrl}/`, mute: null }
}
