import type { Bounce, BounceOutcome } from '../domain/bounce.ts'
import type { Digest, DigestLinks, DigestSizes, Translation } from '../domain/digest.ts'
import type { Edition, EditionDate, FeedReport } from '../domain/edition.ts'
import type { Claim, DigestState, PlannedDigest, Settlement } from '../domain/ledger.ts'
import type { Announcement, AnnounceType, Paper } from '../domain/paper.ts'
import type { Language, Subscriber } from '../domain/subscriber.ts'

/** What the jobs ask of the world; app.ts hands in the store, arXiv and the mail. */

export interface Feed {
  date: EditionDate
  announcements: Announcement[]
  /** Items that could not be read, with their place in the feed. */
  problems: { line: number; column: number; message: string }[]
}

export interface FeedSource {
  /** Where a category's feed lies. */
  urlOf(category: string): string
  /** @throws AppError `unavailable` that says what arXiv answered */
  fetchFeed(
    category: string,
    request?: { etag?: string; signal?: AbortSignal },
  ): Promise<{ status: 'unchanged' } | { status: 'ok'; feed: Feed; etag: string | null }>
}

export interface Editions {
  save(edition: {
    date: EditionDate
    feeds: (FeedReport & { url: string; etag: string | null })[]
    announcements: Announcement[]
    expected: readonly string[]
    at: Date
  }): Promise<Edition>
  latest(): Promise<Edition | null>
  /** The newest ones with papers, newest first. */
  recent(count: number): Promise<Edition[]>
  byDate(date: EditionDate): Promise<Edition | null>
  /** The dates of the stored ones, both ends included, oldest first. */
  between(first: EditionDate, last: EditionDate): Promise<EditionDate[]>
  /** Papers announced in them, each counted once. */
  countAnnounced(first: EditionDate, last: EditionDate): Promise<number>
  /** @param only the ids of papers that are wanted; all of them where unset */
  content(
    date: EditionDate,
    only?: readonly string[],
  ): Promise<{ edition: Edition; announced: number; announcements: Announcement[] } | null>
  counts(date: EditionDate): Promise<Record<AnnounceType, number>>
  cachedFeed(
    category: string,
    url: string,
  ): Promise<{ edition: EditionDate; etag: string; items: number; error?: string } | null>
}

export interface Subscribers {
  byId(id: number): Promise<Subscriber | null>
  activeKeywords(only?: number): Promise<string[]>
  toPlan(edition: EditionDate, page: { after: number; limit: number; only?: number }): Promise<Subscriber[]>
}

export interface Ledger {
  plan(edition: EditionDate, rows: readonly PlannedDigest[], at: Date): Promise<{ planned: number; skipped: number }>
  claim(filter: {
    now: Date
    until: Date
    edition?: EditionDate
    subscriberId?: number
    ignoreDue?: { since: Date }
  }): Promise<Claim | null>
  /** Prolongs a claim that is still held. */
  renew(claim: Claim, until: Date): Promise<void>
  settle(claim: Claim, settlement: Settlement, at: Date): Promise<boolean>
  countByState(edition: EditionDate, subscriberId?: number): Promise<Record<DigestState, number>>
}

export interface Bounces {
  /**
   * Notes that a digest failed, once per digest and kind however often it is told, and holds the address's mail back
   * where that was one too many.
   * @param digest a row of the ledger, e.g. a claim
   */
  record(digest: { id: bigint; subscriberId: number }, bounce: Bounce): Promise<BounceOutcome>
}

export interface Translations {
  of(papers: readonly Pick<Paper, 'id' | 'title' | 'abstract'>[], language: Language): Promise<Map<string, Translation>>
}

/** One digest as a mail, on its way out. */
export interface Postman {
  sizes: DigestSizes
  /**
   * Hands one digest's mail over.
   * @returns the relay's answer
   */
  send(mail: {
    to: string
    /** Of the ledger's row, which bounces name. */
    digestId: bigint
    messageId: string
    date: Date
    digest: Digest
    links: DigestLinks
  }): Promise<string>
  /** What a failure of `send` means; the one place that knows is in mail/. */
  classify(error: unknown): { outcome: 'transient' | 'rejected' | 'fatal' | 'uncertain' | 'internal'; reason: string }
}
