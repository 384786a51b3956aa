import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from '../../src/domain/match.ts'
import { markedText, readableText } from '../../src/lib/marked-text.ts'
import { richHtml } from '../../src/lib/rich-html.ts'
import { compileKeywords } from '../../src/match/match.ts'
import { texSource } from '../match/tex-source.ts'
import { anyFormula } from './math/any-formula.ts'

/** As the mails have it. */
const html = (source: string, spans: Span[] = []) => richHtml(markedText(source, spans), { mark: ['mark', 'b'] })

/** The title as it is shown to who looks for the keyword. */
function found(keyword: string, title: string): string {
  const [match] = compileKeywords([keyword]).match({ title, abstract: '' })
  return html(title, match?.spans.title ?? [])
}

describe('a text with its marks', () => {
  it('marks words, also those that TeX takes apart', () => {
    expect(found('self-play', '\\textbf{S}elf-Play for all')).toBe(
      '<mark><b><b>S</b></b></mark><mark><b>elf-Play</b></mark> for all',
    )
    expect(found('Gödel machine', 'On G\\"odel machines')).toBe('On <mark><b>Gödel machines</b></mark>')
  })

  it('marks a formula whole, with the words that it belongs to', () => {
    expect(found('k-means', 'On $k$-means')).toBe('On <mark><b><i>k</i></b></mark><mark><b>-means</b></mark>')
    expect(found('pi0', 'The $\\pi_0$ model')).toBe('The <mark><b><i>π</i><sub>0</sub></b></mark> model')
    expect(found('R^d', 'in $\\mathbb{R}^d \\to \\mathbb{R}$ now')).toBe(
      'in <mark><b>ℝ<sup><i>d</i></sup>\u00a0→\u00a0ℝ</b></mark> now',
    )
  })

  it('marks a formula that is shown as its source whole, too', () => {
    expect(found('Ogap', 'The $\\Ogap(e)$ of')).toBe('The <mark><b>$\\Ogap(e)$</b></mark> of')
  })

  it('has emphasis within, across and around marks', () => {
    expect(html('a \\emph{b c} d', [[10, 14]])).toBe(
      'a <em>b </em><mark><b><em>c</em></b></mark><mark><b> d</b></mark>',
    )
  })

  it('keeps short formulas on one line, and lets long ones break', () => {
    expect(html('$n = 2$')).toBe('<i>n</i>\u00a0=\u00a02')
    expect(html('$a + b = c + d + e$')).toContain('<i>a</i> + <i>b</i> = ')
  })

  it('escapes what is between its elements', () => {
    expect(html('<b> & "x" $a<b$ \\texttt{<i>}')).toBe(
      '&lt;b&gt; &amp; &quot;x&quot; <i>a</i>\u00a0&lt;\u00a0<i>b</i> &lt;i&gt;',
    )
  })

  const anyText = fc.oneof(
    texSource,
    fc
      .array(fc.tuple(anyFormula, texSource), { maxLength: 3 })
      .map((parts) => parts.map(([a, b]) => `$${a}$${b}`).join('')),
  )
  const anySpans = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })), { maxLength: 4 }).map((pairs) => {
    const spans: Span[] = []
    let at = 0
    for (const [skip, length] of pairs) {
      spans.push([at + skip, at + skip + length])
      at += skip + length
    }
    return spans
  })

  it('is the whole text, in pieces none of which is empty or cuts a formula', () => {
    fc.assert(
      fc.property(anyText, anySpans, (source, spans) => {
        const segments = markedText(source, spans)
        expect(segments.map(({ text }) => text).join('')).toBe(readableText(source))
        expect(segments.every(({ text }) => text !== '')).toBe(true)
        for (const { text, formula } of segments) if (formula) expect(text).toHaveLength(formula.end - formula.start)
      }),
      { numRuns: 2000 },
    )
  })

  it('is HTML of harmless elements, each closed in its turn, whatever the text', () => {
    fc.assert(
      fc.property(anyText, anySpans, (source, spans) => {
        const made = html(source, spans)
        const open: string[] = []
        for (const [, slash, name = ''] of made.matchAll(/<(\/?)([^>]*)>/g)) {
          expect(name).toMatch(/^(?:mark|b|i|em|sub|sup)$/)
          if (slash === '') open.push(name)
          else expect(open.pop()).toBe(name)
        }
        expect(open).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })
})
