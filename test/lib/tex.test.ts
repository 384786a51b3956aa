import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlainText, plainText, toPlainSpans } from '../../src/lib/tex.ts'
import { texSource } from '../match/tex-source.ts'

const shown = (source: string) => plainText(source, { mathematics: 'source' }).text
const letters = (source: string) => plainText(source, { mathematics: 'letters' }).text

describe('the text that a reader sees', () => {
  it.each([
    [
      'accents on a letter',
      'G\\"odel, Erd\\H{o}s, \\v{S}, \\c{c}, S\\~ao, \\.Z, \\=a, \\^o',
      'Gödel, Erdős, Š, ç, São, Ż, ā, ô',
    ],
    ['accents in a group', "{\\'e}t{\\'{e}} {\\c C}", 'été Ç'],
    ['accents after a blank', '\\c c, \\v S, \\H o', 'ç, Š, ő'],
    ['accents on the dotless i', "Mar\\'{\\i}a, Mar\\'\\i a, na\\\"{\\i}ve", 'María, María, naïve'],
    ['two accents on one letter', 'Nguy\\~{\\^e}n', 'Nguyễn'],
    ['an accent on the first of several letters', '\\"{ou}', 'öu'],
    ['under-accents', '\\k{a} \\d{s} \\b{b} \\r{u} \\u{g}', 'ą ṣ ḇ ů ğ'],
    [
      'letters of other alphabets',
      '\\l \\L{}ukasz \\o{}re \\aa \\AA{} \\ae{} \\OE{} \\ss{} \\i{}',
      'łŁukasz øre åÅ æ Œ ß ı',
    ],
    ['the blank after such a letter', 'S\\o ren Stra\\ss e \\L ukasz', 'Søren Straße Łukasz'],
    ['text commands', '\\textbf{S}elf-\\emph{play} and \\texttt{code}\\textsubscript{2}', 'Self-play and code2'],
    ['text commands inside text commands', '\\textbf{a \\emph{b, c}}', 'a b, c'],
    ['switches', '{\\em one} {\\bf two, too} Q{\\footnotesize OED} {\\color{red} x}', 'one two, too QOED x'],
    ['braces that keep capitals', '{BERT} and {C}ontinual Le{a}rner, 167{,}525', 'BERT and Continual Learner, 167,525'],
    ['braces that are meant', 'the clusters {FA, RA} and {"a": 1}', 'the clusters {FA, RA} and {"a": 1}'],
    ['lone braces', 'a { b } } c {', 'a { b } } c {'.replace('{ b }', ' b ')],
    ['escapes', '5\\% \\& \\$7 \\# a\\_b \\{x\\}', '5% & $7 # a_b {x}'],
    ['ties', 'Fig.~3 of Gemma~3, models~(LMs)', 'Fig. 3 of Gemma 3, models (LMs)'],
    [
      'the tilde that says "about" or "to"',
      'a ~35x gain (~10%) of 1~2 or ~ alone',
      'a ~35x gain (~10%) of 1~2 or ~ alone',
    ],
    ['the tilde that says "about" in Chinese', '减少了~83%，约在Fig.~3', '减少了~83%，约在Fig. 3'],
    ['options of programs', 'git commit --amend and a rule -----', 'git commit --amend and a rule -----'],
    ['spaces of TeX', '182\\,GFLOPS a\\ b over\\-all e\\/f', '182 GFLOPS a b overall ef'],
    [
      'links',
      '\\href{https://a.example/b_c}{here} and \\url{https://a.example/~b--c}',
      'here and https://a.example/~b--c',
    ],
    ['bare URLs', 'see https://a.example/~b/c--d\\_e now', 'see https://a.example/~b/c--d_e now'],
    ['symbols', '\\LaTeX{} and \\TeX, \\ldots \\textregistered \\textendash', 'LaTeX and TeX, … ® –'],
    ['coloured text', '\\textcolor{blue}{here, there}', 'here, there'],
    ['Greek that arXiv took for accents', 'Spearman \\r{ho} and \\k{appa}', 'Spearman ρ and κ'],
    ['Greek outside formulas', '{\\Phi}ID, {\\lambda} and \\pi is', 'ΦID, λ and π is'],
  ])('resolves %s', (_, source, expected) => {
    expect(shown(source)).toBe(expected)
  })

  it.each([
    ['formulas', 'for $\\pi_0$ and \\(x\\), \\[y_1\\] or $$z$$'],
    ['doubled dashes and quotes', "2020--2023 a---b, ``one'' and ''two''"],
    ['unknown commands with their arguments', 'we \\cite{a--b}{c~d} \\ours and \\uuline{x {y} z}'],
    ['accents on words', '\\b{old} \\c{ode}'],
    ['accents without a letter', 'a\\"1 \\\' \\c{1} \\u0394'],
    ['commands without their argument', '\\textbf and \\href{x} y'],
    ['a backslash at the end', 'a \\'],
  ])('leaves %s as the source has them', (_, source) => {
    expect(shown(source)).toBe(source)
  })
})

describe('the letters of formulas', () => {
  it.each([
    ['$\\pi_0$', 'π0'],
    ['$\\pi_{0.5}$-FAST', 'π0.5-FAST'],
    ['\\(\\mathcal{O}(n^2)\\)', 'O(n2)'],
    ['$\\ell_\\infty$', 'ℓ∞'],
    ['$\\text{FID}_{cd}$', 'FIDcd'],
    ['$\\left( \\alpha \\right)$', '( α )'],
    ['NeRF$^2$ and $k$-means', 'NeRF2 and k-means'],
    ['$\\sim$40', '∼40'],
    ['$\\frac{a}{b}$', 'a/b'],
    ['$\\textit{robust $k$-means}$', 'robust k-means'],
    ['$x\\,\\mathrm{ms}$', 'xms'],
    ['$\\ours_x$', '\\ours x'],
  ])('%s is read as %s', (source, expected) => {
    expect(letters(source)).toBe(expected)
  })

  it('drops every brace, and reads operators outside formulas as symbols', () => {
    expect(letters('{a, b} {c \\star d')).toBe('a, b c ⋆ d')
  })
})

describe('money', () => {
  it.each([
    'costs $5 and $10',
    'from $10,000-$20,000 a year',
    'between US$5 and A$7',
    'in US$ and A$ alike',
    '$5 per month to 10$',
    'at $0.46 per game and $39.9 more',
    'a \\$5 note and 3$',
    'the $ sign',
    '$$',
    '$a\n\nb$',
    'f(x) = 2$, so {\\em $x} costs$',
  ])('is no mathematics: %s', (source) => {
    expect(letters(source)).toContain('$')
  })

  it.each([
    '$1.0$',
    '20$\\times$',
    '$\\sim$40 and 8$\\sim$27',
    '$5{-}9\\times$',
    '$ K $',
    '$ M = n $,',
    '$ m_k \\in R$',
    '35$\\%$',
    '$<$10',
  ])('is not seen in mathematics: %s', (source) => {
    expect(letters(source)).not.toContain('$')
  })

  it('does not hide the formula after it', () => {
    expect(letters('it costs $3 and $\\pi_0$ is free')).toBe('it costs $3 and π0 is free')
  })
})

describe('offsets', () => {
  const ranges = (plain: PlainText) => [...plain.text].map((char, i) => [char, plain.from[i], plain.to[i]])

  it('give opening markup to the character after it and closing markup to the one before', () => {
    expect(ranges(plainText('a \\textbf{S}e', { mathematics: 'source' }))).toEqual([
      ['a', 0, 1],
      [' ', 1, 2],
      ['S', 2, 12],
      ['e', 12, 13],
    ])
  })

  it('give an accented letter its whole command', () => {
    expect(ranges(plainText("n\\'{e}e", { mathematics: 'source' }))).toEqual([
      ['n', 0, 1],
      ['é', 1, 6],
      ['e', 6, 7],
    ])
  })

  it('give each letter of a formula the whole formula', () => {
    expect(ranges(plainText('a$\\pi_0$', { mathematics: 'letters' }))).toEqual([
      ['a', 0, 1],
      ['π', 1, 8],
      ['0', 1, 8],
    ])
  })

  it('turn source spans into spans of the text', () => {
    const source = 'on \\textbf{S}elf and $\\pi_0$'
    const plain = plainText(source, { mathematics: 'source' })
    const spans = toPlainSpans(plain, [
      [3, 16],
      [21, 28],
    ])
    expect(spans.map(([start, end]) => plain.text.slice(start, end))).toEqual(['Self', '$\\pi_0$'])
  })

  it('widen a span that cuts a command in half', () => {
    const plain = plainText('G\\"odel', { mathematics: 'source' })
    expect(toPlainSpans(plain, [[2, 3]])).toEqual([[1, 2]])
  })

  it('leave out a span that shows nothing and join two on one character', () => {
    const plain = plainText('\\ss', { mathematics: 'letters' })
    expect(toPlainSpans(plain, [[5, 6]])).toEqual([])
    expect(
      toPlainSpans(plain, [
        [0, 1],
        [1, 3],
      ]),
    ).toEqual([[0, 1]])
  })
})

describe('any text at all', () => {
  const modes = fc.constantFrom<'source' | 'letters'>('source', 'letters')

  it('is read, and its ranges follow each other from the first character to the last', () => {
    fc.assert(
      fc.property(texSource, modes, (source, mathematics) => {
        const plain = plainText(source, { mathematics })
        expect(plain.from).toHaveLength(plain.text.length)
        expect(plain.to).toHaveLength(plain.text.length)
        for (let i = 0; i < plain.text.length; i++) {
          const from = plain.from[i] as number
          const to = plain.to[i] as number
          const sameAsBefore = i > 0 && from === plain.from[i - 1] && to === plain.to[i - 1]
          expect(sameAsBefore || from === (i === 0 ? 0 : plain.to[i - 1])).toBe(true)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(source.length)
        }
        if (plain.text !== '') expect(plain.to.at(-1)).toBe(source.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('is itself where it holds nothing of TeX', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), modes, (text, mathematics) => {
        fc.pre(!/[\\{}$~`]|--|''/.test(text))
        expect(plainText(text, { mathematics }).text).toBe(text)
      }),
    )
  })

  it.each([
    '\\(',
    '${',
    '$ ',
    '$5 ',
    '{',
    '\\foo{',
    '\\(\\[',
    "\\'",
    "\\'{",
    '$$ ',
    '{a, ',
    '\\textbf{',
    '\\c{',
    'https://',
    '--',
    '_{ ',
  ])('takes time in proportion to its length: %s again and again', (piece) => {
    const source = piece.repeat(Math.ceil(400_000 / piece.length))
    expect(plainText(source, { mathematics: 'source' }).text.length).toBeLessThanOrEqual(source.length)
    expect(plainText(source, { mathematics: 'letters' }).text.length).toBeLessThanOrEqual(source.length)
  })
})
