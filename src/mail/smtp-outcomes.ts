import type { Verdict } from '../domain/verdict.ts'
import type { Subject } from './smtp-reply.ts'

/**
 * The table of outcomes: what follows from a relay's reply, or from its silence. Sources: RFC 5321 sections 3.8 and 4.2 (reply
 * codes), RFC 3463 (enhanced codes), RFC 6647 (greylisting), RFC 4954 (454), RFC 1047 (a reply that was lost).
 *
 * | it ends with | before the final dot | after it |
 * | --- | --- | --- |
 * | 4yz | transient, and who else waits: `DELAYS` | the same: the relay says that it did not take it |
 * | 5yz | by whom it is about: `REFUSALS`, `STRIKES` | the same |
 * | silence, a lost connection, nonsense | transient | uncertain |
 */
interface DelayRow {
  code?: RegExp
  /** RFC 3463, where the reply has one. */
  enhanced?: RegExp
  words?: RegExp
  /** Where the conversation was. */
  phase?: readonly Phase[]
  scope: Verdict['scope']
}

/** Until MAIL FROM has its reply; until the relay asks for the message; from then on. */
export type Phase = 'session' | 'recipient' | 'message'

/** Whom a 4yz holds up besides its own mail: the first row that fits decides. */
const DELAYS: readonly DelayRow[] = [
  // The relay ends its service, for everybody (RFC 5321 section 3.8).
  { code: /^421/, scope: 'pool' },
  // Said to each sender and recipient for themselves (RFC 6647 section 2).
  { words: /gr[ae]y-?list/i, phase: ['recipient', 'message'], scope: 'recipient' },
  // What comes before RCPT would come before every RCPT.
  { phase: ['session'], scope: 'pool' },
  // 4.3.x: the relay's own system; 4.4.5 and 4.7.0, 4.7.5 and 4.7.8: it is congested, or wants another login.
  { enhanced: /^4\.(3\.\d+|4\.5|7\.(0|5|8))$/, scope: 'pool' },
  // 4.1.x: the address; 4.2.x: the mailbox, full or busy.
  { enhanced: /^4\.[12]\./, scope: 'recipient' },
  // 4.4.x: no way to the recipient's host; 4.7.x: what that host thinks of our mail.
  { enhanced: /^4\.[47]\./, scope: 'domain' },
  { code: /^450/, scope: 'recipient' },
  // To a recipient often another host's words, passed on; to a message the relay's own "local error in processing".
  { code: /^451/, phase: ['recipient'], scope: 'domain' },
  { code: /^451/, scope: 'pool' },
  { code: /^45[24]/, scope: 'pool' },
  { scope: 'recipient' },
]

/** What a 5yz means, by whom it is about. */
export const REFUSALS: Readonly<Record<Subject, Pick<Verdict, 'outcome' | 'scope'> & { says: string }>> = {
  login: { outcome: 'fatal', scope: 'pool', says: 'the relay wants another login' },
  relaying: { outcome: 'fatal', scope: 'pool', says: 'the relay does not send mail for us' },
  us: { outcome: 'fatal', scope: 'pool', says: 'the relay refuses us' },
  recipient: { outcome: 'rejected', scope: 'recipient', says: 'the relay says' },
  message: { outcome: 'rejected', scope: 'recipient', says: 'the relay says' },
}

/** What a refused recipient's address comes to; where no row fits, the refusal counts. */
const STRIKES: readonly { enhanced: RegExp; suppress: Verdict['suppress'] }[] = [
  // 5.1.1 no such mailbox, 5.1.2 no such host, 5.1.3 no address, 5.1.6 moved away, 5.1.10 takes no mail (RFC 7505).
  { enhanced: /^5\.1\.([1236]|10)$/, suppress: 'now' },
]

export interface Reply {
  code: number
  /** Null where it has none. */
  enhanced: string | null
  /** Codes included. */
  text: string
  phase: Phase
}

export function scopeOfDelay({ code, enhanced, text, phase }: Reply): Verdict['scope'] {
  const row = DELAYS.find(
    (one) =>
      (one.code?.test(String(code)) ?? true) &&
      (one.enhanced?.test(enhanced ?? '') ?? true) &&
      (one.words?.test(text) ?? true) &&
      (one.phase?.includes(phase) ?? true),
  )
  return row?.scope ?? 'recipient'
}

export function strikeOf(subject: Subject, enhanced: string | null): Verdict['suppress'] {
  if (subject !== 'recipient') return null
  const row = STRIKES.find((one) => one.enhanced.test(enhanced ?? ''))
  return row ? row.suppress : 'count'
}
