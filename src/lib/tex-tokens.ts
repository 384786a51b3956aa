import { type Formula, formulaAt } from './tex-formula.ts'

/** One piece of a TeX source. The tokens of a source stand end to end. */
export interface TexToken {
  /**
   * `text` is shown as it is; `ligature` as `shown`; `word` is a command of letters (`\emph`), `symbol` one of another
   * character (`\%`); `open` and `close` are braces.
   */
  kind: 'text' | 'ligature' | 'word' | 'symbol' | 'open' | 'close' | 'formula'
  start: number
  end: number
  /** Index of a brace's partner; -1 for a lone brace and for all else. */
  partner: number
  shown?: string
  formula?: Formula
  /** Inside a bare URL, where `~` and `--` mean themselves. */
  inUrl: boolean
}

/** Cuts a source into tokens. Takes any text, in linear time. */
export function texTokens(source: string): TexToken[] {
  const tokens: TexToken[] = []
  const open: number[] = []
  let urlEnd = 0
  let textStart = 0
  let at = 0
  while (at < source.length) {
    if (at >= urlEnd && isUrl(source, at)) urlEnd = endOfUrl(source, at)
    const token = tokenAt(source, at, at < urlEnd)
    if (!token) {
      at++
      continue
    }
    if (textStart < at) tokens.push(plain('text', textStart, at))
    if (token.kind === 'open') open.push(tokens.length)
    if (token.kind === 'close') pair(tokens, open.pop(), token)
    tokens.push(token)
    at = token.end
    textStart = at
  }
  if (textStart < at) tokens.push(plain('text', textStart, at))
  return tokens
}

/** The token that begins with a character special to TeX, or null where running text goes on. */
function tokenAt(source: string, at: number, inUrl: boolean): TexToken | null {
  switch (source[at]) {
    case '\\':
      return command(source, at, inUrl)
    case '$':
      return formula(source, at)
    case '{':
      return plain('open', at, at + 1)
    case '}':
      return plain('close', at, at + 1)
    case '~':
      return inUrl || !isTie(source, at) ? null : ligature(at, at + 1, ' ')
    case '-':
      return inUrl ? null : dashes(source, at)
    case '`':
      return !inUrl && source[at + 1] === '`' ? ligature(at, at + 2, '“') : null
    case "'":
      return !inUrl && source[at + 1] === "'" ? quotes(source, at) : null
    default:
      return null
  }
}

function command(source: string, at: number, inUrl: boolean): TexToken | null {
  const next = source.codePointAt(at + 1)
  if (next === undefined) return null
  const delimiter = source[at + 1]
  if (delimiter === '(' || delimiter === '[') {
    const found = formula(source, at)
    if (found) return found
  }
  let end = at + 1
  while (isAsciiLetter(source.charCodeAt(end))) end++
  if (end > at + 1) return { ...plain('word', at, end), inUrl }
  return { ...plain('symbol', at, at + (next > 0xffff ? 3 : 2)), inUrl }
}

function formula(source: string, at: number): TexToken | null {
  const found = formulaAt(source, at)
  return found ? { ...plain('formula', found.start, found.end), formula: found } : null
}

/**
 * A `~` ties two words (`Fig.~3`); before a number or alone it says "about", between numbers "to". Chinese and Japanese,
 * which set no blanks, have no ties: there it says "about".
 */
function isTie(source: string, at: number): boolean {
  const before = source[at - 1] ?? ' '
  const after = source[at + 1] ?? ' '
  if (
    /[\s([<=/~"'|\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u.test(before) ||
    /[\s~=]/.test(after)
  )
    return false
  return !(/[\d%]/.test(before) && /\d/.test(after))
}

function dashes(source: string, at: number): TexToken | null {
  if (source[at - 1] === '-' || source[at + 1] !== '-' || source.startsWith('----', at)) return null
  const length = source[at + 2] === '-' ? 3 : 2
  const end = at + length
  // `--no-verify` is an option of a program.
  if (/[\s([`"']/.test(source[at - 1] ?? ' ') && /[A-Za-z]/.test(source[end] ?? '')) return null
  return ligature(at, end, length === 2 ? '–' : '—')
}

/** Many authors open with '' too. */
function quotes(source: string, at: number): TexToken {
  const opens = /[\s([{]/.test(source[at - 1] ?? ' ') && /\S/.test(source[at + 2] ?? '')
  return ligature(at, at + 2, opens ? '“' : '”')
}

function pair(tokens: TexToken[], open: number | undefined, close: TexToken): void {
  const partner = open === undefined ? undefined : tokens[open]
  if (!partner || open === undefined) return
  partner.partner = tokens.length
  close.partner = open
}

function isUrl(source: string, at: number): boolean {
  return source[at] === 'h' && (source.startsWith('http://', at) || source.startsWith('https://', at))
}

function endOfUrl(source: string, at: number): number {
  let end = at
  while (end < source.length && !/[\s{}$]/.test(source[end] as string)) end++
  return end
}

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

function ligature(start: number, end: number, shown: string): TexToken {
  return { ...plain('ligature', start, end), shown }
}

function plain(kind: TexToken['kind'], start: number, end: number): TexToken {
  return { kind, start, end, partner: -1, inUrl: false }
}
