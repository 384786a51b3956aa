import type { Digest } from '../domain/digest.ts'
import type { KeywordPreview } from '../domain/keyword-preview.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'

/** A sign-up as it was typed. */
export interface SignUpForm {
  email: string
  keywords: readonly string[]
  language: string
  timeZone: string
  hour: string
}

/** What the pages ask of the world. */
export interface WebDeps {
  signUp: {
    /**
     * Sends the confirmation mail. The answer is the same for known, unknown and pending addresses, and for one that
     * had its mails already.
     * @throws AppError `invalid`, a line per wrong field: `email: …`, `keywords: …`, `timezone: …`, `hour: …`
     */
    request(form: SignUpForm): Promise<void>
    /** Who a confirmation link is for; changes nothing. */
    pending(token: string): Promise<Subscriber | 'expired' | null>
    /** Makes the subscription active, and the first digest go out at once. Idempotent. */
    confirm(token: string): Promise<Subscriber | 'expired' | null>
  }
  /** @throws AppError `invalid` */
  previewKeywords(keywords: readonly string[]): Promise<KeywordPreview[]>
  /** False where this client network has asked for too much: 20 sign-ups or 240 previews an hour. */
  admit(what: 'sign-up' | 'preview', network: string): Promise<boolean>
  /** Hidden in a form when it is shown, checked when it comes back: an age in milliseconds, or null for a forged one. */
  formStamp: { make(): string; age(stamp: string): number | null }
  categories: readonly string[]
  tokens: Pick<Tokens, 'verify'>
  subscriber(id: number): Promise<Subscriber | null>
  /**
   * Changes what the reader chose.
   * @throws AppError `invalid`, a line per wrong field
   */
  change(subscriberId: number, form: Omit<SignUpForm, 'email'>): Promise<void>
  /** Makes one who had left active again. */
  resume(subscriberId: number): Promise<void>
  /** Deletes them, with everything about them; idempotent. */
  forget(subscriberId: number): Promise<void>
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
