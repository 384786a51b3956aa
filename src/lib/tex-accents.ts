import { ACCENTS, LETTERS } from './tex-symbols.ts'
import type { TexToken } from './tex-tokens.ts'

/** The letter that an accent stands on, and where the reading goes on after it. */
export interface AccentBase {
  letter: string
  /** Source offset up to which it is read, and the index of the token that holds it. */
  end: number
  next: number
  /** Braces around it. */
  braces: TexToken[]
}

/** Accents on accents, as in `\'{\^e}`; deeper nesting is no name. */
const MAX_ACCENTS = 4

/**
 * What an accent command stands on; null where that is no letter.
 * @param index of the token after the command
 * @param afterWord whether the command is a word, whose name a blank ends
 */
export function accentBase(
  source: string,
  tokens: readonly TexToken[],
  index: number,
  afterWord: boolean,
): AccentBase | null {
  return new AccentReader(source, tokens).base(index, afterWord, MAX_ACCENTS)
}

/** The offset after the blanks that a text token begins with. */
export function afterBlank(source: string, start: number, end: number): number {
  let at = start
  while (at < end && (source[at] === ' ' || source[at] === '\t')) at++
  return at
}

class AccentReader {
  readonly #source: string
  readonly #tokens: readonly TexToken[]

  constructor(source: string, tokens: readonly TexToken[]) {
    this.#source = source
    this.#tokens = tokens
  }

  base(index: number, afterWord: boolean, depth: number): AccentBase | null {
    const token = this.#tokens[index]
    if (!token || depth === 0) return null
    if (token.kind === 'text') {
      const start = afterWord ? afterBlank(this.#source, token.start, token.end) : token.start
      if (start === token.end) return this.base(index + 1, false, depth - 1)
      const letter = String.fromCodePoint(this.#source.codePointAt(start) as number)
      if (!/^\p{Script=Latin}/u.test(letter)) return null
      const end = start + letter.length
      return { letter, end, next: end === token.end ? index + 1 : index, braces: [] }
    }
    if (token.kind === 'open') return this.#group(index, depth)
    if (token.kind !== 'word' && token.kind !== 'symbol') return null
    const name = this.#source.slice(token.start + 1, token.end)
    const letter = LETTERS.get(name)
    if (letter !== undefined) return this.#letter(name === 'i' || name === 'j' ? name : letter, token, index)
    const mark = ACCENTS.get(name)
    const base = mark === undefined ? null : this.base(index + 1, /[A-Za-z]/.test(name), depth - 1)
    return base && base.letter !== '' ? { ...base, letter: base.letter + mark } : null
  }

  #letter(letter: string, command: TexToken, index: number): AccentBase {
    const after = this.#tokens[index + 1]
    if (after?.kind !== 'text') return { letter, end: command.end, next: index + 1, braces: [] }
    const end = afterBlank(this.#source, after.start, after.end)
    return { letter, end, next: end === after.end ? index + 2 : index + 1, braces: [] }
  }

  #group(index: number, depth: number): AccentBase | null {
    const open = this.#tokens[index] as TexToken
    const close = this.#tokens[open.partner]
    if (!close) return null
    if (open.partner === index + 1) return { letter: '', end: close.end, next: index + 2, braces: [] }
    const base = this.base(index + 1, false, depth - 1)
    return base && base.end <= close.start ? { ...base, braces: [...base.braces, open, close] } : null
  }
}
