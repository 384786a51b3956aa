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

/** Stands between keywords that are typed or pasted together: the ends of lines, tabs, and English and Chinese commas and semicolons. */
export const KEYWORD_SEPARATOR = /[\r\n\t,，、;；]/

/** The keywords of a text that may hold several, with nothing around them and none empty. */
export function splitKeywords(text: string): string[] {
  return text
    .split(KEYWORD_SEPARATOR)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
}

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
 * A whole list: what differs by case and white space alone and is to do the same stands once, in the order given.
 * @throws AppError `invalid` for an empty list, one that is too long, or a bad keyword
 */
export function parseKeywords(lines: readonly KeywordLine[]): Keyword[] {
  const byWish = new Map<string, Keyword>()
  for (const line of lines) {
    const keyword = typeof line === 'string' ? { text: line, mode: 'search' } : line
    const text = parseKeyword(keyword.text)
    const mode = parseMode(keyword.mode, text)
    const wish = `${mode} ${text.toLowerCase()}`
    if (!byWish.has(wish)) byWish.set(wish, { text, mode })
  }
  if (byWish.size === 0) throw new AppError('invalid', 'no keyword is given: at least one is needed')
  if (byWish.size > MAX_KEYWORDS)
    throw new AppError('invalid', `${byWish.size} keywords are given: at most ${MAX_KEYWORDS} are allowed`)
  return [...byWish.values()]
}

function parseMode(mode: string, keyword: string): KeywordMode {
  const known = KEYWORD_MODES.find((one) => one === mode)
  if (known) return known
  throw new AppError(
    'invalid',
    `keyword "${shown(keyword)}" is to be "${shown(mode)}": it can be one of ${KEYWORD_MODES.join(', ')}`,
  )
}

/** Two keywords of one list that find the same papers, in its order. */
export type AlikePair = readonly [Keyword, Keyword]

/** Whether one of the two brings the papers that the other keeps away; else one of them is too much. */
export function isContrary([one, other]: AlikePair): boolean {
  return one.mode !== other.mode && one.mode !== 'paused' && other.mode !== 'paused'
}

/** Why a list is refused: the cause of an AppError `invalid`, from which pages say it in their own language. */
export class AlikeKeywords extends Error {
  readonly pairs: readonly AlikePair[]

  constructor(pairs: readonly AlikePair[]) {
    super('keywords find the same papers')
    this.pairs = pairs
  }
}

/** The texts of one mode, in the list's order. */
export function keywordsOf(keywords: readonly Keyword[], mode: KeywordMode): string[] {
  return keywords.filter((keyword) => keyword.mode === mode).map(({ text }) => text)
}
