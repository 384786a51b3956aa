import type { Digest } from '../domain/digest.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'

/** What the pages ask of the world. */
export interface WebDeps {
  tokens: Pick<Tokens, 'verify'>
  subscriber(id: number): Promise<Subscriber | null>
  /** Idempotent; also for someone long gone. */
  unsubscribe(subscriberId: number): Promise<void>
  /** A sent digest, complete; null where it or its reader is gone. */
  digest(id: bigint): Promise<Digest | null>
  textRendition(digest: Digest): string
  unsubscribeLink(subscriberId: number): string
  /** Throws where the database does not answer. */
  ping(): Promise<void>
  log: Log
}
