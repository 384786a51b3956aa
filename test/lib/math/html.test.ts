import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFormula } from '../../../src/lib/math/formula.ts'
import { formulaHtml } from '../../../src/lib/math/html.ts'
import { anyFormula } from './any-formula.ts'

const html = (tex: string) => {
  const read = readFormula(tex)
  return 'problem' in read ? read.problem : formulaHtml(read.pieces)
}

describe('a formula in HTML', () => {
  it.each([
    ['variables are italic, numbers are not', 'n = 2', '<i>n</i> = 2'],
    ['small Greek letters are italic, capitals are not', '\\alpha\\Delta', '<i>α</i>Δ'],
    ['functions are upright', '\\log n', 'log <i>n</i>'],
    ['letters side by side share an element', 'ab', '<i>ab</i>'],
    ['scripts are elements', 'x_i^2', '<i>x</i><sub><i>i</i></sub><sup>2</sup>'],
    ['scripts need no brackets', 'K^{3/5}', '<i>K</i><sup>3/5</sup>'],
    ['words in scripts are upright', 'K_{\\min}', '<i>K</i><sub>min</sub>'],
    ['a script that Unicode has stands first, as in text', 'R_{adj}^2', '<i>R</i><sup>2</sup><sub><i>adj</i></sub>'],
    ['bold is bold', '\\mathbf{x}', '<b>x</b>'],
    ['bold symbols are both', '\\bm{x}', '<b><i>x</i></b>'],
    ['text keeps its look', '\\textbf{a \\textit{b}}', '<b>a </b><b><i>b</i></b>'],
    ['degrees and primes are signs', "90^\\circ, f'", '90°, <i>f</i>′'],
    ['fractions stand on one line', '\\frac{a}{b+c}', '<i>a</i>/(<i>b</i>+<i>c</i>)'],
    ['scripts in scripts are smaller scripts', '2^{n^k}', '2<sup><i>n</i><sup><i>k</i></sup></sup>'],
    ['which ends at the third: the fourth is written', '2^{2^{2^{2^{n}}}}', '2<sup>2<sup>2<sup>2ⁿ</sup></sup></sup>'],
    ['signs of HTML are escaped', 'a<b\\&c', '<i>a</i> &lt; <i>b</i>&amp;<i>c</i>'],
  ])('%s: %s', (_, tex, expected) => {
    expect(html(tex)).toBe(expected)
  })

  it('says what plain text says', () => {
    const bare = (text: string) =>
      text
        .normalize('NFKC')
        .replace(/[\s()^_]/g, '')
        .replaceAll('∗', '*')
    fc.assert(
      fc.property(anyFormula, (tex) => {
        const read = readFormula(tex)
        if ('problem' in read) return
        const shown = formulaHtml(read.pieces)
          .replace(/<[^>]*>/g, '')
          .replace(
            /&(lt|gt|amp|quot|#39);/g,
            (_, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[name as 'lt'] ?? "'",
          )
        expect(bare(shown)).toBe(bare(read.unicode))
      }),
      { numRuns: 5000 },
    )
  })

  it('holds no other element, each closed in its turn, whatever the formula', () => {
    fc.assert(
      fc.property(anyFormula, (tex) => {
        const read = readFormula(tex)
        if ('problem' in read) return
        const open: string[] = []
        for (const [, slash, name = ''] of formulaHtml(read.pieces).matchAll(/<(\/?)([^>]*)>/g)) {
          expect(['i', 'b', 'sub', 'sup']).toContain(name)
          if (slash === '') open.push(name)
          else expect(open.pop()).toBe(name)
        }
        expect(open).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})
