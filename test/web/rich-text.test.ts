import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RichText } from '../../src/web/rich-text.tsx'
import { anyFormula } from '../lib/math/any-formula.ts'
import { texSource } from '../match/tex-source.ts'

const page = (source: string) => String(RichText({ source, mathml: true }))

describe('a text on the digest’s page', () => {
  it('has its formulas as MathML, and for browsers without it as text with scripts', () => {
    expect(page('in $x^2$ steps')).toBe(
      'in <span class="keep"><math><msup><mi>x</mi><mn>2</mn></msup></math>' +
        '<span class="formula no-math" hidden><i>x</i><sup>2</sup></span></span> steps',
    )
  })

  it('keeps the signs beside a formula on its line', () => {
    expect(page('($k$-means)')).toMatch(/^<span class="keep">\(<math>.*<\/span>-<\/span>means\)$/)
    expect(page('为$x$。')).toMatch(/<\/span>。<\/span>$/)
  })

  it('has numbers and words as text, and long formulas in the letters of the others', () => {
    expect(page('$0.93$ of $\\textbf{MarsTSC}$')).toBe('0.93 of <b>MarsTSC</b>')
    expect(page("$f'$")).toBe('<span class="formula"><i>f</i>′</span>')
  })

  it('shows a formula that nobody understands as its source', () => {
    expect(page('$\\ours_x$')).toBe('$\\ours_x$')
  })

  it('has no MathML where none is asked for', () => {
    expect(String(RichText({ source: 'on $x^2$', spans: [[0, 2]] }))).toBe('<mark>on</mark> <i>x</i><sup>2</sup>')
  })

  it('holds nothing that acts or links, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            texSource,
            anyFormula.map((tex) => `$${tex}$`),
          ),
          { maxLength: 4 },
        ),
        (parts) => {
          for (const [, attributes = ''] of page(parts.join(' ')).matchAll(/<[a-z]+([^>]*)>/g))
            expect(attributes).toMatch(
              /^(?: class="keep"| class="formula"| class="formula no-math" hidden|(?: [a-z]+="[\w .%+-]*")+)?$/,
            )
          expect(page(parts.join(' '))).not.toMatch(/<(?:script|img|a|iframe|svg|style|link)\b/i)
        },
      ),
      { numRuns: 1500 },
    )
  })
})
