import { inScript } from './alphabets.ts'
import type { Piece, ScriptPart } from './linear.ts'

/** A script as text: in small characters, or behind `_` or `^`. */
export interface WrittenScript {
  up: boolean
  part: ScriptPart
  text: string
  /** Whether it is in small characters. */
  small: boolean
}

/**
 * A formula on one line of plain Unicode.
 * @param after whether a letter or a number follows directly, which the last script must not take in
 */
export function unicodeText(pieces: readonly Piece[], after = false): string {
  let text = ''
  let previous: Previous = 'text'
  pieces.forEach((piece, index) => {
    if (piece.kind === 'text') {
      text += (RUNS_ON[previous].test(piece.plain) ? ' ' : '') + piece.plain
      previous = 'text'
      return
    }
    const written = writtenScripts(piece, after && index === pieces.length - 1)
    text += written.map((script) => script.text).join('')
    previous = endOf(written.at(-1))
  })
  return text
}

/** What a text ends with: a script behind its sign takes in more, and so does a star. */
type Previous = 'text' | 'raised' | 'lowered' | 'star'

/** Next texts that would be read as part of it. */
const RUNS_ON: Record<Previous, RegExp> = {
  text: /^(?!)/,
  raised: /^[\p{L}\p{N}({]/u,
  lowered: /^[\p{L}\p{N}{]/u,
  star: /^[\p{L}\p{N}]/u,
}

function endOf(script: WrittenScript | undefined): Previous {
  if (!script) return 'text'
  if (script.small) return /[*⋆]$/.test(script.text) ? 'star' : 'text'
  return script.text.endsWith(')') ? 'text' : script.up ? 'raised' : 'lowered'
}

/** Both scripts of a place in the order to write them: what stays behind a sign stands last. */
export function writtenScripts({ sub, sup }: Extract<Piece, { kind: 'scripts' }>, bracketed = false): WrittenScript[] {
  const written = [
    ...(sub ? [writtenScript(sub, false, bracketed)] : []),
    ...(sup ? [writtenScript(sup, true, bracketed)] : []),
  ]
  return written.sort((a, b) => Number(b.small) - Number(a.small))
}

function writtenScript(part: ScriptPart, up: boolean, bracketed: boolean): WrittenScript {
  const text = unicodeText(part.pieces)
  const small = part.raisable ? inScript(text, up) : null
  if (small !== null) return { up, part, text: small, small: true }
  const sign = up ? '^' : '_'
  const bare = !bracketed && isPlainlyOne(part, text, up)
  return { up, part, text: bare || isBracketed(text) ? sign + text : `${sign}(${text})`, small: false }
}

/**
 * Whether all of a script is read as one without brackets: a name, a number, a symbol; below also letters side by side,
 * which above may be a product: e^(qd).
 */
function isPlainlyOne({ pieces }: ScriptPart, text: string, up: boolean): boolean {
  if (pieces.length === 1) return /^(?:[\p{L}\p{M}]+\d*|\d+(?:\.\d+)?|[^\p{L}\p{N}\s])$/u.test(text)
  return !up && pieces.every(({ kind }) => kind === 'text') && /^[A-Za-z]{2,}$/.test(text)
}

function isBracketed(text: string): boolean {
  return /^\([^()]*\)$/.test(text)
}
