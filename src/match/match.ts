import type { MatchSpans, Span } from '../domain/match.ts'
import type { Paper } from '../domain/paper.ts'
import { joinWords, standTogether } from './boundaries.ts'
import { type CompiledKeywords, compile, type Pattern } from './compile.ts'
import { normalise, type Token } from './normalise.ts'

/** A keyword, as it was given, and where it stands in a paper. */
export interface KeywordMatch {
  keyword: string
  spans: MatchSpans
}

export interface Matcher {
  /**
   * The keywords that a paper satisfies, in the order in which they were given. Reads the paper once: the cost grows with
   * its length and its matches, not with the number of keywords. Takes any text.
   */
  match(paper: Pick<Paper, 'title' | 'abstract'>): KeywordMatch[]
}

/**
 * A matcher for all keywords of all subscribers. What counts as a match: docs/decisions/005-matching.md.
 * @param keywords spelling by spelling; the same one twice counts once
 * @throws AppError `invalid` where nothing of a keyword is left to look for
 */
export function compileKeywords(keywords: readonly string[]): Matcher {
  const compiled = compile(keywords)
  return {
    match(paper) {
      const title = findIn(paper.title, compiled)
      const abstract = findIn(paper.abstract, compiled)
      const indices = [...new Set([...title.keys(), ...abstract.keys()])].sort((a, b) => a - b)
      return indices.map((index) => ({
        keyword: compiled.keywords[index] as string,
        spans: { title: title.get(index) ?? [], abstract: abstract.get(index) ?? [] },
      }))
    },
  }
}

/** By keyword's index, its spans in one field: ascending, those that overlap joined. */
function findIn(source: string, compiled: CompiledKeywords): Map<number, Span[]> {
  const tokens = normalise(source)
  const joined = joinWords(tokens)
  const ends = new Map<number, number>()
  for (let i = 0; i < tokens.length; i++) ends.set(joined.starts[i + 1] as number, i)
  const spans = new Map<number, Span[]>()
  for (let first = 0; first < tokens.length; first++) {
    compiled.trie.walk(joined.text, joined.starts[first] as number, (key, end) => {
      const last = ends.get(end)
      if (last === undefined) return
      for (const pattern of compiled.patterns[key] as readonly Pattern[])
        if (standTogether(pattern.boundaries, tokens, joined, first, last))
          for (const index of pattern.spellings) addSpan(spans, index, spanOf(tokens, first, last))
    })
  }
  return spans
}

function spanOf(tokens: readonly Token[], first: number, last: number): Span {
  return [(tokens[first] as Token).start, (tokens[last] as Token).end]
}

function addSpan(all: Map<number, Span[]>, index: number, span: Span): void {
  const spans = all.get(index)
  const previous = spans?.at(-1)
  if (!spans) all.set(index, [span])
  else if (previous && span[0] < previous[1]) spans[spans.length - 1] = [previous[0], Math.max(previous[1], span[1])]
  else spans.push(span)
}
