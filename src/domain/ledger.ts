import type { EditionDate } from './edition.ts'
import type { MatchSpans } from './match.ts'

/**
 * The states of a ledger row. `uncertain`: handed to the relay, and nobody knows what became of it. `expired`: not sent in
 * its morning; its papers come with the next digest.
 */
export const DIGEST_STATES = ['planned', 'claimed', 'sent', 'skipped', 'rejected', 'uncertain', 'expired'] as const
export type DigestState = (typeof DIGEST_STATES)[number]

/** One change of a row's state. `handing over`: the holder of the claim begins to give the mail to the relay. */
export interface Transition {
  at: Date
  state: DigestState | 'handing over'
  reason: string | null
}

/** What a digest was planned with, in the subscriber's order; the mail is always made from this. */
export type FrozenMatches = {
  keyword: string
  /**
   * `text` is the fingerprint of the title and abstract that the spans point into; `edition` the one that brought the
   * paper, where that is not the row's own.
   */
  papers: { id: string; version: number; text: string; spans: MatchSpans; edition?: EditionDate }[]
}[]

/** What a reader may know of one digest: when it was queued, each attempt, and how it ended. */
export interface Receipt {
  id: bigint
  edition: EditionDate
  state: DigestState
  dueAt: Date
  /** Oldest first. */
  history: Transition[]
}

/** Whether an edition's books balance: every row is in one state, and nobody is without a row. */
export interface Balance {
  edition: EditionDate
  /** Rows of the ledger, one for each subscriber. */
  planned: number
  sent: number
  skipped: number
  rejected: number
  expired: number
  uncertain: number
  /** Planned or claimed: still to be sent. */
  waiting: number
  /** Of them all, those of which an attempt may have arrived although nobody said so. */
  inDoubt: number
  /** What does not balance, in words for the operator; empty where all does. */
  differences: string[]
}

/** Why a row was skipped that may yet be planned, since nobody has had its mail. Every other reason is for good. */
export const NO_MATCHES = 'no paper matches'
export const PAUSED = 'paused'
export const UNSUBSCRIBED = 'unsubscribed'
export const SUPPRESSED = 'suppressed'
export const OPEN_REASONS: readonly string[] = [NO_MATCHES, PAUSED, UNSUBSCRIBED, SUPPRESSED]

/** Why a row expired, until the next digest has taken its papers in. */
export const PAST_DEADLINE = 'past its deadline'

/** A newer version of a paper that its reader was sent before. */
export interface ReplacedPaper {
  id: string
  /** The newer one. */
  version: number
  withdrawn: boolean
}

/** What the planner of an edition knows of its papers, late ones of earlier editions included. */
export interface KnownPapers {
  /** Newer versions of papers, for those of its readers who want to know. */
  replaced: readonly ReplacedPaper[]
  /** The other editions that announced a paper too, by its id. */
  elsewhere: ReadonlyMap<string, readonly EditionDate[]>
}

/** A row to be made: `planned` where there is something to send, else `skipped`, and why. */
export interface PlannedDigest {
  subscriberId: number
  state: 'planned' | 'skipped'
  reason: typeof NO_MATCHES | typeof PAUSED | null
  messageId: string
  /** Late papers of earlier editions are marked with theirs. */
  matches: FrozenMatches
  /** Whether there is a mail to send where nothing matches. */
  evenEmpty?: boolean
  /** Whether they want to know of replaced papers. */
  replacements?: boolean
  dueAt: Date
  /** Their next morning, whatever the weekday: for what is overdue. */
  nextMorning: Date
}

/** One row, as any page or mail reads it. */
export interface LedgerRow {
  id: bigint
  subscriberId: number
  edition: EditionDate
  /** The oldest edition that it holds papers of, where that is not its own. */
  since: EditionDate | null
  state: DigestState
  /** Without angle brackets. */
  messageId: string
  matches: FrozenMatches
  /** Papers of earlier digests that the edition replaces; null where they do not ask. */
  replaced?: ReplacedPaper[] | null
  plannedAt: Date
}

/** A row held by one worker: it alone may settle it, with the token. */
export interface Claim extends LedgerRow {
  dueAt: Date
  token: string
  /** Attempts, this one included. */
  attempts: number
  /** Attempts before that may have reached the reader, although nobody said so. */
  doubts: number
  /** What an attempt before this one was to say, as `freezeDigest` made it; null for the first. */
  frozen: object | null
}

/**
 * How a claim ends. `planned`: to be tried again, not before `dueAt`; `inDoubt` where it may have been taken all the same,
 * `untried` where the relay was not asked at all.
 */
export type Settlement =
  | { state: 'sent' | 'skipped' | 'rejected' | 'uncertain'; reason: string }
  | { state: 'planned'; reason: string; dueAt: Date; inDoubt?: boolean; untried?: boolean }

/** What a row holds papers of. */
export type Holding = Pick<LedgerRow, 'edition' | 'since' | 'matches' | 'replaced'>

type FrozenPaper = FrozenMatches[number]['papers'][number]

/**
 * Takes what still waits into a row that was matched anew: for each of its keywords the older papers first, each paper
 * once, marked with the edition that brought it. Keywords that the row does not have are no longer wanted.
 * @param waiting in the order of their editions; the row as it stood may be among them
 */
export function takeIn(row: Holding, waiting: readonly Holding[]): Holding {
  const older = new Map<string, FrozenPaper[]>()
  for (const { edition, matches } of waiting)
    for (const { keyword, papers } of matches) {
      const marked = papers.map((paper) => ({ ...paper, edition: paper.edition ?? edition }))
      older.set(keyword, [...(older.get(keyword) ?? []), ...marked.filter((paper) => paper.edition !== row.edition)])
    }
  const late = row.matches.flatMap(({ papers }) => papers.flatMap(({ edition }) => edition ?? []))
  const firsts = [...waiting.map(({ edition, since }) => since ?? edition), ...late].filter(
    (date) => date < row.edition,
  )
  const replaced = new Map<string, ReplacedPaper>()
  for (const one of [...waiting, row].flatMap((holding) => holding.replaced ?? [])) replaced.set(one.id, one)
  return {
    edition: row.edition,
    since: firsts.sort()[0] ?? null,
    replaced: replaced.size > 0 ? [...replaced.values()] : (row.replaced ?? null),
    matches: row.matches.map(({ keyword, papers }) => {
      const byId = new Map<string, FrozenPaper>()
      for (const paper of [...(older.get(keyword) ?? []), ...papers]) if (!byId.has(paper.id)) byId.set(paper.id, paper)
      return { keyword, papers: [...byId.values()] }
    }),
  }
}
