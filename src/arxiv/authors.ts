import { foldLine } from './metadata.ts'

/** What `Alice Adams, Jr.` has after its comma. */
const SUFFIX = /^(?:Jr|Sr)\.?$|^(?:II|III|IV)$/

/**
 * The people of a feed's `dc:creator`, in order, as arXiv writes them: affiliations in parentheses and TeX stay with the
 * name. Commas and "and" separate only outside parentheses and braces; a bracket that has no partner is plain text.
 * Pieces without a letter are no names (arXiv turns the colon of "Team: Alice" into an author).
 */
export function splitAuthors(text: string): string[] {
  const names: string[] = []
  for (const piece of splitOutside(foldLine(text))) {
    const name = piece.trim()
    const last = names.length - 1
    if (SUFFIX.test(name) && last >= 0) names[last] = `${names[last]}, ${name}`
    else if (/\p{L}/u.test(name)) names.push(name)
  }
  return names
}

function splitOutside(text: string): string[] {
  const inside = bracketed(text)
  const pieces: string[] = []
  let start = 0
  for (const separator of text.matchAll(/,(?: and )?| and |^and /g)) {
    if (inside(separator.index)) continue
    pieces.push(text.slice(start, separator.index))
    start = separator.index + separator[0].length
  }
  pieces.push(text.slice(start))
  return pieces
}

const OPENER: Record<string, string> = { ')': '(', '}': '{' }

/** Whether an offset lies between two brackets that belong together; ask with ascending offsets. */
function bracketed(text: string): (offset: number) => boolean {
  const open: { bracket: string; at: number }[] = []
  const count: Record<string, number> = { '(': 0, '{': 0 }
  const pairs: [from: number, to: number][] = []
  // What follows a backslash is no bracket: \{ prints a brace, \( begins mathematics.
  for (const { 0: token, index } of text.matchAll(/\\.|[(){}]/g)) {
    const opener = OPENER[token]
    if (token === '(' || token === '{') {
      open.push({ bracket: token, at: index })
      count[token] = (count[token] ?? 0) + 1
    } else if (opener !== undefined && (count[opener] ?? 0) > 0) {
      for (let top = open.pop(); top; top = open.pop()) {
        count[top.bracket] = (count[top.bracket] ?? 0) - 1
        if (top.bracket !== opener) continue
        pairs.push([top.at, index])
        break
      }
    }
  }
  pairs.sort((a, b) => a[0] - b[0])
  let next = 0
  let end = -1
  return (offset) => {
    for (let pair = pairs[next]; pair && pair[0] < offset; pair = pairs[++next]) end = Math.max(end, pair[1])
    return offset < end
  }
}
