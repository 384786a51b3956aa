import type { Paper } from '../domain/paper.ts'
import { joinWords, standTogether } from './boundaries.ts'
import { readKeyword } from './compile.ts'
import { type Gap, normalise, type Token } from './normalise.ts'

/**
 * Papers read once, for keywords that come one by one: where a matcher reads every paper for all keywords, this looks up
 * one keyword in all papers. Both find the same.
 */
export interface PaperIndex {
  /**
   * Which papers a keyword stands in, as indices in the order of adding, ascending.
   * @throws AppError `invalid` where nothing of the keyword is left to look for
   */
  find(keyword: string): number[]
}

export interface PaperIndexBuilder {
  add(paper: Pick<Paper, 'title' | 'abstract'>): void
  /** No more is added afterwards. */
  build(): PaperIndex
}

const GAPS: readonly Gap[] = ['joint', 'space', 'break']

/** About 16 bytes for each word of the papers. */
export function paperIndexBuilder(): PaperIndexBuilder {
  const stems = new Numbered()
  const separators = new Numbered()
  /** Per token, all texts behind one another: stem, gap and separator; a text ends where the next begins. */
  const tokens: { stem: number[]; gap: number[]; separator: number[] } = { stem: [], gap: [], separator: [] }
  const textEnds: number[] = []
  return {
    add: ({ title, abstract }) => {
      for (const text of [title, abstract]) {
        for (const token of normalise(text)) {
          tokens.stem.push(stems.of(token.stem))
          tokens.gap.push(GAPS.indexOf(token.gapBefore))
          tokens.separator.push(separators.of(token.separator))
        }
        textEnds.push(tokens.stem.length)
      }
    },
    build: () => {
      const stem = Int32Array.from(tokens.stem)
      const gap = Uint8Array.from(tokens.gap)
      const separator = Int32Array.from(tokens.separator)
      const ends = Int32Array.from(textEnds)
      const tokenAt = (at: number): Token => ({
        stem: stems.texts[stem[at] as number] as string,
        start: 0,
        end: 0,
        gapBefore: GAPS[gap[at] as number] as Gap,
        separator: separators.texts[separator[at] as number] as string,
      })
      const texts = { stems, stem, ends, places: placesOf(stem, stems), tokenAt }
      return { find: (keyword) => find(keyword, texts) }
    },
  }
}

interface Texts {
  stems: Numbered
  /** Per token, the number of its stem. */
  stem: Int32Array
  /** Per text (title, abstract, title, …), the token behind its last one. */
  ends: Int32Array
  places: Places
  tokenAt(at: number): Token
}

function find(keyword: string, texts: Texts): number[] {
  const { stems: wanted, boundaries } = readKeyword(keyword)
  const found = new Set<number>()
  // The keyword's first word, or a part of it that the text has hyphenated away: any beginning of its letters.
  for (let length = 1; length <= wanted.length; length++)
    for (const first of texts.places(wanted.slice(0, length))) {
      const text = textOf(first, texts.ends)
      const paper = text >> 1
      if (found.has(paper)) continue
      const last = lastToken(wanted, first, texts, texts.ends[text] as number)
      if (last === null) continue
      const tokens = Array.from({ length: last - first + 1 }, (_, i) => texts.tokenAt(first + i))
      if (standTogether(boundaries, tokens, joinWords(tokens), 0, tokens.length - 1)) found.add(paper)
    }
  return [...found].sort((a, b) => a - b)
}

/** The token with which the letters of a keyword end, where those from `first` on spell it. */
function lastToken(wanted: string, first: number, { stems, stem }: Texts, end: number): number | null {
  let read = 0
  for (let at = first; at < end; at++) {
    const next = stems.texts[stem[at] as number] as string
    if (!wanted.startsWith(next, read)) return null
    read += next.length
    if (read === wanted.length) return at
  }
  return null
}

/** The text that a token stands in, by halving. */
function textOf(token: number, ends: Int32Array): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) > token) high = middle
    else low = middle + 1
  }
  return low
}

/** Every token that has a stem. */
type Places = (stem: string) => Int32Array

function placesOf(stem: Int32Array, stems: Numbered): Places {
  const begins = new Int32Array(stems.texts.length + 1)
  for (const number of stem) begins[number + 1] = (begins[number + 1] as number) + 1
  for (let i = 0; i < stems.texts.length; i++) begins[i + 1] = (begins[i + 1] as number) + (begins[i] as number)
  const filled = begins.slice()
  const places = new Int32Array(stem.length)
  stem.forEach((number, at) => {
    places[filled[number] as number] = at
    filled[number] = (filled[number] as number) + 1
  })
  const none = new Int32Array(0)
  return (text) => {
    const number = stems.known(text)
    return number === undefined ? none : places.subarray(begins[number], begins[number + 1])
  }
}

/** Texts by number, each once. */
class Numbered {
  readonly texts: string[] = []
  readonly #numbers = new Map<string, number>()

  known(text: string): number | undefined {
    return this.#numbers.get(text)
  }

  of(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.texts.length)
    return this.texts.push(text) - 1
  }
}
