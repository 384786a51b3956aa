import type { Font } from './alphabets.ts'
import { type Cursor, NotUnderstood } from './cursor.ts'
import {
  BARS,
  BINOMIALS,
  classOfSymbol,
  DELIMITER_SIZES,
  FONT_COMMANDS,
  FONT_SWITCHES,
  FORMULA_ACCENTS,
  FRACTIONS,
  FUNCTIONS,
  SPACES,
  STRETCHING,
  symbolOf,
  WITHOUT_MEANING,
} from './symbols.ts'
import { TEXT_COMMANDS, textArgument } from './text-argument.ts'
import { type Atom, type AtomClass, atom, type MathNode } from './tree.ts'

/** What the commands need of the reader that they stand in. */
export interface CommandReader {
  readonly cursor: Cursor
  /** Holds until the end of the row. */
  font: Font
  /** Up to and with its end; gives back the font that held before. */
  row(end: '}' | ']' | '$' | 'right'): MathNode[]
  /** A `{…}`, or the one thing that stands here. @param isFirst of two, which may be digits side by side (`\frac12`) */
  argument(isFirst?: boolean): MathNode[]
  letter(character: string): MathNode
}

/** The nodes of a command with its arguments. Stands behind its backslash. */
export function readCommand(reader: CommandReader): MathNode[] {
  const name = reader.cursor.commandName()
  return (
    readSign(name) ??
    readLetters(reader, name) ??
    readStructure(reader, name) ??
    readDelimiter(reader, name) ??
    readRare(reader, name)
  )
}

/** Commands without arguments. */
function readSign(name: string): MathNode[] | null {
  if (WITHOUT_MEANING.has(name) || name === '!' || name === '/') return []
  const thin = SPACES.get(name)
  if (thin !== undefined) return [{ kind: 'space', thin, spaced: false }]
  if (/^[%&#_$]$/.test(name)) return [atom(name, 'ord')]
  if (name === '{' || name === '}') return [atom(name, name === '{' ? 'open' : 'close')]
  if (name === '|') return [atom('‖', 'ord')]
  const called = FUNCTIONS.get(name)
  if (called !== undefined) return [atom(called, 'op')]
  if (name === 'bmod' || name === 'mod') return [atom('mod', 'rel')]
  return null
}

/** Letters, symbols, and the fonts that they may be set in. */
function readLetters(reader: CommandReader, name: string): MathNode[] | null {
  const symbol = symbolOf(name)
  if (symbol !== undefined) {
    const barClass = BARS.get(name)
    if (/^[\p{sc=Grek}]$/u.test(symbol)) return [reader.letter(symbol)]
    return [atom(symbol, barClass ?? classOfSymbol(symbol))]
  }
  const font = FONT_COMMANDS.get(name)
  if (font !== undefined) return inFont(reader, font)
  const switched = FONT_SWITCHES.get(name)
  if (switched !== undefined) {
    reader.font = switched
    return []
  }
  const look = TEXT_COMMANDS.get(name)
  if (look !== undefined) return textArgument(reader.cursor, look, () => reader.row('$'))
  return null
}

function inFont(reader: CommandReader, font: Font): MathNode[] {
  const outer = reader.font
  reader.font = font
  const nodes = reader.argument()
  reader.font = outer
  return nodes
}

function readStructure(reader: CommandReader, name: string): MathNode[] | null {
  if (FRACTIONS.has(name))
    return [{ kind: 'fraction', over: filled(reader.argument(true)), under: filled(reader.argument()), spaced: false }]
  if (BINOMIALS.has(name))
    return [{ kind: 'binomial', from: filled(reader.argument(true)), choose: filled(reader.argument()), spaced: false }]
  if (name === 'sqrt') {
    reader.cursor.skipSpace()
    const index = reader.cursor.takes('[') ? reader.cursor.within(() => reader.row(']')) : null
    return [{ kind: 'root', index, of: filled(reader.argument()), spaced: false }]
  }
  const accent = FORMULA_ACCENTS.get(name)
  return accent === undefined ? null : accented(filled(reader.argument()), accent)
}

function filled(row: MathNode[]): MathNode[] {
  const isSeen = (node: MathNode) => node.kind !== 'space' && !('text' in node && node.text === '')
  if (!row.some(isSeen)) throw new NotUnderstood('an empty argument')
  return row
}

function accented(row: MathNode[], mark: string): MathNode[] {
  // Underlined words are words that someone points at; an underlined letter may be another variable.
  if (mark === '\u0332' && row.every((node) => node.kind === 'text')) return row
  if (row.length === 1) {
    const [node] = row as [MathNode]
    if (node.kind === 'scripts' && node.base && !node.sup && node.primes === 0)
      return [{ ...node, base: accented([node.base], mark)[0] as MathNode }]
    if (node.kind === 'atom' && letters(node.text) === 1 && marks(node.text) < 2) return [withMark(node, mark)]
  }
  if (STRETCHING.has(mark) && row.every((node) => node.kind === 'atom' && /^[\p{L}\p{N}]+$/u.test(node.text)))
    return row.map((node) => withMark(node as Atom, mark))
  throw new NotUnderstood('an accent over several characters')
}

function withMark(node: Atom, mark: string): Atom {
  const over = (text: string) => [...text].map((character) => character + mark).join('')
  if (marks(node.text) > 0) return { ...node, text: node.text + mark, plain: node.plain + mark }
  return { ...node, text: over(node.text).normalize('NFC'), plain: over(node.plain).normalize('NFC') }
}

function letters(text: string): number {
  return [...text.normalize('NFD')].filter((character) => /[\p{L}\p{N}∇∂ℓ∞⋆∗]/u.test(character)).length
}

function marks(text: string): number {
  return [...text.normalize('NFD')].filter((character) => /\p{M}/u.test(character)).length
}

function readDelimiter(reader: CommandReader, name: string): MathNode[] | null {
  if (name === 'left') {
    const open = delimiter(reader, 'open')
    const inner = reader.cursor.within(() => reader.row('right'))
    return [open, ...inner, delimiter(reader, 'close')]
  }
  if (name === 'middle') return [delimiter(reader, 'rel')]
  const size = DELIMITER_SIZES.get(name)
  return size === undefined ? null : [delimiter(reader, size)]
}

/** @param asked null for the class that the sign has by itself */
function delimiter(reader: CommandReader, asked: AtomClass | null): Atom {
  const { cursor } = reader
  cursor.skipSpace()
  const sign = cursor.takes('\\') ? escapedDelimiter(cursor.commandName()) : cursor.match(/[()[\]|/.<>]/y)
  if (sign === undefined || sign === '') throw new NotUnderstood('an unknown delimiter')
  const shown = sign === '.' ? '' : sign === '<' ? '⟨' : sign === '>' ? '⟩' : sign
  return atom(shown, asked ?? classOfSymbol(shown))
}

function escapedDelimiter(name: string): string | undefined {
  if (name === '{' || name === '}') return name
  if (name === '|') return '‖'
  const symbol = symbolOf(name)
  return symbol !== undefined && /^[{}[\]|‖⟨⟩⌈⌉⌊⌋⟦⟧\\/↑↓]$/.test(symbol) ? symbol : undefined
}

function readRare(reader: CommandReader, name: string): MathNode[] {
  const { cursor } = reader
  if (name === 'operatorname' || name === 'DeclareMathOperator') return [operator(cursor)]
  if (name === 'mathop' || name === 'mathbin' || name === 'mathrel') {
    const [only, ...others] = reader.argument()
    if (only?.kind !== 'atom' || others.length > 0) throw new NotUnderstood(`\\${name}`)
    return [{ ...only, class: name === 'mathop' ? 'op' : name === 'mathbin' ? 'bin' : 'rel' }]
  }
  if (name === 'not') {
    const [only, ...others] = reader.argument()
    if (only?.kind !== 'atom' || only.class !== 'rel' || others.length > 0) throw new NotUnderstood('\\not')
    const crossed = `${only.text}\u0338`.normalize('NFC')
    return [atom(crossed, 'rel')]
  }
  if (name === 'pmod')
    return [
      { kind: 'space', thin: false, spaced: false },
      atom('(mod ', 'open'),
      ...reader.argument(),
      atom(')', 'close'),
    ]
  if (name === 'unicode') return [numbered(cursor.bareGroup() ?? '')]
  throw new NotUnderstood(`\\${name}`)
}

function operator(cursor: Cursor): MathNode {
  cursor.takes('*')
  const found = cursor.match(/\s*\{(?:[A-Za-z0-9 ~-]|\\[ ,])+\}/y)
  const name = found
    .trim()
    .slice(1, -1)
    .replace(/\\[ ,]|~/g, '\u0000')
    .replaceAll(' ', '')
    .replaceAll('\u0000', ' ')
  if (name.trim() === '') throw new NotUnderstood('\\operatorname')
  return atom(name.trim(), 'op')
}

/** MathJax, which shows arXiv's pages, knows `\unicode{x2014}`. */
function numbered(code: string): MathNode {
  const value = /^x[\dA-Fa-f]{1,6}$/.test(code)
    ? Number.parseInt(code.slice(1), 16)
    : /^\d{1,7}$/.test(code)
      ? Number(code)
      : 0
  const shown = value > 0xa0 && value <= 0x10ffff ? String.fromCodePoint(value) : ''
  if (!/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(shown)) throw new NotUnderstood('\\unicode')
  return { kind: 'text', text: shown, look: 'upright', spaced: false }
}

/** Whether the command is one that formulas may hold; a macro of the author's own is none. */
export function isKnownCommand(name: string): boolean {
  return (
    symbolOf(name) !== undefined ||
    [FUNCTIONS, FONT_COMMANDS, FONT_SWITCHES, FORMULA_ACCENTS, DELIMITER_SIZES, TEXT_COMMANDS, SPACES].some(
      (commands) => commands.has(name),
    ) ||
    [FRACTIONS, BINOMIALS, WITHOUT_MEANING].some((commands) => commands.has(name)) ||
    /^(?:sqrt|left|right|middle|operatorname|not|bmod|pmod)$/.test(name)
  )
}
