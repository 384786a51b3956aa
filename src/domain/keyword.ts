import { AppError, shown } from './errors.ts'

/** Longest keyword, in UTF-16 code units. The longest phrases people really ask for are under 80. */
const MAX_KEYWORD_LENGTH = 120
const MAX_KEYWORDS = 100

/**
 * One line of a subscriber's list, as they wrote it but for white space (folded) and Unicode form (NFC).
 * @throws AppError `invalid` where nothing is left to look for, or it is too long
 */
export function parseKeyword(text: string): string {
  const keyword = text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (keyword === '') throw new AppError('invalid', 'a keyword is empty: write at least one word')
  if (keyword.length > MAX_KEYWORD_LENGTH)
    throw new AppError(
      'invalid',
      `keyword "${shown(keyword)}" has ${keyword.length} characters: at most ${MAX_KEYWORD_LENGTH} are allowed`,
    )
  if (!/[\p{L}\p{N}]/u.test(keyword))
    throw new AppError('invalid', `keyword "${shown(keyword)}" holds no letter and no digit, so nothing can match it`)
  return keyword
}

/**
 * A whole list: each keyword once (spelling apart from case and white space), in the order given.
 * @throws AppError `invalid` for an empty list, one that is too long, or a bad keyword
 */
export function parseKeywords(lines: readonly string[]): string[] {
  const byFolded = new Map<string, string>()
  for (const keyword of lines.map(parseKeyword)) {
    const folded = keyword.toLowerCase()
    if (!byFolded.has(folded)) byFolded.set(folded, keyword)
  }
  if (byFolded.size === 0) throw new AppError('invalid', 'no keyword is given: at least one is needed')
  if (byFolded.size > MAX_KEYWORDS)
    throw new AppError('invalid', `${byFolded.size} keywords are given: at most ${MAX_KEYWORDS} are allowed`)
  return [...byFolded.values()]
}
