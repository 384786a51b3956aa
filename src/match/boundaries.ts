import type { Token } from './normalise.ts'

/** Where one word of a keyword ends and the next begins: an offset into its stems written together. */
export interface Boundary {
  at: number
  /** The punctuation that the keyword itself has there (`@` of pass@k); empty for a blank, a hyphen or nothing. */
  separator: string
}

/** The words of a text written together, and where each begins and ends. */
export interface JoinedWords {
  text: string
  /** Offset in `text` of each token; one more entry than there are tokens. */
  starts: Int32Array
}

export function joinWords(tokens: readonly Token[]): JoinedWords {
  const starts = new Int32Array(tokens.length + 1)
  let text = ''
  for (let i = 0; i < tokens.length; i++) {
    text += (tokens[i] as Token).stem
    starts[i + 1] = text.length
  }
  return { text, starts }
}

export function boundariesOf(tokens: readonly Token[], joined: JoinedWords): Boundary[] {
  return tokens.slice(1).map((token, i) => ({ at: joined.starts[i + 1] as number, separator: token.separator }))
}

/**
 * Whether the words `first` to `last` of a text, whose stems written together are the keyword's, also stand together as
 * the keyword's do:
 * - what the keyword separates, the text may separate by a blank or a hyphen, or write as one; by punctuation only if the
 *   keyword has the same;
 * - a word of the keyword may be split by a hyphen, but by a blank only into two real words (`multi agent`);
 * - two digits are never joined or torn apart: 2024 is not 20-24.
 */
export function standTogether(
  keyword: readonly Boundary[],
  tokens: readonly Token[],
  joined: JoinedWords,
  first: number,
  last: number,
): boolean {
  const origin = joined.starts[first] as number
  const length = (joined.starts[last + 1] as number) - origin
  let next = 0
  for (let index = first + 1; index <= last + 1; index++) {
    const at = (joined.starts[index] as number) - origin
    for (; (keyword[next]?.at ?? length) < at; next++)
      if (isBetweenDigits(joined.text, origin + (keyword[next] as Boundary).at)) return false
    if (index > last) break
    const token = tokens[index] as Token
    const boundary = keyword[next]?.at === at ? keyword[next] : undefined
    if (boundary) {
      next++
      if (token.gapBefore === 'break' && token.separator !== boundary.separator) return false
    } else if (token.gapBefore === 'break' || isBetweenDigits(joined.text, origin + at)) return false
    else if (token.gapBefore === 'space') {
      const wordStart = keyword[next - 1]?.at ?? 0
      const wordEnd = keyword[next]?.at ?? length
      const before = tokens[index - 1] as Token
      if (at - before.stem.length !== wordStart || at + token.stem.length !== wordEnd) return false
      if (!isWholeWord(before.stem) || !isWholeWord(token.stem)) return false
    }
  }
  return true
}

function isBetweenDigits(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at))
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Whether half of a keyword's word can stand alone: "the rapist" is no therapist, "r ag" no RAG. */
function isWholeWord(stem: string): boolean {
  return (stem.match(/\p{L}/gu)?.length ?? 0) >= 3 && !FUNCTION_WORDS.has(stem)
}

const FUNCTION_WORDS = new Set(
  `the and for nor but not yet all any both each either neither every few many more most much none one two some such other
  another same his her hers him its our ours she they them their theirs you your yours who whom whose which what when where
  why how this that these those there here then than thus hence now not too very just even also only ever never still can
  could may might must shall should will would are was were been being has have had having does did done doing let get got
  use used say see per via with within without from into onto upon over under about above below between through
  during before after since until unto out off own due else except while because although though`
    .trim()
    .split(/\s+/),
)
