import type { Language, Subscriber } from '../domain/subscriber.ts'

/** What pages behind a subscriber's link know: who holds it, and the language of the page. */
export interface ReaderEnv {
  Variables: { reader: Subscriber; language: Language }
}
