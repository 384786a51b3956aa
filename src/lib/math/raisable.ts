import type { MathNode } from './tree.ts'

/**
 * Whether a script may be written in small characters, as far as they exist: letters, numbers and signs, but no word
 * (x_max, not xₘₐₓ, beside x_rec, which has no choice), and nothing with scripts of its own.
 */
export function isRaisable(row: readonly MathNode[], up: boolean): boolean {
  if (!row.every((node) => node.kind === 'atom' || node.kind === 'text')) return false
  const texts = row.map((node) => (node.kind === 'atom' || node.kind === 'text' ? node.text : ''))
  if (up && row.length === 1 && /^(?:th|st|nd|rd)$/.test(texts[0] ?? '')) return true
  if (texts.some((text) => /\p{L}{2}/u.test(text))) return false
  const letters = texts.join('')
  // Three letters in a row are a word that was not set as one (`x_{max}`), unless they count something (`x_{ijk}`).
  return !/[A-Za-z]{3}|^in$/.test(letters) || (/^[i-n]{3,4}$/.test(letters) && letters !== 'min')
}
