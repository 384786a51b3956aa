/**
 * What a translation has lost or gained of what must stay, told without any code of Paperboy's: by counting. The source is
 * arXiv's text as it was asked for.
 */
export function brokenPieces(source: string, translation: string): string[] {
  const faults: string[] = []
  for (const [name, pattern] of KEPT) {
    const expected = counts(source.match(pattern) ?? [])
    for (const [piece, count] of expected)
      if (occurrences(translation, piece) < count) faults.push(`${name} ${piece} is not in it ${count} times`)
    for (const piece of counts(translation.match(pattern) ?? []).keys())
      if (!source.includes(piece)) faults.push(`${name} ${piece} is not in the source`)
  }
  const dollars = (text: string) => text.split('$').length - 1
  if (dollars(source) !== dollars(translation)) faults.push(`${dollars(translation)} dollars of ${dollars(source)}`)
  if (/[QZXJ]{2}\d|<x|&lt;|\d+Z\b/.test(translation) && !/[QZXJ]{2}\d|<x|&lt;|\d+Z\b/.test(source))
    faults.push('a piece of a placeholder')
  return faults
}

const KEPT: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['formula', /\$\$[^$]+\$\$|(?<![\\$])\$(?![^$]*[a-z]{2,} [a-z]{2,})[^$]*[^$\\]\$|\\\(.+?\\\)|\\\[.+?\\\]/g],
  ['URL', /https?:\/\/[\w./~%#?&=+:@-]*[\w/]/g],
  ['identifier', /\b\d{4}\.\d{4,5}(?:v\d+)?\b/g],
  ['address', /[\w.+-]+@[\w-]+\.[\w.]*\w/g],
  ['name', /\b(?:[A-Z]+[a-z]*[-.]?\d[\w.]*\w|[A-Za-z]+_[A-Za-z_]+)\b/g],
]

function counts(pieces: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const piece of pieces) found.set(piece, (found.get(piece) ?? 0) + 1)
  return found
}

/** As a piece of its own: a URL that has grown by a letter is another one. */
function occurrences(text: string, piece: string): number {
  const parts = text.split(piece)
  const isWord = (char: string | undefined) => char !== undefined && /[\w\p{L}]/u.test(char)
  const ends = isWord(piece.at(-1))
  return parts.slice(1).filter((after) => !ends || !isWord(after[0])).length
}
