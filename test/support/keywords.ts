import type { Keyword } from '../../src/domain/keyword.ts'

/** Keywords to search for, as a subscriber's list has them. */
export function searchFor(texts: readonly string[]): Keyword[] {
  return texts.map((text) => ({ text, mode: 'search' }))
}
