import type { Digest } from '../domain/digest.ts'
import { dictionary } from './i18n.ts'

/** Papers of a mail that were replaced are named up to here. */
export const MAX_REPLACED = 30

/** How much of what arXiv announced was read, and how much of it is for the reader. */
export function coverageLine({ language, announced, sources, matched, missing, unsure }: Digest): string {
  const words = dictionary(language)
  const facts = { announced: announced.toLocaleString('en-US'), sources, matched }
  const listed = (categories: readonly string[]) => categories.join(words.listSeparator)
  if (missing.length > 0) return words.digest.notCovered(facts, listed(missing))
  return unsure.length > 0 ? words.digest.coveredButCrossed(facts, listed(unsure)) : words.digest.covered(facts)
}
