import { FORMULA_LETTERS, GREEK, OPERATORS, TEXT_SYMBOLS } from '../lib/tex-symbols.ts'
import { texTokens } from '../lib/tex-tokens.ts'

/** How TeX reads a stretch: `address` is the argument of `\url`, where nearly everything stands for itself. */
type Mode = 'text' | 'mathematics' | 'address'

interface Stretch {
  mode: Mode
  start: number
  text: string
  /** A command of letters. */
  word: boolean
}

/**
 * A text of arXiv's as a BibTeX field may hold it, on one line: its TeX stays, but characters that TeX would not print
 * (`& _ $ ^` outside mathematics, `%` and `#` everywhere) are escaped, commands of mathematics that stand outside it
 * (arXiv writes `{\lambda}` for a λ that was typed) are told so, and braces without a partner become commands that print
 * them. So braces balance both as TeX counts them and as BibTeX does, which counts escaped ones, too:
 * http://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, http://mirrors.ctan.org/info/bibtex/tamethebeast/ttb_en.pdf
 */
export function bibtexText(source: string): string {
  const line = source.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  const lone = loneBraces(line)
  return stretches(line)
    .map(({ mode, start, text, word }) => {
      if (word && mode === 'text') return textCommand(text)
      return text.replace(/\\[\s\S]|[{}%#&_$^\\]/g, (found, at: number) => {
        if (lone.has(start + at)) return braceCommand(found.at(-1) as string, mode)
        return found.length > 1 || !NEEDS_ESCAPE[mode].has(found) ? found : escaped(found)
      })
    })
    .join('')
}

const NEEDS_ESCAPE: Record<Mode, ReadonlySet<string>> = {
  text: new Set('%#&_$^\\'),
  mathematics: new Set('%#'),
  address: new Set('%#'),
}

function textCommand(command: string): string {
  const name = command.slice(1)
  // In mathematics `\deg` is the word "deg", but arXiv writes it for the degree sign that was typed.
  if (name === 'deg' || name === 'degree') return '\\textdegree{}'
  const mathematical = GREEK.has(name) || FORMULA_LETTERS.has(name) || OPERATORS.has(name)
  return mathematical && !TEXT_SYMBOLS.has(name) && name !== 'sqrt' ? `\\ensuremath{${command}}` : command
}

function escaped(character: string): string {
  // `\^` and `\\` are commands of their own; a lone backslash only ever ends a text.
  if (character === '^') return '\\^{}'
  return character === '\\' ? '\\textbackslash{}' : `\\${character}`
}

function braceCommand(brace: string, mode: Mode): string {
  if (mode === 'mathematics') return brace === '{' ? '\\lbrace ' : '\\rbrace '
  return brace === '{' ? '\\textbraceleft{}' : '\\textbraceright{}'
}

function stretches(line: string): Stretch[] {
  const tokens = texTokens(line)
  let addressEnd = 0
  return tokens.map((token, index): Stretch => {
    const text = line.slice(token.start, token.end)
    const next = tokens[index + 1]
    if (token.kind === 'word' && /^\\(?:url|href|path)$/.test(text) && next?.kind === 'open')
      addressEnd = tokens[next.partner]?.end ?? addressEnd
    const mode = token.kind === 'formula' ? 'mathematics' : token.start < addressEnd ? 'address' : 'text'
    return { mode, start: token.start, text, word: token.kind === 'word' }
  })
}

/** Where braces without a partner stand; an escaped one (counted from its backslash) can only pair with another. */
function loneBraces(line: string): Set<number> {
  const open: Record<'plain' | 'escaped', number[]> = { plain: [], escaped: [] }
  const lone = new Set<number>()
  for (const { 0: found, index } of line.matchAll(/\\[\s\S]|[{}]/g)) {
    const kind = found.length > 1 ? 'escaped' : 'plain'
    if (found.endsWith('{')) open[kind].push(index)
    else if (found.endsWith('}') && open[kind].pop() === undefined) lone.add(index)
  }
  for (const index of [...open.plain, ...open.escaped]) lone.add(index)
  return lone
}
