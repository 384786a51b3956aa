import { isAbbreviation } from '../lib/sentences.ts'
import type { Held, Passage } from './passage.ts'

/**
 * Cuts a passage into its sentences; blanks between them are left out. What is held is never cut, and may begin or end
 * a sentence.
 */
export function sentencesOf(passage: Passage): Passage[] {
  const sentences: (string | Held)[][] = []
  let current: (string | Held)[] = []
  const end = () => {
    const sentence = trimmed(current)
    if (sentence.length > 0) sentences.push(sentence)
    current = []
  }
  for (const [index, part] of passage.entries()) {
    if (typeof part !== 'string') {
      current.push(part)
      continue
    }
    let from = 0
    for (const at of ends(part, index + 1 < passage.length)) {
      current.push(part.slice(from, at))
      end()
      from = at
    }
    if (from < part.length) current.push(part.slice(from))
  }
  end()
  return sentences
}

/** Where sentences end in a piece of text: behind the point and the brackets and quotes that it closes. */
function ends(text: string, goesOn: boolean): number[] {
  const found: number[] = []
  for (const { 0: mark, index } of text.matchAll(/[.!?]+["'”’)\]]*(?=\s)/g)) {
    const at = index + mark.length
    const next = /^\s+["'“‘([]*(\S?)/.exec(text.slice(at))?.[1] ?? ''
    if (next === '' ? !goesOn : !/[\p{Lu}\p{N}]/u.test(next)) continue
    if (mark[0] !== '.' || mark.length > 1 || !isAbbreviation(text.slice(0, index))) found.push(at)
  }
  return found
}

function trimmed(parts: readonly (string | Held)[]): (string | Held)[] {
  const copy = [...parts]
  if (typeof copy[0] === 'string') copy[0] = copy[0].trimStart()
  const last = copy.at(-1)
  if (typeof last === 'string') copy[copy.length - 1] = last.trimEnd()
  return copy.filter((part) => part !== '')
}
