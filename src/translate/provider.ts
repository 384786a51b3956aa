import type { GlossaryEntry } from './glossary.ts'
import type { PlaceholderForm } from './placeholders.ts'

/**
 * Why a provider brought no translation:
 * - `down` no connection, or an answer that says so (HTTP 5xx)
 * - `slow` no answer in time
 * - `limited` too many requests (HTTP 429)
 * - `quota` what is paid for is used up
 * - `settings` the key, the model or the address is wrong: only the operator can mend it
 * - `garbage` an answer that is none: HTML, no JSON, another number of texts, a request that it refuses
 * - `language` it does not know the language
 * - `budget` our own daily budget of characters is used up
 * - `paused` it was not asked, because it failed a short while ago
 */
export type FailureKind =
  | 'down'
  | 'slow'
  | 'limited'
  | 'quota'
  | 'settings'
  | 'garbage'
  | 'language'
  | 'budget'
  | 'paused'

export class ProviderFailure extends Error {
  readonly kind: FailureKind
  /** When it may be asked again, in ms from now, where it said so. */
  readonly retryAfterMs: number | null

  /** @param message one clause, without the provider's name and without any key */
  constructor(kind: FailureKind, message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'ProviderFailure'
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

export interface ProviderRequest {
  /** Terms that stand in the texts, for providers that take a glossary. */
  glossary?: readonly GlossaryEntry[]
  signal?: AbortSignal
}

/** A translation engine. Languages are BCP 47; `zh` is Simplified Chinese. */
export interface Provider {
  /** For the log and the store: `deepl`. */
  readonly name: string
  readonly placeholders: PlaceholderForm
  readonly takesGlossary: boolean
  /**
   * The languages that it translates English into, or null where it can't tell (a language model).
   * @throws ProviderFailure
   */
  languages(signal?: AbortSignal): Promise<readonly string[] | null>
  /**
   * One answer for each text, in their order, unchecked.
   * @throws ProviderFailure, or the signal's reason where it is aborted meanwhile
   */
  translate(texts: readonly string[], source: string, target: string, request?: ProviderRequest): Promise<string[]>
}
