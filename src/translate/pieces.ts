import { texTokens } from '../lib/tex-tokens.ts'
import { addressesOf } from './held-spans.ts'

/**
 * Why the mathematics of a translation is not that of its source, or null where it is: the same formulas, read as TeX as
 * often as there, in any order. Money and words must not have become part of one.
 */
export function formulaFault(source: string, translation: string): string | null {
  return difference('formula', formulasOf(source), formulasOf(translation))
}

/** The same for URLs, DOIs and email addresses: one that has grown by what stands beside it leads nowhere. */
export function addressFault(source: string, translation: string): string | null {
  return difference('address', addressesOf(source), addressesOf(translation))
}

function difference(name: string, expected: readonly string[], found: readonly string[]): string | null {
  const [there, here] = [counted(expected), counted(found)]
  for (const [piece, count] of there)
    if ((here.get(piece) ?? 0) < count) return `the ${name} ${brief(piece)} is missing`
  for (const [piece, count] of here)
    if ((there.get(piece) ?? 0) < count) return `${brief(piece)} is no ${name} of the source`
  return null
}

function formulasOf(text: string): string[] {
  return texTokens(text)
    .filter(({ kind }) => kind === 'formula')
    .map(({ start, end }) => text.slice(start, end))
}

function counted(pieces: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return counts
}

function brief(piece: string): string {
  return piece.length > 60 ? `${piece.slice(0, 60)}…` : piece
}
