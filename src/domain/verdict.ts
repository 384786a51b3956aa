/**
 * What to do about a mail that was not taken:
 * `transient` try again later; `rejected` this message or this recipient will never be taken; `fatal` no message will,
 * until the operator mends something; `uncertain` it may have been delivered; `internal` no relay was to blame, the
 * program is: whoever asks has the error itself, and logs it whole.
 */
export interface Verdict {
  outcome: 'transient' | 'rejected' | 'fatal' | 'uncertain' | 'internal'
  /** Short, one line, without credentials and addresses. */
  reason: string
  /** The relay's enhanced status code (RFC 3463), e.g. `5.1.1`; null where it gave none. */
  enhanced: string | null
  /** Whether the address is to be struck off: at once, once it has been counted often enough, or not for this. */
  suppress: 'now' | 'count' | null
  /** Whom else it concerns: nobody, the others at the recipient's domain, or all mail. */
  scope: 'recipient' | 'domain' | 'pool'
  /** The relay said itself that these are to wait (421, 451, 452, 454 and their like). */
  patience: boolean
}

/** A verdict on one mail alone, without a relay's code. */
export function verdict(outcome: Verdict['outcome'], reason: string): Verdict {
  return { outcome, reason, enhanced: null, suppress: null, scope: 'recipient', patience: false }
}
