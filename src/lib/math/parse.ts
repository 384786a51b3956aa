import { type Font, letterIn, lookOf, WORD_FONTS } from './alphabets.ts'
import { type CommandReader, readCommand } from './commands.ts'
import { Cursor, NotUnderstood } from './cursor.ts'
import { classOfSymbol } from './symbols.ts'
import { atom, isFenced, type MathNode, type Scripts } from './tree.ts'

/** No formula of a title or an abstract is nearly as long. */
const MAX_LENGTH = 2000

/**
 * What a formula says, as a row of nodes; `problem` names the first thing in it that is not understood.
 * Takes any text, in linear time.
 * @param source without its dollars
 */
export function parseFormula(source: string): { row: MathNode[] } | { problem: string } {
  if (source.length > MAX_LENGTH) return { problem: 'too long' }
  try {
    return { row: new FormulaReader(source).read() }
  } catch (error) {
    if (error instanceof NotUnderstood) return { problem: error.message }
    throw error
  }
}

type End = '}' | ']' | '$' | 'right' | 'end'

class FormulaReader implements CommandReader {
  readonly cursor: Cursor
  font: Font = 'default'
  /** White space before the next node, other than the blank that ends a command's name. */
  #spaced = false
  /** A blank behind a command's name that it did not need: `\\lambda \\cdot x`. */
  #setOff = false

  constructor(source: string) {
    this.cursor = new Cursor(source)
  }

  read(): MathNode[] {
    return this.row('end')
  }

  row(end: End): MathNode[] {
    const outerFont = this.font
    const nodes: MathNode[] = []
    // Where the row `{…}` that was read last begins, and how long `nodes` was at its end.
    let group = { start: 0, end: -1 }
    for (;;) {
      if (this.cursor.skipSpace()) this.#spaced = true
      if (this.#atEnd(end)) break
      if (/^[_^']$/.test(this.cursor.next)) {
        if (group.end === nodes.length && !isUnit(nodes.slice(group.start)))
          throw new NotUnderstood('a script on a whole group')
        this.#script(nodes)
        continue
      }
      const { spaced, setOff } = { spaced: this.#spaced, setOff: this.#setOff }
      this.#spaced = false
      this.#setOff = false
      const start = nodes.length
      const braced = this.cursor.next === '{'
      const found = braced ? this.#group() : this.#unit()
      nodes.push(
        ...found.map((node, index) =>
          index > 0 ? node : { ...node, spaced: spaced || (setOff && node.kind === 'atom' && node.class === 'bin') },
        ),
      )
      if (braced) group = { start, end: nodes.length }
    }
    this.font = outerFont
    this.#spaced = false
    this.#setOff = false
    return nodes
  }

  argument(isFirst = false): MathNode[] {
    const { cursor } = this
    cursor.skipSpace()
    if (cursor.next === '{') return this.#group()
    if (cursor.ended || /[\^_'}$&]/.test(cursor.next)) throw new NotUnderstood('a missing argument')
    // TeX would take the 1 of `x^10` and the minus of `10^-3`, which nobody means.
    if (!isFirst && cursor.sees(/\d[\d.]|[+-][A-Za-z\d.]/y)) throw new NotUnderstood('an argument without braces')
    if (/\d/.test(cursor.next)) return [this.#letter(cursor.character())]
    return cursor.within(() => this.#unit(true))
  }

  /** Whether the row ends here; passes over what ends it. */
  #atEnd(end: End): boolean {
    if (this.cursor.ended) {
      if (end !== 'end') throw new NotUnderstood('unbalanced braces')
      return true
    }
    if (end === 'right') return this.cursor.match(/\\right(?![A-Za-z])/y) !== ''
    return end !== 'end' && this.cursor.takes(end)
  }

  #group(): MathNode[] {
    return this.cursor.within(() => {
      this.cursor.takes('{')
      const inner = this.row('}')
      if (inner.length === 0) return [atom('', 'ord')]
      const [only] = inner
      // Braces around a single operator are there to take its spaces away: `10{\times}`, `1{,}000`.
      return inner.length === 1 && only?.kind === 'atom' && only.class !== 'op' ? [{ ...only, class: 'ord' }] : inner
    })
  }

  /** One command, number, word or character. @param single letters that stand side by side are not taken together */
  #unit(single = false): MathNode[] {
    const { cursor } = this
    if (cursor.takes('\\')) return this.#command()
    if (/[\d.]/.test(cursor.next)) {
      const number = cursor.match(/\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+/y)
      if (number !== '') return [this.#number(number)]
    }
    if (!single && WORD_FONTS.has(this.font)) {
      const word = cursor.match(/[A-Za-z]{2,}/y)
      if (word !== '') return [atom(word, 'ord', lookOf(this.font, word[0] as string))]
    }
    if (cursor.takes('~')) return [{ kind: 'space', thin: false, spaced: false }]
    if (cursor.takes(':=')) return [atom(':=', 'rel')]
    if (/[}$&#]/.test(cursor.next)) throw new NotUnderstood(`a lone ${cursor.next}`)
    if (cursor.match(/--/y)) throw new NotUnderstood('a doubled minus')
    return [this.#letter(cursor.character())]
  }

  #command(): MathNode[] {
    const start = this.cursor.at
    const nodes = readCommand(this)
    // The blank after a command's name only ends the name.
    if (/[A-Za-z]$/.test(this.cursor.source.slice(start, this.cursor.at)) && nodes.length <= 1)
      this.#setOff = this.cursor.skipSpace() && !/[A-Za-z]/.test(this.cursor.next)
    return nodes
  }

  #number(text: string): MathNode {
    const plain = text.length === 1 ? letterIn(this.font, text) : null
    return atom(text, 'ord', lookOf(this.font, '0'), plain ?? text)
  }

  #letter(character: string): MathNode {
    if (/^[A-Za-z0-9]$/.test(character)) return this.letter(character)
    if (character === '-') return atom('−', 'bin')
    if (character === '*') return atom('∗', 'bin')
    if (UNUSUAL.test(character)) throw new NotUnderstood('an unusual character')
    return atom(character, classOfSymbol(character), lookOf(this.font, character))
  }

  /** A letter of the font that holds here. */
  letter(character: string): MathNode {
    const look = lookOf(this.font, character)
    const own = letterIn(this.font, character)
    if (this.font === 'default' || this.font === 'roman' || this.font === 'italic' || this.font === 'mono')
      return atom(character, 'ord', look)
    if (this.font === 'bold' || this.font === 'bold-italic' || this.font === 'sans')
      return atom(character, 'ord', look, own ?? character)
    // In the other fonts a small letter is no letter at all.
    if (own === null && /[A-Za-z]/.test(character)) throw new NotUnderstood(`no ${this.font} ${character}`)
    return atom(own ?? character, 'ord')
  }

  /** `'`, `^` or `_` with its argument, put on the last node of the row. */
  #script(nodes: MathNode[]): void {
    const { cursor } = this
    const last = nodes.at(-1)
    const on: Scripts =
      last?.kind === 'scripts'
        ? last
        : { kind: 'scripts', base: null, primes: 0, sub: null, sup: null, spaced: last?.spaced ?? this.#spaced }
    if (last && last.kind !== 'space' && last !== on) on.base = last
    if (last && last.kind !== 'space') nodes.pop()
    this.#spaced = false
    nodes.push(on)
    const quotes = cursor.match(/'+/y)
    if (quotes !== '') {
      if (on.sup || on.primes > 0) throw new NotUnderstood('two superscripts')
      on.primes = quotes.length
      return
    }
    const up = cursor.character() === '^'
    if (up ? on.sup : on.sub) throw new NotUnderstood(up ? 'two superscripts' : 'two subscripts')
    const row = this.argument()
    if (!up) on.sub = row
    else if (row.every(isPrime)) on.primes += row.length
    else on.sup = row
  }
}

/** Running text of other scripts between two dollars that don't belong together; characters that are scripts already. */
const UNUSUAL = /^[\p{Lo}\p{Lm}\p{C}\u3000-\u303f\uff00-\uffef]/u

function isPrime(node: MathNode): boolean {
  return node.kind === 'atom' && node.text === '′'
}

/** Whether a script on the row's end is plainly one on the whole row. */
function isUnit(row: readonly MathNode[]): boolean {
  return row.length <= 1 || isFenced(row)
}
