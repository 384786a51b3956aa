import type { Digest } from '../domain/digest.ts'
import { dictionary } from './i18n.ts'

/** Papers of a mail that were replaced are named up to here. */
export const MAX_REPLACED = 30

/** How much of what arXiv announced was read, what may be missing, and how much of it is for the reader. */
export function coverageLine({ language, announced, sources, matched, missing, unsure, unfinished }: Digest): string {
  const { digest: words, listSeparator, clauseSeparator, sentenceSeparator } = dictionary(language)
  const listed = (names: readonly string[]) => names.join(listSeparator)
  const said = [
    ...(missing.length > 0 ? [words.notComplete(listed(missing))] : []),
    ...(unsure.length > 0 ? [words.unsure(listed(unsure))] : []),
  ]
  const facts = { announced: announced.toLocaleString('en-US'), sources, matched }
  return [
    words.coverage(facts, said.join(clauseSeparator) || words.complete),
    ...(unfinished.length > 0 ? [words.unfinished(listed(unfinished))] : []),
  ].join(sentenceSeparator)
}
