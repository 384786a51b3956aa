import { FORMULA_LETTERS, FORMULA_STYLES, GREEK, LETTERS, OPERATORS } from './tex-symbols.ts'

/** A formula in a text: all of it with its delimiters, and the part between them. Offsets, end exclusive. */
export interface Formula {
  start: number
  end: number
  inner: readonly [start: number, end: number]
}

/** A `$` inside the braces of a formula (`$\textit{robust $k$-means}$`) does not end it; more than these is no formula. */
const MAX_NESTED_DOLLARS = 6

/**
 * The formula whose opening delimiter stands at `start`, or null where it is money, a lone dollar, or unclosed.
 * Linear over a whole text: no search runs past the next possible opening of its own kind by more than a fixed number.
 */
export function formulaAt(source: string, start: number): Formula | null {
  if (source[start] === '\\') return bracketed(source, start, source[start + 1] === '(' ? ')' : ']')
  if (source[start + 1] === '$') return doubled(source, start)
  return dollars(source, start)
}

/**
 * The letters of a formula for matching, as a reader would say them: delimiters, braces, `_`, `^`, styles and spacing
 * vanish, Greek and letter commands become letters, operators become symbols; unknown commands stay, set off by a blank.
 */
export function formulaLetters(inner: string): string {
  return inner
    .replace(/\s+/g, ' ')
    .replace(
      /\\([A-Za-z]+)|\\([\s\S])| ?[_^] ?|\} ?\{|[{}$]|[~&]/g,
      (found: string, word: string | undefined, symbol: string | undefined) => {
        if (word !== undefined) return wordLetters(word)
        if (symbol !== undefined) return symbolLetters(symbol)
        // Two arguments in a row (`\frac{a}{b}`) are not one word.
        if (found.length > 1 && found[0] === '}') return '/'
        return found === '~' || found === '&' ? ' ' : ''
      },
    )
}

function wordLetters(word: string): string {
  return commandLetters(word) ?? LETTERS.get(word) ?? `\\${word} `
}

/** What a command of mathematics leaves in formulaLetters: a letter, a symbol, or nothing; undefined if unknown. */
export function commandLetters(name: string): string | undefined {
  if (FORMULA_STYLES.has(name)) return ''
  if (name === 'quad' || name === 'qquad') return ' '
  return GREEK.get(name) ?? FORMULA_LETTERS.get(name) ?? OPERATORS.get(name)
}

function symbolLetters(symbol: string): string {
  if (/[%&#$_{}|]/.test(symbol)) return symbol
  if (symbol === '\\' || /\s/.test(symbol)) return ' '
  // Thin spaces, `\!`, and accents: their letter follows.
  return ''
}

function bracketed(source: string, start: number, closing: string): Formula | null {
  const opening = source[start + 1]
  for (let i = start + 2; i < source.length; i++) {
    if (isBlankLine(source, i)) return null
    if (source[i] !== '\\') continue
    i++
    if (source[i] === closing) return { start, end: i + 1, inner: [start + 2, i - 1] }
    if (source[i] === opening) return null
  }
  return null
}

function doubled(source: string, start: number): Formula | null {
  for (let i = start + 2; i < source.length; i++) {
    if (isBlankLine(source, i)) return null
    if (source[i] === '\\') i++
    else if (source[i] === '$' && source[i + 1] === '$') {
      if (source.slice(start + 2, i).trim() === '') return null
      return { start, end: i + 2, inner: [start + 2, i] }
    }
  }
  return null
}

function dollars(source: string, start: number): Formula | null {
  let depth = 0
  let nested = 0
  for (let i = start + 1; i < source.length; i++) {
    if (isBlankLine(source, i)) return null
    const char = source[i]
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === '}') {
      depth--
      // The group that the formula stands in ends before the formula does.
      if (depth < 0) return null
    } else if (char === '$' && depth > 0 && ++nested > MAX_NESTED_DOLLARS) return null
    else if (char === '$' && depth === 0)
      return isMathematics(source.slice(start + 1, i), source[i + 1] ?? '')
        ? { start, end: i + 1, inner: [start + 1, i] }
        : null
  }
  return null
}

/**
 * Whether what stands between two dollars is mathematics, not two amounts of money. See docs/decisions/005.
 * @param next the character after the closing dollar
 */
function isMathematics(inner: string, next: string): boolean {
  const body = inner.trim()
  if (body === '') return false
  const evident = /\\[A-Za-z]|[\^_]/.test(body)
  const amount = /^\d/.test(body)
  if (hasProse(body) || /^[,;.:!?)\]]\s/.test(body)) return false
  if (amount && /\d/.test(next) && !evident) return false
  if (body === inner || evident) return true
  // White space just inside: only as people who always write it so do (`$ n $`, `$ K = 4 $`).
  return /^\s/.test(inner) && /\s$/.test(inner) && !amount && !/[A-Za-z]{2}/.test(body) && !/\d/.test(next)
}

/** Two ordinary words side by side, outside commands and their arguments. */
function hasProse(body: string): boolean {
  const bare = body.replace(/\\[A-Za-z]+\s?(?:\{[^{}]*\})?/g, ' \\ ')
  return /(?:^|\s)[A-Za-z]{2,},?\s+[A-Za-z]{2,}/.test(bare)
}

function isBlankLine(source: string, at: number): boolean {
  return source[at] === '\n' && /^\n[^\S\n]*\n/.test(source.slice(at, at + 80))
}
