import { AppError, shown } from './errors.ts'

/**
 * What a keyword does: `search` brings papers, `exclude` keeps away papers that others found, `paused` does nothing until
 * it is wanted again.
 */
export const KEYWORD_MODES = ['search', 'exclude', 'paused'] as const
export type KeywordMode = (typeof KEYWORD_MODES)[number]

/** One line of a subscriber's list. */
export interface Keyword {
  text: string
  mode: KeywordMode
}

/** A keyword as somebody typed it; a bare text is one to search for. */
export type KeywordLine = string | { text: string; mode: string }

/** Longest keyword, in UTF-16 code units. The longest phrases people really ask for are under 80. */
export const MAX_KEYWORD_LENGTH = 120
export const MAX_KEYWORDS = 100

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
export function parseKeywords(lines: readonly KeywordLine[]): Keyword[] {
  const byFolded = new Map<string, Keyword>()
  for (const line of lines) {
    const keyword = typeof line === 'string' ? { text: line, mode: 'search' } : line
    const text = parseKeyword(keyword.text)
    const folded = text.toLowerCase()
    if (!byFolded.has(folded)) byFolded.set(folded, { text, mode: parseMode(keyword.mode, text) })
  }
  if (byFolded.size === 0) throw new AppError('invalid', 'no keyword is given: at least one is needed')
  if (byFolded.size > MAX_KEYWORDS)
    throw new AppError('invalid', `${byFolded.size} keywords are given: at most ${MAX_KEYWORDS} are allowed`)
  return [...byFolded.values()]
}

function parseMode(mode: string, keyword: string): KeywordMode {
  const known = KEYWORD_MODES.find((one) => one === mode)
  if (known) return known
  throw new AppError(
    'invalid',
    `keyword "${shown(keyword)}" is to be "${shown(mode)}": it can be one of ${KEYWORD_MODES.join(', ')}`,
  )
}

/** The texts of one mode, in the list's order. */
export function keywordsOf(keywords: readonly Keyword[], mode: KeywordMode): string[] {
  return keywords.filter((keyword) => keyword.mode === mode).map(({ text }) => text)
}
