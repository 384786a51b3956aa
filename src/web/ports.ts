import type { Digest } from '../domain/digest.ts'
import type { Edition, EditionDate } from '../domain/edition.ts'
import type { EditionCounts, EditionFigures } from '../domain/edition-counts.ts'
import type { KeywordLine } from '../domain/keyword.ts'
import type { KeywordPreview } from '../domain/keyword-preview.ts'
import type { Receipt } from '../domain/ledger.ts'
import type { AddressWish, Language, SignUpWish, Subscriber } from '../domain/subscriber.ts'
import type { Now } from '../lib/clock.ts'
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

/** Who runs this Paperboy, as its public pages say it. */
export interface Operator {
  /** An email address. */
  contact: string
  /** Empty where none is set. */
  postalAddress: string
  /** Whether mails go to a relay; where not, they are written to files. */
  relay: boolean
}

/** The settings as they were typed. */
export interface SettingsForm {
  keywords: readonly KeywordLine[]
  language: string
  timeZone: string
  hour: string
  /** `every`, or 1 (Monday) to 7 (Sunday). */
  weekday: string
  emptyMail: boolean
  /** `YYYY-MM-DD`, or nothing. */
  pausedUntil: string
  replacements: boolean
  /** A language tag; nothing for originals only. */
  translation: string
  show: string
  abstracts: string
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
    pending(token: string): Promise<SignUpWish | 'expired' | null>
    /** Makes the subscription active, and the first digest go out at once. Idempotent. */
    confirm(token: string): Promise<Subscriber | 'expired' | null>
  }
  /** @throws AppError `invalid` */
  previewKeywords(keywords: readonly string[]): Promise<KeywordPreview[]>
  /** False where this client network has asked for too much: 20 sign-ups or links, 240 previews an hour. */
  admit(what: 'sign-up' | 'preview' | 'link', network: string): Promise<boolean>
  /** Hidden in a form when it is shown, checked when it comes back: an age in milliseconds, or null for a forged one. */
  formStamp: { make(): string; age(stamp: string): number | null }
  categories: readonly string[]
  /** BCP 47 tags of what papers can be translated to now. */
  languages(): Promise<readonly string[]>
  tokens: Pick<Tokens, 'verify'>
  subscriber(id: number): Promise<Subscriber | null>
  /**
   * Changes what the reader chose.
   * @param madeFrom the fingerprint of the settings that the form was made from, where it has one
   * @throws AppError `invalid`, a line per wrong field; `conflict` where the settings are others by now
   */
  change(reader: Subscriber, form: SettingsForm, madeFrom: string | undefined): Promise<void>
  /** Pauses one keyword; idempotent. */
  muteKeyword(subscriberId: number, keyword: string): Promise<void>
  addresses: {
    /**
     * Asks the new address to confirm; the answer is the same whether or not somebody has it.
     * @throws AppError `invalid`
     */
    request(reader: Subscriber, email: string): Promise<'asked' | 'same' | 'too many'>
    /** What a confirmation link would change; changes nothing. */
    pending(token: string): Promise<AddressWish | 'expired' | null>
    confirm(token: string): Promise<AddressWish | 'taken' | 'expired' | null>
  }
  /**
   * Mails the link to their settings to whoever has the address; every address gets one mail, and the same answer.
   * @param language for an address that nobody has
   * @throws AppError `invalid`
   */
  sendSettingsLink(email: string, language: Language): Promise<void>
  /** All that is kept of a subscriber, ready for JSON. */
  personalData(subscriberId: number): Promise<object>
  /** What became of a reader's newest digests, newest first. */
  receipts(subscriberId: number, count: number): Promise<Receipt[]>
  /** Where one of a reader's digests is read. */
  digestLink(subscriberId: number, digestId: bigint): string
  /** Makes one who had left active again. */
  resume(subscriberId: number): Promise<void>
  /** Sends mail again to one whose mail came back. */
  trust(subscriberId: number): Promise<void>
  /** Deletes them, with everything about them; idempotent. */
  forget(subscriberId: number): Promise<void>
  /** Idempotent; also for someone long gone. */
  unsubscribe(subscriberId: number, reason: string | null): Promise<void>
  /** A sent digest, complete; null where it or its reader is gone. */
  digest(id: bigint): Promise<Digest | null>
  textRendition(digest: Digest): string
  /** A digest's papers for other programs: BibTeX, RIS, JSON. */
  exports: Record<'bib' | 'ris' | 'json', (digest: Digest) => string>
  unsubscribeLink(subscriberId: number): string
  manageLink(subscriberId: number): string
  editions: {
    /** The newest editions that hold papers, newest first. */
    recent(count: number): Promise<EditionCounts[]>
    /** Null where there is no such edition. */
    figures(date: EditionDate): Promise<EditionFigures | null>
    /** The newest, with papers or without. */
    latest(): Promise<Pick<Edition, 'date' | 'complete'> | null>
    /** What is amiss with editions of these days, a sentence each. */
    warnings(): Promise<string[]>
  }
  operator: Operator
  now: Now
  /** Throws where the database does not answer. */
  ping(): Promise<void>
  log: Log
}
