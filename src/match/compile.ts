import { AppError, shown } from '../domain/errors.ts'
import { type Boundary, boundariesOf, joinWords } from './boundaries.ts'
import { normalise } from './normalise.ts'
import { Trie } from './trie.ts'

/** Keywords that match the same: same stems, same boundaries. */
export interface Pattern {
  boundaries: readonly Boundary[]
  /** Indices into `keywords`. */
  spellings: number[]
}

export interface CompiledKeywords {
  /** As they were given, each spelling once. */
  keywords: readonly string[]
  /** Over the stems of each keyword, written together. */
  trie: Trie
  /** By the trie's key: keywords whose letters are the same, but not where they are separated (pass@k, passk). */
  patterns: readonly (readonly Pattern[])[]
}

/** @throws AppError `invalid` where nothing of a keyword is left to look for */
export function compile(keywords: readonly string[]): CompiledKeywords {
  const distinct = [...new Set(keywords)]
  const byStems = new Map<string, Map<string, Pattern>>()
  distinct.forEach((keyword, index) => {
    const { stems, boundaries } = readKeyword(keyword)
    const patterns = byStems.get(stems) ?? new Map<string, Pattern>()
    byStems.set(stems, patterns)
    const key = boundaries.map(({ at, separator }) => `${at}${separator}`).join(' ')
    const pattern = patterns.get(key)
    if (pattern) pattern.spellings.push(index)
    else patterns.set(key, { boundaries, spellings: [index] })
  })
  const stems = [...byStems.keys()].sort()
  return {
    keywords: distinct,
    trie: new Trie(stems),
    patterns: stems.map((key) => [...(byStems.get(key) as Map<string, Pattern>).values()]),
  }
}

/**
 * A keyword's stems written together, and where its words end.
 * @throws AppError `invalid` where nothing is left to look for
 */
export function readKeyword(keyword: string): { stems: string; boundaries: Boundary[] } {
  const tokens = normalise(keyword)
  if (tokens.length === 0)
    throw new AppError('invalid', `keyword "${shown(keyword)}" holds no word that could be looked for`)
  const joined = joinWords(tokens)
  return { stems: joined.text, boundaries: boundariesOf(tokens, joined) }
}
