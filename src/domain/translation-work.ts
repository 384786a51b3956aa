import type { Translation } from './digest.ts'
import type { Paper } from './paper.ts'

/** A text that a reader waits for in another language. */
export interface NeededTranslation {
  source: Pick<Paper, 'id' | 'title' | 'abstract'>
  /** BCP 47; `zh` is Simplified Chinese. */
  language: string
  /** When the first digest that it belongs to is due. */
  dueAt: Date
}

/** A text held by one worker: it alone may settle it, with the token. */
export interface TranslationClaim extends NeededTranslation {
  token: string
  /** Attempts, this one included. */
  attempts: number
}

/** How a claim ends. `waiting`: to be tried again, not before `retryAt`; `refused`: never. */
export type TranslationSettlement =
  | { state: 'done'; translation: Translation; provider: string }
  | { state: 'waiting'; reason: string; retryAt: Date }
  | { state: 'refused'; reason: string }
