import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toPlainSpans } from '../../src/lib/tex.ts'
import { shownText } from '../../src/lib/tex-shown.ts'
import { texSource } from '../match/tex-source.ts'
import { anyFormula } from './math/any-formula.ts'

const shown = (source: string) => shownText(source).text

describe('the text that a reader sees', () => {
  it.each([
    [
      'formulas',
      'in $O(1/\\sqrt{T})$ steps for \\(\\alpha_t\\), \\[x^2\\] and $$y$$',
      'in O(1/√T) steps for αₜ, x² and y',
    ],
    [
      'parts of names',
      'NeRF$^2$, $k$-means, $\\pi_0$-FAST, 8$\\sim$27, 20$\\times$',
      'NeRF², k-means, π₀-FAST, 8∼27, 20×',
    ],
    ['formulas inside text commands', '\\emph{on $L^2$} and \\textbf{$x$}', 'on L² and x'],
    [
      'formulas among Han characters',
      '自适应Q$(\\lambda)$，缩放为$\\widetilde{O}(K^{3/5})$。',
      '自适应Q(λ)，缩放为Õ(K^(3/5))。',
    ],
    ['Greek outside formulas', '{\\Phi}ID, {\\lambda} and \\alpha_i\\in[\\delta,1]', 'ΦID, λ and α_i∈[δ,1]'],
    ['operators outside formulas', '3 \\times 4 \\leq 20{\\deg}, O(\\log n)', '3 × 4 ≤ 20°, O(log n)'],
    ['scripts outside formulas', 'p < 10^{-6}, O^{t+1} and F1_{attack}', 'p < 10⁻⁶, Oᵗ⁺¹ and F1_attack'],
    ['text scripts', 'M\\textsuperscript{3}Att, CO\\textsubscript{2}, 2\\textsuperscript{nd}', 'M³Att, CO₂, 2ⁿᵈ'],
    ['names', 'G\\"odel, \\textbf{S}elf and \\emph{x}', 'Gödel, Self and x'],
    ['dashes', '2020--2023 a---b', '2020–2023 a—b'],
    ['quotes', "``one'', `two' and 'three'", "“one”, ‘two’ and 'three'"],
    [
      'quotes around several words',
      "the phrase `to be or not', as `they' say",
      'the phrase ‘to be or not’, as ‘they’ say',
    ],
    ['escapes and ties', '5\\% of R\\&D in Fig.~3', '5% of R&D in Fig. 3'],
    [
      'links with their address',
      'here: \\href{https://a.example/b\\_c}{our code}.',
      'here: our code (https://a.example/b_c).',
    ],
    ['links that are their address', '\\href{https://a.example/b}{\\texttt{a.example/b}}', 'a.example/b'],
  ])('resolves %s', (_, source, expected) => {
    expect(shown(source)).toBe(expected)
  })

  it.each([
    ['formulas with a macro of their author', 'the gap $\\Ogap(\\theta; e)$ and $\\eps$-close'],
    ['formulas that are broken', 'a rate of $O(ST^{-\\frac{1}{2})$ to points'],
    ['unknown commands', 'we \\cite{a--b} \\ours{} and \\ding{182}'],
    ['scripts of prose and code', 'x^{} f_{the quick brown} y_{\\ours} $'],
    ['carets in code', '2^5=32, R^2 = 0.9, pass^k and p_theta'],
    ['backticks', 'run `make` or CNN`s'],
    ['addresses', 'https://a.example/~b/c--d_{e}'.replace('_{e}', '_e')],
    ['text without TeX', 'nothing to see in a (very) plain "text" – or is there?'],
  ])('leaves %s as they are', (_, source) => {
    expect(shown(source)).toBe(source)
  })

  it('leaves a formula that is not understood whole, and reads the next', () => {
    expect(shown('$\\ours^2$ is $n^2$')).toBe('$\\ours^2$ is n²')
  })
})

describe('money', () => {
  it.each([
    'costs $5 and $10',
    'costs $3.50, then $4',
    'US$20M and US$30M',
    'US$5M or A$7M',
    'from $10,000-$20,000 a year',
    'at $0.46 per game and $39.9 more',
    '$5 per month to 10$',
    '5$-10$ a month',
    '5$ to 10$ or 15$',
    '3$, 4$ and 5$',
    '$247/km vs $1000/km',
    '$1.7, $1.7, $0.3, and $0.1',
    '$5-$6',
    '$5/$10',
    '$3 vs A$4',
    '$1M (GPU), i.e., $2M',
    'C$10 (US$7.30)',
    'the $ sign',
  ])('is never a formula: %s', (source) => {
    expect(shown(source)).toBe(source)
  })

  it('keeps its signs in any list of amounts', () => {
    const amount = fc.tuple(
      fc.constantFrom('', 'US', 'A', 'HK', 'approximately '),
      fc.integer({ min: 1, max: 99_999 }),
      fc.constantFrom('', 'K', 'M', 'B', '.50', ' million', '/hour', ' per token', '%'),
    )
    const link = fc.constantFrom(' and ', ', ', ' to ', '-', '–', ' or ', '; ', ' (', ' vs. ', '. The cost is ')
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, link), { minLength: 1, maxLength: 6 }), (parts) => {
        const source = `It costs ${parts.map(([[of, number, unit], then]) => `${of}$${number}${unit}${then}`).join('')}more`
        expect(shown(source)).toBe(source)
      }),
      { numRuns: 2000 },
    )
  })

  it('does not hide what is no money', () => {
    expect(shown('F1$=0.8$ vs. F1$=0.1$, 10$-$20, $100\\%$ and $1{,}000$')).toBe(
      'F1=0.8 vs. F1=0.1, 10−20, 100% and 1,000',
    )
  })
})

describe('text between dollars that don’t belong together', () => {
  it.each([
    'the loss $L is small. Then we use $K times',
    '训练于$N的策略，推广为$K的策略',
    '$ampling),这是一个连接不确定性量化的新框架${',
  ])('is no formula: %s', (source) => {
    expect(shown(source)).toBe(source)
  })
})

describe('what HTML can show better', () => {
  it('is told with its place: emphasis', () => {
    const { text, emphasis } = shownText('\\textbf{S}elf \\emph{a \\textit{b}} {\\bf c} d')
    expect(emphasis.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ['bold', 'S'],
      ['italic', 'b'],
      ['emphasised', 'a b'],
      ['bold', 'c'],
    ])
  })

  it('is told with its place: formulas, understood or not', () => {
    const { text, formulas } = shownText('a $x^2$, $\\ours$ and \\[y\\]')
    expect(formulas.map(({ start, end, tex, display }) => [text.slice(start, end), tex, display])).toEqual([
      ['x²', 'x^2', false],
      ['$\\ours$', '\\ours', false],
      ['y', 'y', true],
    ])
    expect(formulas[1]?.reading).toEqual({ problem: '\\ours' })
  })
})

describe('offsets', () => {
  it('make one piece of a formula, whatever part of it is marked', () => {
    const plain = shownText('on $K^{3/5}$ and $\\ours_x$')
    const marked = (start: number, end: number) =>
      toPlainSpans(plain, [[start, end]]).map(([from, to]) => plain.text.slice(from, to))
    expect(marked(4, 5)).toEqual(['K^(3/5)'])
    expect(marked(20, 21)).toEqual(['$\\ours_x$'])
    expect(marked(0, 12)).toEqual(['on K^(3/5)'])
  })

  it('follow each other from the first character to the last, in any text', () => {
    const any = fc.oneof(
      texSource,
      fc
        .array(fc.tuple(anyFormula, texSource), { maxLength: 3 })
        .map((parts) => parts.map(([formula, text]) => `$${formula}$${text}`).join('')),
    )
    fc.assert(
      fc.property(any, (source) => {
        const plain = shownText(source)
        expect(plain.from).toHaveLength(plain.text.length)
        expect(plain.to).toHaveLength(plain.text.length)
        const isWrong = (_: unknown, i: number) => {
          const from = plain.from[i] as number
          const to = plain.to[i] as number
          const sameAsBefore = i > 0 && from === plain.from[i - 1] && to === plain.to[i - 1]
          return (!sameAsBefore && from !== (i === 0 ? 0 : plain.to[i - 1])) || to <= from || to > source.length
        }
        expect(plain.from.findIndex(isWrong)).toBe(-1)
        for (const { start, end } of [...plain.formulas, ...plain.emphasis]) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(plain.text.length)
        }
        for (const [index, { start }] of plain.formulas.entries())
          expect(start).toBeGreaterThanOrEqual(plain.formulas[index - 1]?.end ?? 0)
      }),
      { numRuns: 4000 },
    )
  })

  it('leave text as it is that holds nothing of TeX', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\\{}$~`^_]|--|''/.test(text))
        expect(shown(text)).toBe(text)
      }),
    )
  })
})

describe('time', () => {
  const nested = (open: string, close: string, levels: number) => `$${open.repeat(levels)}x${close.repeat(levels)}$ `

  it.each([
    ['formulas', '$x^2$ '],
    ['fractions', '$\\frac{a}{b}$ '],
    ['groups in groups', nested('{', '}', 20)],
    ['fractions in fractions', nested('\\frac{', '}{y}', 20)],
    ['scripts in scripts', nested('x^{', '}', 20)],
    ['roots in roots', nested('\\sqrt{', '}', 23)],
    ['fences in fences', nested('\\left(', '\\right)', 20)],
    ['text in text', nested('\\text{$', '$}', 10)],
    ['long relations', `$${'a:b<'.repeat(400)}$ `],
    ['long fractions', `$\\frac{${'(x)'.repeat(600)}}{y}$ `],
    ['long brackets', `$${'('.repeat(900)}:${')'.repeat(900)}$ `],
    ['primes', `$${"x'".repeat(900)}$ `],
    ['formulas that nothing closes', '$\\ours '],
    ['amounts', '$5 '],
    ['amounts with their sign behind', '5$ to '],
    ['backticks', '`a '],
    ['quotes', "`a' "],
    ['scripts that nothing closes', 'x^{'],
    ['scripts', 'x^{a}'],
    ['emphasis that nothing closes', '\\textbf{a'],
    ['emphasis', '\\textbf{a}'],
    ['switches', '{\\bf a'],
    ['links', '\\href{https://a}{b}'],
    ['text scripts that nothing closes', '\\textsuperscript{'],
  ])('is in proportion to the length: %s', (_, piece) => {
    const source = piece.repeat(Math.ceil(200_000 / piece.length))
    expect(shown(source).length).toBeLessThanOrEqual(4 * source.length)
  })
})
