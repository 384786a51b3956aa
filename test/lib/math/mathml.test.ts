import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFormula } from '../../../src/lib/math/formula.ts'
import { formulaMathml } from '../../../src/lib/math/mathml.ts'
import { anyFormula } from './any-formula.ts'

const mathml = (tex: string) => {
  const read = readFormula(tex)
  return formulaMathml(tex, 'problem' in read ? null : read)
}

describe('MathML', () => {
  it.each([
    ['scripts', 'x_i^2', '<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>'],
    ['fractions', '\\frac{a}{b}', '<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'],
    ['roots', '\\sqrt{T}', '<math><msqrt><mi>T</mi></msqrt></math>'],
    ['alphabets', '\\mathbb{R}^d', '<math><msup><mi>ℝ</mi><mi>d</mi></msup></math>'],
    ['binomials', '\\binom{n}{2}', /<mfrac linethickness="0px"><mi>n<\/mi><mn>2<\/mn><\/mfrac>/],
    ['signs of HTML, escaped', 'a<b', '<math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'],
    ['matrices, which are no formula of one line', '\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}', /<mtable><mtr><mtd>/],
    ['signs over signs', 'a \\overset{!}{=} b', /<mover>/],
    ['accents over products', '\\widehat{AB}', /<mover>/],
  ])('shows %s', (_, tex, expected) => {
    const found = mathml(tex)
    if (expected instanceof RegExp) expect(found).toMatch(expected)
    else expect(found).toBe(expected)
  })

  it.each([
    ['numbers', '0.93'],
    ['numbers and signs', '4\\times'],
    ['running text', '\\textbf{MarsTSC}'],
    ['macros of their authors', '\\ours_x'],
    ['links', 'x\\href{javascript:alert(1)}{a}'],
    ['definitions', '\\def\\a{b}\\a^2'],
    ['colours', '\\textcolor{red}{x}^2'],
    ['pictures', '\\includegraphics{x}^2'],
    ['classes and styles', '\\class{a}{x}^2'],
    ['formulas that would not fit a phone', 'f(x) = a_0 + a_1x + a_2x^2 + a_3x^3 + a_4x^4'],
    ['what Temml takes for a comment', '94.2% \\pm x'],
    ['lines over letters, which browsers leave out', '\\overline{\\pi}'],
    ['primes, which float without a font of their own', "f'(x)"],
    ['environments with a comment', '\\begin{matrix}a%&b\\end{matrix}'],
  ])('is not made of %s', (_, tex) => {
    expect(mathml(tex)).toBeNull()
  })

  it('holds nothing that acts, links or styles, whatever the formula', () => {
    fc.assert(
      fc.property(anyFormula, (tex) => {
        const found = mathml(tex)
        if (found === null) return
        expect(found).toMatch(/^<math>.*<\/math>$/s)
        expect(found).not.toMatch(/<script|<img|<a[\s>]|<annotation|<mglyph|<semantics|<maction/i)
        const open: string[] = []
        for (const [, slash, name = '', attributes = ''] of found.matchAll(/<(\/?)([a-z]+)([^>]*)>/g)) {
          expect(name).toMatch(/^m/)
          expect(attributes).toMatch(/^(?: [a-z]+="[\w .%+-]*")*$/)
          expect(attributes).not.toMatch(/style|class|href|src|\bon/i)
          if (slash === '') open.push(name)
          else expect(open.pop()).toBe(name)
        }
        expect(open).toEqual([])
        expect(found.replace(/<\/?[a-z]+(?: [a-z]+="[\w .%+-]*")*>/g, '')).not.toMatch(/[<>]/)
      }),
      { numRuns: 4000 },
    )
  })
})
