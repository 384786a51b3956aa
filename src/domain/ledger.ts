import type { EditionDate } from './edition.ts'
import type { MatchSpans } from './match.ts'

/** The states of a ledger row. `uncertain`: handed to the relay, whose answer never came. */
export type DigestState = 'planned' | 'claimed' | 'sent' | 'skipped' | 'rejected' | 'uncertain'

/** What a digest was planned with, in the subscriber's order; the mail is always made from this. */
export type FrozenMatches = {
  keyword: string
  /** `text` is the fingerprint of the title and abstract that the spans point into. */
  papers: { id: string; version: number; text: string; spans: MatchSpans }[]
}[]

/** A row to be made: `planned` where there are matches, `skipped` where there are none. */
export interface PlannedDigest {
  subscriberId: number
  state: 'planned' | 'skipped'
  messageId: string
  matches: FrozenMatches
  dueAt: Date
}

/** One row, as any page or mail reads it. */
export interface LedgerRow {
  id: bigint
  subscriberId: number
  edition: EditionDate
  state: DigestState
  /** Without angle brackets. */
  messageId: string
  matches: FrozenMatches
  plannedAt: Date
}

/** A row held by one worker: it alone may settle it, with the token. */
export interface Claim extends LedgerRow {
  token: string
  /** Attempts, this one included. */
  attempts: number
}

/** How a claim ends. `planned`: to be tried again, not before `dueAt`. */
export type Settlement =
  | { state: 'sent' | 'skipped' | 'rejected' | 'uncertain'; reason: string }
  | { state: 'planned'; reason: string; dueAt: Date }
