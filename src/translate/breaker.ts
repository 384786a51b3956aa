import type { FailureKind } from './provider.ts'

export interface BreakerSettings {
  /** Failures in a row after which a provider that is down, slow or talks nonsense is left alone for a while. */
  failures: number
  /** The first pause, ms; each further one is twice as long, up to the longest. */
  firstPauseMs: number
  longestPauseMs: number
  /** The pause after "quota used up" and "wrong key", ms: only the operator can end those sooner, by a new start. */
  operatorPauseMs: number
}

/** Whether a provider may be asked. Times are ms of one clock. */
export interface Breaker {
  /** Null where it may: after a pause for one call alone, until that has ended. Else how many ms are left. */
  admit(now: number): number | null
  succeeded(): void
  /** @param retryAfterMs as the provider asked */
  failed(kind: FailureKind, retryAfterMs: number | null, now: number): void
  /** A call that told nothing of the provider, e.g. one that was given up. */
  undecided(): void
}

export function createBreaker(settings: BreakerSettings): Breaker {
  let failures = 0
  /** Pauses since the last success. */
  let pauses = 0
  let until: number | null = null
  let trying = false

  function pause(now: number, least: number): void {
    const usual = Math.min(settings.firstPauseMs * 2 ** pauses, settings.longestPauseMs)
    until = Math.max(until ?? 0, now + Math.max(usual, least))
    pauses++
  }

  return {
    admit: (now) => {
      if (until === null) return null
      if (now < until) return until - now
      if (trying) return settings.firstPauseMs
      trying = true
      return null
    },
    succeeded: () => {
      failures = 0
      pauses = 0
      until = null
      trying = false
    },
    failed: (kind, retryAfterMs, now) => {
      // What else was under way when the pause began says nothing new, but for the grave ones.
      const isPaused = until !== null && now < until
      const wasTrial = trying
      trying = false
      failures++
      if (kind === 'quota' || kind === 'settings') pause(now, Math.max(settings.operatorPauseMs, retryAfterMs ?? 0))
      else if (isPaused) return
      else if (kind === 'limited' || wasTrial || failures >= settings.failures) pause(now, retryAfterMs ?? 0)
    },
    undecided: () => {
      trying = false
    },
  }
}
