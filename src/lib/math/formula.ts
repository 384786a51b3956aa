import { linear, type Piece, type Surroundings } from './linear.ts'
import { parseFormula } from './parse.ts'
import { unicodeText } from './unicode.ts'

export type { Piece }

/** A formula that was understood: what it looks like on one line, and the same in plain Unicode. */
export interface ReadFormula {
  pieces: Piece[]
  unicode: string
}

/**
 * A formula on one line, or what in it is not understood. Takes any text, in linear time.
 * @param tex without its dollars
 */
export function readFormula(
  tex: string,
  around: Surroundings = { before: false, after: false },
): ReadFormula | { problem: string } {
  const parsed = parseFormula(tex)
  if ('problem' in parsed) return parsed
  const pieces = linear(parsed.row, 0, around)
  const unicode = unicodeText(pieces, around.after)
  return unicode.trim() === '' ? { problem: 'nothing to show' } : { pieces, unicode }
}
