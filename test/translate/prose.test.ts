import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownText } from '../../src/lib/tex-shown.ts'
import { prose } from '../../src/translate/prose.ts'
import { texSource } from '../match/tex-source.ts'

describe('What a translator gets of a TeX source', () => {
  it.each([
    ['words without their styles', '\\textbf{S}elf-\\emph{play, too}', 'Self-play, too'],
    ['styles inside styles', '\\textbf{\\em Hyper \\textit{sphere}}', 'Hyper sphere'],
    ['groups with a switch', 'ours is {\\bf ten times} faster', 'ours is ten times faster'],
    [
      'accents as letters',
      'G\\"odel, na\\"{\\i}ve Erd\\H{o}s, {\\L}ukasz, Poincar\\\'e',
      'Gödel, naïve Erdős, Łukasz, Poincaré',
    ],
    ['typographic quotes', "``one'' and ``two''", '“one” and “two”'],
    ['per cent, and, number signs', '50\\% of A\\&B, \\#1', '50% of A&B, #1'],
    ['blanks for ties', 'Fig.~3 of \\ nothing', 'Fig. 3 of  nothing'],
    ['words without braces that keep capitals', 'a {BERT} model', 'a BERT model'],
  ])('has %s', (_, source, expected) => {
    expect(prose(source)).toBe(expected)
  })

  it.each([
    ['formulas', 'for $\\"x \\textbf{v}$ and \\(a\\% b\\) or $$x~y$$'],
    ['money', 'costs \\$5 or $6'],
    ['links and code', '\\url{https://a.example/~b\\%20c}, \\texttt{a\\_b} and \\href{https://a.example}{here}'],
    ['bare URLs', 'see https://a.example/~b--c'],
    ['commands that nobody knows', '\\ours{} and \\cite[p.~3]{a--b}'],
    ['scripts outside of formulas', '10^{-3} and x_{BERT}'],
    ['braces that are meant', '\\{a, b\\} and {FA, RA}'],
  ])('keeps %s as they are written', (_, source) => {
    expect(prose(source)).toBe(source)
  })

  it('shows readers the same text as the source', () => {
    fc.assert(
      fc.property(texSource, (source) => {
        expect(shownText(prose(source)).text).toBe(shownText(source).text)
      }),
      { numRuns: 500 },
    )
  })
})
