import type { KnownBatch } from '../domain/batch.ts'
import type { Bounce, BounceOutcome } from '../domain/bounce.ts'
import type { Digest, DigestLinks, DigestSizes, Translation } from '../domain/digest.ts'
import type { Edition, EditionDate, EditionState, FeedReport } from '../domain/edition.ts'
import type { Harvest } from '../domain/harvest.ts'
import type { Claim, DigestState, KnownPapers, PlannedDigest, Settlement } from '../domain/ledger.ts'
import type { Announcement, AnnounceType, Paper } from '../domain/paper.ts'
import type { KnownPaper } from '../domain/recovery.ts'
import type { Subscriber } from '../domain/subscriber.ts'
import type { NeededTranslation, TranslationClaim, TranslationSettlement } from '../domain/translation-work.ts'
import type { Verdict } from '../domain/verdict.ts'

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

/** What arXiv tells beside its feeds; asked where a feed is stale, fails, or a day was missed. */
export interface Harvester {
  /**
   * All records of a category or archive that OAI-PMH touched from one day to another, both included; `until` open where
   * unset. An edition's papers stand under its date, from `oaiReadyTime` on, amid whatever else was changed that day:
   * replacements, journal references.
   * @throws AppError `invalid` for what is no category; `unavailable`, which says what arXiv answered and where. All pages
   * come or none
   */
  listRecords(request: {
    category: string
    from: EditionDate
    until?: EditionDate
    signal?: AbortSignal
  }): Promise<Harvest>
  /**
   * What the query API finds: by ids (without version; those it does not know are left out of the answer), or by day of
   * _submission_, UTC, both included, which is one to five days before an announcement or, held by moderators, more.
   * @throws AppError as `listRecords`
   */
  query(
    request: ({ ids: readonly string[] } | { categories: readonly string[]; from: EditionDate; until: EditionDate }) & {
      signal?: AbortSignal
    },
  ): Promise<Harvest>
  /** Until when arXiv asked all of our processes to stay away; null where it did not, or that has passed. */
  closedUntil(): Promise<Date | null>
}

export interface Editions {
  save(edition: {
    date: EditionDate
    feeds: (FeedReport & { url: string; etag: string | null })[]
    announcements: (Announcement & { guessed?: boolean })[]
    expected: readonly string[]
    at: Date
  }): Promise<Edition>
  latest(): Promise<Edition | null>
  /** The newest ones with papers, newest first. */
  recent(count: number): Promise<Edition[]>
  byDate(date: EditionDate): Promise<Edition | null>
  /** The dates of the stored ones, both ends included, oldest first. */
  between(first: EditionDate, last: EditionDate): Promise<EditionDate[]>
  /** The dates of stored ones before a date, from another on, that papers are missing of, oldest first. */
  unfinished(from: EditionDate, before: EditionDate): Promise<EditionDate[]>
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
  ): Promise<{ edition: EditionDate; etag: string; items: number; isObtained: boolean; error?: string } | null>
  /** Grows whenever papers are added or corrected. */
  revision(date: EditionDate): Promise<number>
  /** Whether its digests were never planned. */
  isUntold(date: EditionDate): Promise<boolean>
  /** @param revision as it was before the papers were read */
  markPlanned(date: EditionDate, at: Date, revision: number): Promise<void>
}

/** How whole an edition is. */
export interface StoredEdition {
  date: EditionDate
  state: EditionState
  /** Categories whose papers are there. */
  obtained: string[]
  /** Whether the feeds themselves brought them all. */
  isFromFeeds: boolean
}

/** What tells one edition's papers from another's. */
export interface Batches {
  /** The newest editions with papers before a date, newest first. */
  knownBatches(before: EditionDate, count: number): Promise<KnownBatch[]>
  /** What editions before a date announced of these papers, and how the edition of that date did, by id. */
  papersUntil(
    ids: readonly string[],
    until: EditionDate,
  ): Promise<{ known: Map<string, KnownPaper>; here: Map<string, AnnounceType> }>
  /** The highest id that an edition before a date was the first to announce. */
  ceiling(before: EditionDate): Promise<string | null>
  /** The other editions that announced each of these papers, however they did; without those that none did. */
  elsewhere(edition: EditionDate, ids: readonly string[]): Promise<Map<string, EditionDate[]>>
  /** Papers, new or cross-listed, that came into editions of these days after everyone was told of them. */
  late(
    from: EditionDate,
    before: EditionDate,
  ): Promise<{ date: EditionDate; revision: number; announcements: Announcement[] }[]>
  markCarried(editions: readonly { date: EditionDate; revision: number }[]): Promise<void>
  /** What is stored of the editions between two days, both included, oldest first. */
  gaps(first: EditionDate, last: EditionDate): Promise<StoredEdition[]>
  oldest(): Promise<EditionDate | null>
}

export interface Subscribers {
  byId(id: number): Promise<Subscriber | null>
  activeKeywords(only?: number): Promise<string[]>
  toPlan(edition: EditionDate, page: { after: number; limit: number; only?: number }): Promise<Subscriber[]>
}

export interface Ledger {
  plan(
    edition: EditionDate,
    rows: readonly PlannedDigest[],
    at: Date,
    papers: KnownPapers,
  ): Promise<{ planned: number; skipped: number }>
  /** Of these readers, who is told of late papers of each of these editions. */
  lateReaders(
    subscribers: readonly number[],
    editions: readonly EditionDate[],
  ): Promise<{ subscriberId: number; edition: EditionDate }[]>
  claim(filter: {
    now: Date
    until: Date
    deadlineBefore?: Date
    resends?: number
    edition?: EditionDate
    subscriberId?: number
    ignoreDue?: { since: Date }
  }): Promise<Claim | null>
  /** Prolongs a claim that is still held. */
  renew(claim: Claim, until: Date): Promise<void>
  /** Notes that the mail is handed over from now on, and what it says; false where the claim has passed on. */
  begin(claim: Claim, frozen: { digest: object; texts: ReadonlyMap<string, object> } | null, at: Date): Promise<boolean>
  settle(claim: Claim, settlement: Settlement, at: Date): Promise<boolean>
  /** Settles what has had its time, or may not be tried again. */
  closeOverdue(filter: { now: Date; deadlineBefore: Date; resends: number; before?: EditionDate }): Promise<{
    expired: number
    uncertain: number
  }>
  /** What `begin` was given, by its hash. */
  texts(hashes: readonly string[]): Promise<ReadonlyMap<string, object>>
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
  of(papers: readonly Pick<Paper, 'id' | 'title' | 'abstract'>[], language: string): Promise<Map<string, Translation>>
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
  classify(error: unknown): Verdict
}

/** How fast mail may go: what the operator set, what a new sender may, and what relays asked for; shared by all workers. */
export interface Pace {
  /** Null: there is use in claiming a digest. Otherwise all mail waits until then, and why. */
  closedUntil(now: Date): Promise<Wait | null>
  /**
   * Takes the next slot for one mail, where that comes within seconds: `go`, at that time. Otherwise none is taken:
   * `later` is when to ask again, so spread that those who come back then find a slot; `inTurn` where only others are
   * before it.
   */
  reserve(domain: string, now: Date): Promise<{ kind: 'go'; at: Date } | ({ kind: 'later'; inTurn?: boolean } & Wait)>
  /** Holds up the mails that a verdict's scope names, longer each time; does nothing for `recipient`. */
  slow(scope: Verdict['scope'], domain: string, now: Date): Promise<void>
}

export interface Wait {
  until: Date
  /** For the ledger and the log. */
  reason: string
}

/** Which texts digests wait for in other languages; each is held by one worker at a time. */
export interface TranslationWork {
  /** What may be asked for now, the most urgent first. */
  needed(now: Date): Promise<NeededTranslation[]>
  /** Null where another has it, or has had it. */
  claim(needed: NeededTranslation, now: Date, until: Date): Promise<TranslationClaim | null>
  /** Prolongs a claim that is still held. */
  renew(claim: TranslationClaim, until: Date): Promise<void>
  /** False where the claim had passed to another: then nothing is kept. */
  settle(claim: TranslationClaim, settlement: TranslationSettlement, at: Date): Promise<boolean>
}

/** What became of a text: see translate/, which alone knows how. `again` tells whether another attempt may do better. */
export type TextOutcome =
  | { state: 'translated'; text: string; provider: string }
  | { state: 'same'; text: string }
  | { state: 'untranslated'; reasons: readonly string[]; again: boolean; retryAfterMs: number | null }

export interface Translator {
  /**
   * One outcome for each text, in their order.
   * @throws the signal's reason where it is aborted meanwhile
   */
  translate(texts: readonly string[], language: string, signal?: AbortSignal): Promise<TextOutcome[]>
}
