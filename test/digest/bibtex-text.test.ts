import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bibtexText } from '../../src/digest/bibtex-text.ts'

describe('A text in BibTeX', () => {
  it.each([
    ['keeps accents', 'G\\"odel and {\\\'E}lodie', 'G\\"odel and {\\\'E}lodie'],
    ['keeps mathematics', 'An $O(n_1^2)$ bound \\(x_i\\)', 'An $O(n_1^2)$ bound \\(x_i\\)'],
    ['keeps commands', '\\textbf{BERT} and \\emph{so on}', '\\textbf{BERT} and \\emph{so on}'],
    ['escapes what TeX would not print', '50% of R&D #1 in a_b', '50\\% of R\\&D \\#1 in a\\_b'],
    ['escapes nothing twice', '50\\% of R\\&D \\#1 in a\\_b', '50\\% of R\\&D \\#1 in a\\_b'],
    ['escapes a caret and money', '10^5 for $5, or $6', '10\\^{}5 for \\$5, or \\$6'],
    ['escapes a comment in mathematics', 'of $50%$', 'of $50\\%$'],
    ['leaves alignment in mathematics', '$a & b$', '$a & b$'],
    ['escapes a sign after a line’s end', 'a \\\\% b', 'a \\\\\\% b'],
    ['tells Greek outside mathematics as such', 'DP-{\\lambda}CGD', 'DP-{\\ensuremath{\\lambda}}CGD'],
    ['knows the degree sign', '45{\\deg} north', '45{\\textdegree{}} north'],
    ['closes what stays open', 'A { B', 'A \\textbraceleft{} B'],
    ['opens what is only closed', 'A } B', 'A \\textbraceright{} B'],
    ['keeps escaped braces that belong together', 'the set \\{1, 2\\}', 'the set \\{1, 2\\}'],
    ['names an escaped brace alone, which BibTeX would count', 'a \\{ b', 'a \\textbraceleft{} b'],
    ['names it so that mathematics takes it', '$\\left\\{ x \\right.$', '$\\left\\lbrace  x \\right.$'],
    ['pairs no brace with an escaped one', '{a \\} b', '\\textbraceleft{}a \\textbraceright{} b'],
    ['does not escape what follows it', 'A \\', 'A \\textbackslash{}'],
    ['leaves addresses', '\\url{https://a.example/b_c&d%20e}', '\\url{https://a.example/b_c&d\\%20e}'],
    ['is one line', ' a\n\nb\r\nc\u2028d\u0085e\u0000f ', 'a b c d e f'],
  ])('%s', (_, source, expected) => {
    expect(bibtexText(source)).toBe(expected)
  })

  it('is made in a time that grows with its length only', () => {
    for (const piece of ['{', '}', '\\{', '$', '\\(', '\\url{', '%', '\\']) {
      const start = performance.now()
      bibtexText(piece.repeat(100_000))
      expect(performance.now() - start).toBeLessThan(5_000)
    }
  })

  const tex = fc
    .array(
      fc.constantFrom(
        ...'ab {}\\$%&#_^~,()@"\n=',
        ' and ',
        '\\{',
        '\\}',
        '\\emph',
        '\\alpha',
        '$x$',
        '\\url{',
        'é',
        '王',
      ),
      {
        maxLength: 40,
      },
    )
    .map((pieces) => pieces.join(''))

  it('has braces that balance, as TeX counts them and as BibTeX does', () => {
    fc.assert(
      fc.property(tex, (source) => {
        const text = bibtexText(source)
        expect(depths(text.match(/[{}]/g))).toEqual({ lowest: 0, last: 0 })
        expect(depths(text.match(/\\[\s\S]|[{}]/g))).toEqual({ lowest: 0, last: 0 })
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives TeX no sign outside mathematics that it would not print', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab {}%&#_^\\') }), (source) => {
        for (const [sign] of bibtexText(source).matchAll(/\\[\s\S]|[%&#_^]/g)) expect(sign).toHaveLength(2)
      }),
      { numRuns: 1_000 },
    )
  })
})

/** How deep a run of braces goes below its beginning, and where it ends; escaped characters count for nothing. */
function depths(pieces: readonly string[] | null): { lowest: number; last: number } {
  let depth = 0
  let lowest = 0
  for (const piece of pieces ?? []) {
    if (piece === '{') depth++
    if (piece === '}') depth--
    lowest = Math.min(lowest, depth)
  }
  return { lowest, last: depth }
}
