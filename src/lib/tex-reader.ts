import { accentBase, afterBlank } from './tex-accents.ts'
import { commandLetters, formulaLetters } from './tex-formula.ts'
import { ACCENTS, DECLARATIONS, GREEK, LETTERS, SECOND_SHOWN, TEXT_STYLES, TEXT_SYMBOLS } from './tex-symbols.ts'
import { type TexToken, texTokens } from './tex-tokens.ts'
import type { PlainTextWriter } from './tex-writer.ts'

/** Writes what a reader sees of a TeX source. `letters` asks for the letters of formulas instead of their source. */
export class TexReader {
  protected readonly source: string
  protected readonly writer: PlainTextWriter
  protected readonly tokens: readonly TexToken[]
  readonly #letters: boolean
  /** Braces whose fate a command has decided: they show nothing. */
  readonly #hidden = new Set<TexToken>()
  /** Source up to here is read, possibly into the middle of a text token. */
  #read = 0

  constructor(source: string, letters: boolean, writer: PlainTextWriter) {
    this.source = source
    this.#letters = letters
    this.writer = writer
    this.tokens = texTokens(source)
  }

  read(): void {
    let index = 0
    for (let token = this.tokens[0]; token; token = this.tokens[index]) index = this.#token(token, index)
  }

  /** Writes one token, and those that it takes in; returns the index of the next. */
  #token(token: TexToken, index: number): number {
    switch (token.kind) {
      case 'text':
        return this.text(Math.max(token.start, this.#read), token.end, index)
      case 'ligature':
        this.ligature(token)
        return index + 1
      case 'formula':
        this.formula(token)
        return index + 1
      case 'open':
      case 'close':
        return this.#brace(token, index)
      case 'symbol':
        return this.#symbol(token, index)
      case 'word':
        return this.#word(token, index)
    }
  }

  /** Running text from `start` to `end`, the end of the token at `index`; returns the index of the next one. */
  protected text(start: number, end: number, index: number): number {
    this.writer.copy(start, end)
    return index + 1
  }

  /** Doubled dashes and quotes are read as easily as they are written, and arXiv's own pages show them so. */
  protected ligature({ start, end, shown = '' }: TexToken): void {
    if (this.#letters || shown === ' ') this.writer.put(shown, end)
    else this.writer.copy(start, end)
  }

  protected formula({ start, end, formula }: TexToken): void {
    if (this.#letters && formula) this.writer.put(formulaLetters(this.source.slice(...formula.inner)), end)
    else this.writer.copy(start, end)
  }

  #brace(token: TexToken, index: number): number {
    const shown = this.#letters
      ? this.#isCut(token, index)
      : !this.#hidden.has(token) && (this.isKept(token) || this.#isMeant(token, index))
    if (shown) this.writer.copy(token.start, token.end)
    else this.hiddenBrace(token)
    return index + 1
  }

  /** Whether an opening brace is shown whatever is in it. */
  protected isKept(_open: TexToken): boolean {
    return false
  }

  protected hiddenBrace({ kind, start, end }: TexToken): void {
    if (kind === 'close') this.writer.close(start, end)
  }

  /** The argument of a command that the text's end has cut off: its letters are not the command's. */
  #isCut(token: TexToken, index: number): boolean {
    const before = this.tokens[index - 1]?.kind
    return token.kind === 'open' && token.partner < 0 && (before === 'word' || before === 'symbol')
  }

  #isMeant(token: TexToken, index: number): boolean {
    return token.partner < 0 || this.#isSet(token, index)
  }

  /** `{FA, RA}` and `{"a": 1}` are meant to be seen with their braces; `{BERT}` only keeps its capitals. */
  #isSet(token: TexToken, index: number): boolean {
    if (token.kind === 'close') return !this.#hidden.has(token)
    const partner = this.tokens[token.partner] as TexToken
    for (let i = index + 1; i < token.partner && !this.#isSwitch(index + 1); i++) {
      const inside = this.tokens[i] as TexToken
      if (inside.kind === 'open' && inside.partner >= 0) i = inside.partner
      else if (inside.kind === 'text' && /,\s|[|"=]/.test(this.source.slice(inside.start, inside.end))) return true
    }
    this.#hidden.add(partner)
    return false
  }

  #isSwitch(index: number): boolean {
    const token = this.tokens[index]
    const name = token?.kind === 'word' ? this.source.slice(token.start + 1, token.end) : ''
    return name === 'color' || DECLARATIONS.has(name)
  }

  #symbol(token: TexToken, index: number): number {
    const char = this.source.slice(token.start + 1, token.end)
    const accent = ACCENTS.get(char)
    if (token.inUrl && char === '~') this.writer.put('~', token.end)
    else if (accent) return this.#accent(token, index, char, accent)
    else if (/[%&$#_{}]/.test(char)) this.writer.put(char, token.end)
    else if (/[\s,;:>\\]/.test(char)) this.writer.put(' ', token.end)
    else if (!/[-/@!]/.test(char)) this.writer.copy(token.start, token.end)
    return index + 1
  }

  #word(token: TexToken, index: number): number {
    const name = this.source.slice(token.start + 1, token.end)
    const accent = ACCENTS.get(name)
    if (accent) return this.#garbled(token, index, name) ?? this.#accent(token, index, name, accent)
    const letter = LETTERS.get(name)
    if (letter !== undefined) {
      this.writer.put(letter, token.end)
      return this.#skipBlank(index + 1)
    }
    if (SECOND_SHOWN.has(name)) return this.second(name, token, index)
    if (TEXT_STYLES.has(name)) return this.style(name, token, index)
    if (DECLARATIONS.has(name)) {
      this.declaration(name)
      return this.#skipBlank(index + 1)
    }
    if (name === 'color') return this.#colour(token, index)
    const shown = GREEK.get(name) ?? TEXT_SYMBOLS.get(name) ?? this.operator(name)
    if (shown === undefined) return this.#unknown(token, index)
    this.writer.put(shown, token.end)
    return index + 1
  }

  /** An operator outside formulas is shown as it is, but to the matcher `\star` is not the method STaR. */
  protected operator(name: string): string | undefined {
    return this.#letters ? commandLetters(name) : undefined
  }

  /** A switch that holds until the end of its group. */
  protected declaration(_name: string): void {}

  /** A command with text as its argument. */
  protected style(_name: string, command: TexToken, index: number): number {
    const group = this.groupAt(index + 1)
    if (group) this.#hidden.add(group.open).add(group.close)
    else if (!this.#letters) return this.#unknown(command, index)
    return index + 1
  }

  /** A command of which the second argument is shown. */
  protected second(_name: string, command: TexToken, index: number): number {
    const first = this.groupAt(index + 1)
    const second = first && this.groupAt(first.open.partner + 1)
    if (!first || !second) return this.#unknown(command, index)
    this.#hidden.add(second.open).add(second.close)
    return first.open.partner + 1
  }

  /** `{\color{red} x}`: a switch with an argument. */
  #colour(command: TexToken, index: number): number {
    const group = this.groupAt(index + 1)
    return group ? this.#skipBlank(group.open.partner + 1) : this.#unknown(command, index)
  }

  protected groupAt(index: number): { open: TexToken; close: TexToken } | null {
    const open = this.tokens[index]
    const close = open?.kind === 'open' ? this.tokens[open.partner] : undefined
    return open && close ? { open, close } : null
  }

  /** Neither the command nor its arguments are touched. */
  #unknown(command: TexToken, index: number): number {
    let end = command.end
    let next = index + 1
    for (let group = this.groupAt(next); group; group = this.groupAt(next)) {
      end = group.close.end
      next = group.open.partner + 1
    }
    this.writer.copy(command.start, end)
    return next
  }

  /** Blanks after a command of letters only end its name. */
  #skipBlank(index: number): number {
    const token = this.tokens[index]
    if (token?.kind === 'text') this.#read = afterBlank(this.source, Math.max(token.start, this.#read), token.end)
    return index
  }

  /** arXiv takes Greek commands for accents: its `\r{ho}` was `\rho`. Other words carry no such accent; null for a letter. */
  #garbled(token: TexToken, index: number, name: string): number | null {
    const group = this.groupAt(index + 1)
    const word = group && /^[A-Za-z]{2}$/.test(this.source.slice(group.open.end, group.open.end + 2))
    if (!group || !word) return null
    const greek = GREEK.get(name + this.source.slice(group.open.end, Math.min(group.close.start, group.open.end + 12)))
    if (greek === undefined) return this.#unknown(token, index)
    this.writer.put(greek, group.close.end)
    return group.open.partner + 1
  }

  #accent(token: TexToken, index: number, name: string, mark: string): number {
    const base = accentBase(this.source, this.tokens, index + 1, /[A-Za-z]/.test(name))
    // `\^{}` is the character itself.
    const alone = base?.letter === '' && (name === '^' || name === '~')
    if (!base || (base.letter === '' && !alone)) return this.#unknown(token, index)
    for (const brace of base.braces) this.#hidden.add(brace)
    this.writer.put(alone ? name : (base.letter + mark).normalize('NFC'), base.end)
    this.#read = base.end
    return base.next
  }
}
