import { compileKeywords } from './match.ts'

/**
 * Which keywords of a list find each other, and so the same papers: RAG and rags, multi-agent and multiagent. As indices;
 * each keyword is named once as the later one, with the first that is like it.
 * @throws AppError `invalid` where nothing of a keyword is left to look for
 */
export function alikeKeywords(keywords: readonly string[]): [number, number][] {
  const matcher = compileKeywords(keywords)
  const found = keywords.map(
    (text) => new Set(matcher.match({ title: text, abstract: '' }).map(({ keyword }) => keyword)),
  )
  const finds = (one: number, other: number) => found[one]?.has(keywords[other] as string)
  return keywords.flatMap((_, later): [number, number][] => {
    const first = keywords.findIndex((_, index) => index < later && finds(index, later) && finds(later, index))
    return first === -1 ? [] : [[first, later]]
  })
}
