import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionRuns, rightToLeftText } from '../../src/lib/bidi.ts'
import { markedText } from '../../src/lib/marked-text.ts'

const isolated = (source: string) =>
  directionRuns(markedText(source, []))
    .filter(({ ltr }) => ltr)
    .map(({ segments }) => segments.map(({ text }) => text).join(''))

describe('a text that runs from right to left', () => {
  it.each([
    ['نموذج بلغة C++ سريع', ['C++']],
    ['عمليات ماركوف (MDP) هنا', ['MDP']],
    ['طريقة diffusion policy (DP) جديدة.', ['diffusion policy (DP)']],
    ['انظر https://example.org/a?b=(c)، وغيره', ['https://example.org/a?b=(c)']],
    ['بمعدل $O(1/\\sqrt{T})$.', ['O(1/√T)']],
    ['خوارزمية $k$-means الشهيرة', ['k-means']],
    ['انخفض 31\\% إلى 64\\%', []],
    ['كله عربي', []],
  ])('isolates in %j what does not: %j', (source, runs) => {
    expect(isolated(source)).toEqual(runs)
  })

  it('says so in plain text, at the head of each line', () => {
    expect(rightToLeftText(markedText('RAG نموذج\n\nثانية', []))).toBe('\u200f\u2066RAG\u2069 نموذج\n\n\u200fثانية')
  })

  it('keeps every character in its place', () => {
    const piece = fc.constantFrom('نص ', 'C++', '$x^2$', '(', ')', ' RAG', '، ', '.', '\n\n', '$\\alpha$-b', '12%')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const segments = markedText(pieces.join(''), [])
        const runs = directionRuns(segments).flatMap((run) => run.segments)
        expect(runs.map(({ text }) => text).join('')).toBe(segments.map(({ text }) => text).join(''))
        // A formula is never cut.
        const formulas = (all: typeof runs) => all.filter(({ formula }) => formula).map(({ text }) => text)
        expect(formulas(runs)).toEqual(formulas(segments))
      }),
      { numRuns: 300 },
    )
  })
})
