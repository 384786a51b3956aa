import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type BreakerSettings, createBreaker } from './breaker.ts'
import { isAmong } from './languages.ts'
import { type Provider, ProviderFailure } from './provider.ts'
import { createTurns } from './turns.ts'

export interface GuardSettings extends BreakerSettings {
  /** Requests under way at the same time. */
  concurrency: number
  /** Infinity for a server of one's own. */
  requestsPerMinute: number
  /** Of source text, per day in UTC. */
  charactersPerDay: number
}

export const DEFAULT_GUARD: GuardSettings = {
  concurrency: 2,
  requestsPerMinute: 60,
  charactersPerDay: 500_000,
  failures: 3,
  firstPauseMs: 30_000,
  longestPauseMs: 15 * 60_000,
  operatorPauseMs: 6 * 3_600_000,
}

/** Counts what is given to a provider on a day; shared by all processes where it stands in the database. */
export interface CharacterBudget {
  /**
   * Takes characters from the day's budget, all or none.
   * @param day in UTC, `YYYY-MM-DD`
   */
  take(provider: string, day: string, characters: number, limit: number): Promise<boolean>
}

export interface GuardDeps {
  now: Now
  sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>
  log: Log
  budget: CharacterBudget
}

/** How long the list of a provider's languages is believed. */
const LANGUAGES_MS = 6 * 3_600_000

/**
 * A provider that is asked no faster and no more than it may be, and left alone for a while when it fails. Each kind of
 * failure is logged once, until it works again.
 */
export function guarded(provider: Provider, settings: GuardSettings, deps: GuardDeps): Provider {
  const { now, log, budget } = deps
  const { name } = provider
  const breaker = createBreaker(settings)
  const turns = createTurns(settings, deps)
  /** Kinds of failures that the log has, until it works again; languages that it does not know; days whose budget is spent. */
  const said = new Set<string>()
  const unknown = new Set<string>()
  const spent = new Set<string>()
  let successes = 0
  let known: { languages: readonly string[] | null; at: number } | null = null
  /** Several lanes begin at once: one of them asks. */
  let asking: Promise<readonly string[] | null> | null = null

  async function call<T>(
    target: string,
    signal: AbortSignal | undefined,
    cost: number,
    ask: () => Promise<T>,
  ): Promise<T> {
    return turns.take(signal, async (pace) => {
      const waitMs = breaker.admit(now().getTime())
      if (waitMs !== null)
        throw new ProviderFailure('paused', 'not asked, because it failed a short while ago', { retryAfterMs: waitMs })
      try {
        await spend(cost)
        await pace()
        const answer = await ask()
        worked()
        return answer
      } catch (error) {
        failed(error, target)
        throw error
      }
    })
  }

  async function spend(characters: number): Promise<void> {
    const at = now()
    const day = at.toISOString().slice(0, 10)
    if (characters === 0 || (await budget.take(name, day, characters, settings.charactersPerDay))) return
    const retryAfterMs = Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000 - at.getTime()
    const limit = settings.charactersPerDay.toLocaleString('en-US')
    throw new ProviderFailure('budget', `the day's ${limit} characters are used up`, { retryAfterMs })
  }

  function worked(): void {
    breaker.succeeded()
    successes++
    if (said.size === 0 || successes < settings.failures) return
    log.info({ provider: name }, `translation: ${name} works again`)
    said.clear()
  }

  function failed(error: unknown, target: string): void {
    if (!(error instanceof ProviderFailure) || error.kind === 'language' || error.kind === 'budget') breaker.undecided()
    else {
      successes = 0
      breaker.failed(error.kind, error.retryAfterMs, now().getTime())
    }
    if (!(error instanceof ProviderFailure)) return
    const [set, subject] =
      error.kind === 'language'
        ? [unknown, target]
        : error.kind === 'budget'
          ? [spent, now().toISOString().slice(0, 10)]
          : [said, error.kind]
    if (set.has(subject)) return
    set.add(subject)
    log.warn({ provider: name, kind: error.kind }, `translation: ${name}: ${error.message}`)
  }

  async function languages(signal?: AbortSignal): Promise<readonly string[] | null> {
    const at = now().getTime()
    if (known && at - known.at <= LANGUAGES_MS) return known.languages
    asking ??= call('', signal, 0, () => provider.languages(signal)).finally(() => {
      asking = null
    })
    const languages = await asking
    known = { languages, at }
    return languages
  }

  return {
    name,
    placeholders: provider.placeholders,
    takesGlossary: provider.takesGlossary,
    languages,
    translate: async (texts, source, target, request = {}) => {
      const list = await languages(request.signal)
      const characters = texts.reduce((sum, text) => sum + text.length, 0)
      return call(target, request.signal, characters, async () => {
        if (list && !isAmong(list, target))
          throw new ProviderFailure('language', `it does not translate into ${target}`)
        return provider.translate(texts, source, target, request)
      })
    },
  }
}

/** For one process: what it has counted is forgotten when it ends. */
export function memoryBudget(): CharacterBudget {
  const spent = new Map<string, { day: string; characters: number }>()
  return {
    take: async (provider, day, characters, limit) => {
      const before = spent.get(provider)
      const total = (before?.day === day ? before.characters : 0) + characters
      if (total > limit) return false
      spent.set(provider, { day, characters: total })
      return true
    },
  }
}
