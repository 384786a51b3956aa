import { plainText } from '../lib/tex.ts'
import { shownText } from '../lib/tex-shown.ts'
import { DECLARATIONS } from '../lib/tex-symbols.ts'
import { type TexToken, texTokens } from '../lib/tex-tokens.ts'
import { argumentsEnd } from './tex-arguments.ts'

/**
 * A TeX source without what only hampers a translator: text styles (`\textbf{S}elf`), TeX's own spelling of accents,
 * quotes, per cent signs and ties. Readers see the same text, but for its emphasis; formulas, links, code and all that
 * is not understood stay as they are written.
 */
export function prose(source: string): string {
  if (!/[\\{~`]|''/.test(source)) return source
  const simplified = new Simplifier(source).text()
  return shownText(simplified).text === shownText(source).text ? simplified : source
}

/** Commands of text whose argument is prose; those of code, links and scripts are left as they are. */
const STYLES = new Set(
  'textbf textit emph textsc textsf textrm textup textmd textsl textnormal text mbox underline uline ul'.split(' '),
)

/** What they show, for those that a translator reads better so. */
const SYMBOLS = new Map([
  ['\\%', '%'],
  ['\\&', '&'],
  ['\\#', '#'],
  ['\\ ', ' '],
  ['\\-', ''],
  ['\\/', ''],
])

const LETTER = String.raw`(?:\{\\?[A-Za-z]\}|\\[ij](?![A-Za-z])\s?|[A-Za-z])`
const ACCENT = String.raw`\\(?:["'\x60^~=.]\s?${LETTER}|[cvuHkrdb](?:\{[A-Za-z]\}|\s[A-Za-z](?![A-Za-z]))|(?:ss|ae|AE|oe|OE|aa|AA|[lLoOi])(?:\{\}|\s|(?![A-Za-z])))`
const ACCENT_HERE = new RegExp(`${ACCENT}|\\{${ACCENT}\\}`, 'y')

class Simplifier {
  readonly #source: string
  readonly #tokens: readonly TexToken[]
  /** Braces whose command is dropped. */
  readonly #dropped = new Set<TexToken>()
  /** Source up to here is read, possibly into the middle of a text token. */
  #read = 0

  constructor(source: string) {
    this.#source = source
    this.#tokens = texTokens(source)
  }

  text(): string {
    return this.#tokens.map((token, index) => this.#shown(token, index)).join('')
  }

  #shown(token: TexToken, index: number): string {
    if (token.end <= this.#read) return ''
    const accent = token.kind === 'text' || token.inUrl ? null : accentAt(this.#source, token.start)
    if (accent !== null) {
      this.#read = token.start + accent.length
      return plainText(accent, { mathematics: 'source' }).text
    }
    const written = this.#source.slice(Math.max(this.#read, token.start), token.end)
    this.#read = token.end
    return this.#dropped.has(token) ? '' : this.#simplified(token, index, written)
  }

  #simplified(token: TexToken, index: number, written: string): string {
    switch (token.kind) {
      case 'ligature':
        return token.shown ?? written
      case 'symbol':
        return token.inUrl ? written : (SYMBOLS.get(written) ?? written)
      case 'word':
        return this.#isStyle(index, written.slice(1)) || this.#isSwitch(index) ? '' : this.#command(token, index)
      case 'open':
        return (this.#hasSwitch(index) || this.#keepsCapitals(token, index)) && this.#drop(token) ? '' : written
      default:
        return written
    }
  }

  /** A command that stays, and its arguments with it. */
  #command(token: TexToken, index: number): string {
    this.#read = argumentsEnd(this.#source, this.#tokens, index)
    return this.#source.slice(token.start, this.#read)
  }

  #isStyle(index: number, name: string): boolean {
    return STYLES.has(name) && this.#drop(this.#tokens[index + 1])
  }

  /** `{\bf word}`: the group. */
  #hasSwitch(index: number): boolean {
    const [command, blank] = [this.#tokens[index + 1], this.#tokens[index + 2]]
    if (command?.kind !== 'word' || blank?.kind !== 'text' || this.#source[blank.start] !== ' ') return false
    return DECLARATIONS.has(this.#source.slice(command.start + 1, command.end))
  }

  /** The command in it, with the blank behind. */
  #isSwitch(index: number): boolean {
    const open = this.#tokens[index - 1]
    if (!open || !this.#dropped.has(open) || !this.#hasSwitch(index - 1)) return false
    this.#read++
    return true
  }

  /** `{BERT}`, but not the argument of a command or a script. */
  #keepsCapitals(open: TexToken, index: number): boolean {
    const before = this.#tokens[index - 1]
    if (before && before.kind !== 'text' && before.kind !== 'ligature') return false
    if (/[\^_]/.test(this.#source[open.start - 1] ?? '') || open.partner !== index + 2) return false
    const inside = this.#tokens[index + 1]
    return inside?.kind === 'text' && /^[\p{L}\p{N}.-]+$/u.test(this.#source.slice(inside.start, inside.end))
  }

  #drop(open: TexToken | undefined): boolean {
    const close = open?.kind === 'open' ? this.#tokens[open.partner] : undefined
    if (!open || !close) return false
    this.#dropped.add(open).add(close)
    return true
  }
}

function accentAt(source: string, at: number): string | null {
  ACCENT_HERE.lastIndex = at
  return ACCENT_HERE.exec(source)?.[0] ?? null
}
