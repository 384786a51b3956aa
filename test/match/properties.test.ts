import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileKeywords } from '../../src/match/match.ts'
import { normalise, type Token } from '../../src/match/normalise.ts'
import { texSource } from './tex-source.ts'

const found = (keyword: string, text: string) =>
  compileKeywords([keyword]).match({ title: text, abstract: '' })[0]?.spans.title ?? []
const isKeyword = (text: string) => normalise(text).length > 0

/** Few letters, so that words meet; no s, so that no word becomes an acronym's plural by its case. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'e', 'r', 'x'), minLength: 1, maxLength: 5 })
const longWord = fc.string({ unit: fc.constantFrom('a', 'b', 'e', 'r', 'x'), minLength: 4, maxLength: 7 })
const phrase = fc.array(word, { minLength: 1, maxLength: 4 })
const hyphen = fc.constantFrom(' ', '-', '–', '  ', '\n', ' - ')
const separator = fc.oneof(hyphen, fc.constantFrom('', '. ', ', ', ' (', '/', '@', '"', "'s "))

const piece = fc.oneof(word, longWord, fc.constantFrom('the', 'multi', 'agents', '3', '42', 'D', 'C++', '学'))

/** Words with all kinds of things between them: keyword and text are both made of it, and often meet. */
const sentence = (most: number) =>
  fc
    .array(fc.tuple(piece, separator), { minLength: 1, maxLength: most })
    .map((parts) => parts.map(([text, after]) => text + after).join(''))

/** A text, and a keyword of the same letters: some of its words in a row, with other things between them. */
const meeting = fc
  .record({
    parts: fc.array(fc.tuple(piece, separator, separator), { minLength: 1, maxLength: 7 }),
    from: fc.nat(3),
    length: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ parts, from, length }) => ({
    text: parts.map(([part, after]) => part + after).join(''),
    keyword: parts
      .slice(from, from + length)
      .map(([part, , after]) => part + after)
      .join(''),
  }))

/** What people do paste into a list of keywords. */
const texKeyword = fc.constantFrom(
  'a',
  'b',
  '3',
  'S',
  'foo',
  '\\textbf{S}elf',
  "\\'{a}b",
  '$\\pi_0$',
  '{\\pi} a',
  'C\\#',
  'S-a',
  'href',
)

describe('matching', () => {
  it('does not depend on case', () => {
    fc.assert(
      fc.property(phrase, sentence(8), fc.boolean(), (words, text, upper) => {
        const keyword = words.join(' ')
        const other = upper ? keyword.toUpperCase() : keyword[0]?.toUpperCase() + keyword.slice(1)
        expect(found(other, text)).toEqual(found(keyword, text))
        expect(found(keyword, text.toUpperCase())).toEqual(found(keyword, text))
      }),
    )
  })

  it('does not depend on hyphens or blanks between the words', () => {
    fc.assert(
      fc.property(phrase, fc.array(hyphen, { minLength: 8, maxLength: 8 }), (words, gaps) => {
        const write = (offset: number) => words.map((part, i) => (i === 0 ? '' : gaps[i + offset]) + part).join('')
        const [keyword, text] = [write(0), write(4)]
        expect(found(keyword, text)).toEqual([[0, text.length]])
      }),
    )
  })

  it('does not depend on whether two real words are written as one', () => {
    fc.assert(
      fc.property(longWord, longWord, hyphen, (first, second, gap) => {
        const [apart, together] = [`${first}${gap}${second}`, `${first}${second}`]
        expect(found(apart, together)).toEqual([[0, together.length]])
        expect(found(together, apart)).toEqual([[0, apart.length]])
      }),
    )
  })

  it('does not depend on accents, in Unicode or in TeX', () => {
    const accented = (write: (letter: string) => string) => (text: string) => text.replace(/[ae]/g, write)
    fc.assert(
      fc.property(phrase, (words) => {
        const text = words.join(' ')
        for (const write of [
          accented((letter) => `${letter}\u0301`),
          accented((letter) => `${letter}\u0308`.normalize('NFC')),
          accented((letter) => `\\'{${letter}}`),
          accented((letter) => `{\\"${letter}}`),
        ]) {
          expect(found(text, write(text))).toHaveLength(1)
          expect(found(write(text), text)).toEqual([[0, text.length]])
        }
      }),
    )
  })

  it('finds any keyword between punctuation, and marks exactly it', () => {
    const mark = fc.constantFrom('(', ')', '. ', ', ', '; ', ': ', '? ', '"', ' ', '-', '/', '\n\n', ' [', '] ')
    fc.assert(
      fc.property(phrase, mark, mark, (words, before, after) => {
        const keyword = words.join(' ')
        const text = `Q${before}${keyword}${after}Q`
        const start = 1 + before.length
        expect(found(keyword, text)).toEqual([[start, start + keyword.length]])
      }),
    )
  })

  it('finds nothing in a longer word', () => {
    fc.assert(
      fc.property(longWord, (keyword) => {
        expect(found(keyword, `q${keyword} ${keyword}q q${keyword}q`)).toEqual([])
      }),
    )
  })

  it('finds the keyword again in what it has marked', () => {
    fc.assert(
      fc.property(fc.oneof(sentence(3), texKeyword), fc.oneof(sentence(10), texSource), (keyword, around) => {
        fc.pre(isKeyword(keyword))
        const text = `${around} ${keyword} ${around}`
        for (const [start, end] of found(keyword, text)) expect(found(keyword, text.slice(start, end))).not.toEqual([])
      }),
      { numRuns: 5000 },
    )
  })

  it('gives spans that ascend, do not overlap, and lie in the text', () => {
    fc.assert(
      fc.property(sentence(2), sentence(12), (keyword, text) => {
        fc.pre(isKeyword(keyword))
        let last = 0
        for (const [start, end] of found(keyword, text)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  it('finds the same as reading every run of words for every keyword', () => {
    let met = 0
    fc.assert(
      fc.property(fc.array(meeting, { minLength: 1, maxLength: 5 }), (parts) => {
        const keywords = [...new Set(parts.map(({ keyword }) => keyword))].filter(isKeyword)
        const [title, abstract] = [parts[0]?.text ?? '', parts.map(({ text }) => text).join(' ')]
        const expected = keywords
          .map((keyword) => ({
            keyword,
            spans: { title: slowly(keyword, title), abstract: slowly(keyword, abstract) },
          }))
          .filter(({ spans }) => spans.title.length + spans.abstract.length > 0)
        met += expected.length
        expect(compileKeywords(keywords).match({ title, abstract })).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
    expect(met).toBeGreaterThan(1000)
  })

  it('takes any text and any keyword', () => {
    fc.assert(
      fc.property(texSource, texSource, texSource, (keyword, title, abstract) => {
        compileKeywords(isKeyword(keyword) ? [keyword, 'a'] : ['a']).match({ title, abstract })
      }),
      { numRuns: 10_000 },
    )
  })
})

/** The rule of docs/decisions/005 once more, as plainly as it can be written. */
function slowly(keyword: string, text: string): [number, number][] {
  const wanted = normalise(keyword)
  const tokens = normalise(text)
  const spans: [number, number][] = []
  for (let first = 0; first < tokens.length; first++)
    for (let last = first; last < tokens.length; last++) {
      if (!isSame(wanted, tokens.slice(first, last + 1))) continue
      const [start, end] = [tokens[first]?.start as number, tokens[last]?.end as number]
      const previous = spans.at(-1)
      if (previous && previous[1] > start) previous[1] = Math.max(previous[1], end)
      else spans.push([start, end])
    }
  return spans
}

function isSame(wanted: Token[], tokens: Token[]): boolean {
  const letters = tokens.map((token) => token.stem).join('')
  if (letters !== wanted.map((token) => token.stem).join('')) return false
  const inKeyword = edges(wanted)
  const inText = edges(tokens)
  for (let at = 1; at < letters.length; at++) {
    const [asked, written] = [inKeyword.get(at), inText.get(at)]
    const torn = /\d\d/.test(letters.slice(at - 1, at + 1))
    if (!asked !== !written && torn) return false
    if (!written) continue
    if (asked && written.gapBefore === 'break' && written.separator !== asked.separator) return false
    if (!asked && written.gapBefore === 'break') return false
    if (!asked && written.gapBefore === 'space' && !isTwoWords(at, letters, inKeyword, inText)) return false
  }
  return true
}

function isTwoWords(at: number, letters: string, inKeyword: Map<number, Token>, inText: Map<number, Token>): boolean {
  let start = at - 1
  while (start > 0 && !inKeyword.has(start)) start--
  let end = at + 1
  while (end < letters.length && !inKeyword.has(end)) end++
  for (let inside = start + 1; inside < end; inside++) if (inside !== at && inText.has(inside)) return false
  if ((start > 0 && !inText.has(start)) || (end < letters.length && !inText.has(end))) return false
  return [letters.slice(start, at), letters.slice(at, end)].every(
    // Of the function words, those that the letters and pieces of this test can spell.
    (half) => half.replace(/\P{L}/gu, '').length >= 3 && half !== 'the' && half !== 'are',
  )
}

/** By offset into the letters, the word that begins there; the first apart. */
function edges(tokens: Token[]): Map<number, Token> {
  const map = new Map<number, Token>()
  let at = 0
  for (const token of tokens) {
    if (at > 0) map.set(at, token)
    at += token.stem.length
  }
  return map
}
