import { plainText } from '../lib/tex.ts'
import { type CharacterClass, characterClass } from './characters.ts'
import { foldWord } from './fold.ts'
import { isAcronymPlural, singular } from './plural.ts'

/**
 * What stands between a word and the one before: `joint` a hyphen, a dash, an apostrophe or nothing; `space` blanks,
 * quotation marks, markup, a dash with blanks; `break` punctuation, brackets or the start of the text.
 */
export type Gap = 'joint' | 'space' | 'break'

export interface Token {
  /** Folded, in the singular; never empty. */
  stem: string
  /** Offsets in the source, end exclusive. Words of one formula have the formula's. */
  start: number
  end: number
  gapBefore: Gap
  /** The punctuation of a `break`, without blanks (`@`, `),`); a blank line is `¶`. Empty for the other gaps. */
  separator: string
}

/** The words of a title, an abstract or a keyword, TeX resolved. Takes any text, in linear time. */
export function normalise(source: string): Token[] {
  const plain = plainText(source, { mathematics: 'letters' })
  const text = plain.text
  const tokens: Token[] = []
  const gap = new GapReader()
  let at = 0
  while (at < text.length) {
    const end = endOfWord(text, at)
    if (end === at) {
      at = gap.read(text, at)
      continue
    }
    const raw = text.slice(at, end)
    const stem = stemOf(raw)
    if (stem !== '') {
      tokens.push({ stem, start: plain.from[at] as number, end: plain.to[end - 1] as number, ...gap.take() })
    }
    at = skipPossessive(text, at, end)
  }
  return tokens
}

/** The end of the word that begins at `start`, or `start` where none does. */
function endOfWord(text: string, start: number): number {
  switch (classAt(text, start)) {
    case 'single':
      return endOfMarks(text, start + sizeAt(text, start))
    case 'word':
      return endOfName(text, start, endOfLetters(text, start))
    default:
      return isNameSymbol(text, start) ? start + (text[start] === '+' ? 2 : 1) : start
  }
}

function endOfLetters(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    if (isAsciiLetter(text.charCodeAt(at))) {
      at++
      continue
    }
    const kind = classAt(text, at)
    if (kind === 'word' || kind === 'none') at += sizeAt(text, at)
    else {
      const next = overInnerMark(text, start, at)
      if (next === at) break
      at = next
    }
  }
  return at
}

/** Past a decimal point, a thousands comma, or `_` and `^` inside a word; `at` itself where there is none. */
function overInnerMark(text: string, start: number, at: number): number {
  const char = text[at]
  if (char === '.') return isDigit(text, at - 1) && isDigit(text, at + 1) ? at + 1 : at
  if (char === ',') return isThousands(text, start, at) ? at + 4 : at
  let next = at
  while (text[next] === '_' || text[next] === '^') next++
  return next > at && classAt(text, next) === 'word' ? next : at
}

/** A comma with one to three digits (or such a group already) before it and exactly three after it. */
function isThousands(text: string, start: number, at: number): boolean {
  if (!/^,\d{3}(?!\d)/.test(text.slice(at, at + 5))) return false
  return /^\d{1,3}(?:,\d{3})*$/.test(text.slice(Math.max(start, at - 40), at))
}

/** `C++`, `C#` and `A*` are names of their own: no C is meant. */
function endOfName(text: string, start: number, end: number): number {
  if (end - start !== sizeAt(text, start)) return end
  if (text[end] === '+' && text[end + 1] === '+' && text[end + 2] !== '+') return end + 2
  const alone = classAt(text, end + 1) !== 'word'
  if (text[end] === '#' && alone) return end + 1
  if (text[end] === '*' && alone && text[end + 1] !== '*' && text[start - 1] !== '*') return end + 1
  return end
}

/**
 * The `++` of PointNet++ and the dot of .NET are words too: who asks for PointNet finds PointNet++, but not the other way
 * round.
 */
function isNameSymbol(text: string, at: number): boolean {
  if (text[at] === '+')
    return text[at + 1] === '+' && text[at + 2] !== '+' && classAt(text, at - 1) === 'word' && !isDigit(text, at - 1)
  return text[at] === '.' && /[\s([{"“‘']/.test(text[at - 1] ?? ' ') && /\p{L}/u.test(text[at + 1] ?? '')
}

function endOfMarks(text: string, at: number): number {
  while (at < text.length && /^\p{M}/u.test(text[at] as string)) at++
  return at
}

/** "RAG's" is RAG. */
function skipPossessive(text: string, start: number, end: number): number {
  if (classAt(text, start) !== 'word' || classAt(text, end) !== 'apostrophe') return end
  if (text[end + 1] !== 's' && text[end + 1] !== 'S') return end
  const after = classAt(text, end + 2)
  return after === 'word' || after === 'none' || after === 'apostrophe' ? end : end + 2
}

function stemOf(raw: string): string {
  return singular(foldWord(raw), isAcronymPlural(raw))
}

/** Reads what stands between two words. */
class GapReader {
  #separator = ''
  #blank = false
  #first = true

  /** Takes in the character at `at`; returns the offset after it. */
  read(text: string, at: number): number {
    const size = sizeAt(text, at)
    switch (classAt(text, at)) {
      case 'stop':
        this.#separator += text.slice(at, at + size).normalize('NFKC')
        break
      case 'blank':
        this.#blank = true
        if (text[at] === '\n' && /^\n[^\S\n]*\n/.test(text.slice(at, at + 40))) this.#separator += '¶'
        break
      case 'apostrophe':
        if (classAt(text, at - 1) !== 'word' || classAt(text, at + 1) !== 'word') this.#blank = true
    }
    return at + size
  }

  take(): { gapBefore: Gap; separator: string } {
    const separator = this.#separator
    const gapBefore = separator !== '' || this.#first ? 'break' : this.#blank ? 'space' : 'joint'
    this.#separator = ''
    this.#blank = false
    this.#first = false
    return { gapBefore, separator }
  }
}

function classAt(text: string, at: number): CharacterClass {
  if (isAsciiLetter(text.charCodeAt(at))) return 'word'
  const code = text.codePointAt(at)
  return code === undefined ? 'blank' : characterClass(code)
}

function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
