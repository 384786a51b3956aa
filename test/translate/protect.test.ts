import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGlossaries } from '../../src/translate/glossaries.ts'
import { parseGlossary } from '../../src/translate/glossary.ts'
import { heldOf, type Passage } from '../../src/translate/passage.ts'
import { IGNORED_XML, offer, TAGS, WORDS } from '../../src/translate/placeholders.ts'
import { type ProtectOptions, protect, putBack } from '../../src/translate/protect.ts'
import { texSource } from '../match/tex-source.ts'

const held = (text: string, options?: ProtectOptions) => heldOf(protect(text, options)).map(({ source }) => source)

describe('What is held back from a translator', () => {
  it.each([
    ['formulas in dollars', 'has $O(\\sqrt{T})$ and $$x^2$$ regret', ['$O(\\sqrt{T})$', '$$x^2$$']],
    ['formulas in brackets', 'for \\(x\\) and \\[y_1\\] too', ['\\(x\\)', '\\[y_1\\]']],
    ['a formula with the number before it', 'is 1,234.5$\\times$ faster', ['1,234.5$\\times$']],
    ['a formula with the letters behind it', 'the $n$th and $k$-means', ['$n$th', '$k$']],
    ['formulas that signs tie together', 'of $\\alpha$/$\\beta$ or $k$-$n$', ['$\\alpha$/$\\beta$', '$k$-$n$']],
    ['a formula, not the year before its comma', 'in 2020, $x$ rose', ['$x$']],
    ['money, with its amount', 'pays $5 or \\$1,000 or US$3.5M', ['$5', '\\$1,000', 'US$3.5M']],
    ['money that is a range', 'pays $5-$10', ['$5-$10']],
    ['a lone dollar', 'the $ sign', ['$']],
    ['commands with their arguments', 'in \\cite[p. 3]{a,b} and \\ours{} too', ['\\cite[p. 3]{a,b}', '\\ours{}']],
    ['Greek outside of formulas', 'with \\alpha or α-stable', ['\\alpha', 'α']],
    ['a backslash at the end', 'the end \\', ['\\']],
    ['mathematics in Unicode', 'needs n ≥ 5 or 10× more', ['≥', '10×']],
    [
      'URLs without the full stop',
      'see https://a.example/b_c?d=e. Or (http://b.example/x).',
      ['https://a.example/b_c?d=e', 'http://b.example/x'],
    ],
    ['URLs with brackets of their own', 'https://a.example/b_(c) is', ['https://a.example/b_(c)']],
    [
      'URLs of commands',
      '\\url{https://a.example/~b} and \\href{https://a.example}{there}',
      ['\\url{https://a.example/~b}', '\\href{https://a.example}{there}'],
    ],
    [
      'hosts and GitHub paths',
      'at github.com/alice/repo, alice.github.io.',
      ['github.com/alice/repo', 'alice.github.io'],
    ],
    ['repositories', 'from THU-KEG/Story2 and input/output', ['THU-KEG/Story2']],
    ['email addresses', 'to bob@example.org, please', ['bob@example.org']],
    ['DOIs', 'doi:10.5281/zenodo.123 (10.25910/9xav-0s86).', ['doi:10.5281/zenodo.123', '10.25910/9xav-0s86']],
    [
      'arXiv ids',
      'arXiv:2605.12345v2, 2605.12345 and hep-th/9901001',
      ['arXiv:2605.12345v2', '2605.12345', 'hep-th/9901001'],
    ],
    ['categories', 'papers of cs.LG and stat.ML', ['cs.LG', 'stat.ML']],
    ['snake case and scripts', 'set max_len to x_1 or 10^{-3}', ['max_len', 'x_1', '10^{-3}']],
    ['calls and groups', 'f() in O(n) or SO(3), agent(s)', ['f()', 'O(n)', 'SO(3)']],
    ['files', 'run src/train.py with config.yaml.', ['src/train.py', 'config.yaml']],
    ['options', 'with --learning-rate=1e-4 well--known', ['--learning-rate=1e-4']],
    ['code and tags', 'the `for x in y` and <SEG> a < b', ['`for x in y`', '<SEG>']],
    [
      'models by name and number',
      'Qwen2.5-7B-Instruct, GPT-4o-based, LLaMA-2',
      ['Qwen2.5-7B-Instruct', 'GPT-4o', 'LLaMA-2'],
    ],
    ['measures', 'pass@1, mAP@0.5 in 3D, 7B or 2x', ['pass@1', 'mAP@0.5', '3D', '7B', '2x']],
    ['languages and algorithms with signs', 'A* in C++ or C#', ['A*', 'C++', 'C#']],
    ['names with letters that English has not', 'by Gödel and Poincaré, naïve', ['Gödel', 'Poincaré']],
  ])('is %s', (_, text, expected) => {
    expect(held(text)).toEqual(expected)
  })

  it.each([
    ['prose', 'We show a simple, e.g. linear, state-of-the-art method.'],
    ['plain numbers', 'In 2026, 1,000 of 3.5 million (50%) were 5-fold'],
    ['ordinals and decades', 'the 1st and 22nd of the 1990s'],
    ['alternatives', 'and/or, input/output, actor/critic'],
    ['acronyms, where the engine knows them', 'RAG with LoRA and LLMs'],
  ])('is not %s', (_, text) => {
    expect(held(text)).toEqual([])
  })

  it('is acronyms too, where the engine would make rags of RAG', () => {
    expect(held('RAG with LoRA and LLMs, by AI', { acronyms: true })).toEqual(['RAG', 'LoRA', 'LLMs'])
    expect(held('A WHOLE TITLE IN CAPITALS', { acronyms: true })).toEqual([])
  })

  it('is numbers too, where an engine has lost them, but not those that go on in words', () => {
    expect(held('of 1,024 and 50%, 3.5 million', { numbers: true })).toEqual(['1,024', '50%'])
  })

  it('leaves no dollar and no backslash, and touches no letter or digit, in any text', () => {
    fc.assert(
      fc.property(fc.oneof(texSource, fc.string({ unit: 'binary' })), (text) => {
        const passage = protect(text)
        expect(passage.map((part) => (typeof part === 'string' ? part : part.source)).join('')).toBe(text)
        for (const [index, part] of passage.entries()) {
          if (typeof part !== 'string') continue
          expect(part).not.toMatch(/[$\\]/)
          expect(part).not.toBe('')
          if (index > 0) expect(part).not.toMatch(/^[A-Za-z0-9]/)
          if (index < passage.length - 1) expect(part).not.toMatch(/[A-Za-z0-9]$/)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is found in linear time', () => {
    for (const unit of [
      '$x',
      '\\a{',
      'a.',
      '(',
      'A-1',
      '<a ',
      'https://a',
      '`',
      '$5 ',
      'a_',
      '10.1234/',
      '@',
      'é',
      'A-',
      'a-1.',
      '10.',
      '$$',
      '\\(',
    ]) {
      const start = performance.now()
      protect(unit.repeat(20_000), {
        acronyms: true,
        numbers: true,
        glossary: parseGlossary('policy gradient\tx', 'x'),
      })
      expect(performance.now() - start, unit).toBeLessThan(1_500)
    }
  }, 60_000)
})

describe('A glossary’s terms', () => {
  const zh = readGlossaries().get('zh') ?? null
  const put = (text: string) =>
    putBack(passageReply(protect(text, { glossary: zh })), protect(text, { glossary: zh }), 'zh')

  it('are put back in the target language', () => {
    expect(held('A diffusion policy learns.', { glossary: zh })).toEqual(['diffusion policy'])
    expect(put('diffusion policy')).toBe('扩散策略')
  })

  it.each([
    ['plurals', 'Diffusion Policies and neural networks', ['Diffusion Policies', 'neural networks']],
    [
      'any case',
      'REINFORCEMENT LEARNING, Reinforcement learning',
      ['REINFORCEMENT LEARNING', 'Reinforcement learning'],
    ],
    ['hyphens for blanks', 'reinforcement-learning agents', ['reinforcement-learning']],
    ['the longest of several', 'deep reinforcement learning', ['deep reinforcement learning']],
    ['whole words', 'policy gradients, not policy gradientless', ['policy gradients']],
    ['capitals as they are written', 'Q-learning and q-learning', ['Q-learning']],
  ])('are found in %s', (_, text, expected) => {
    expect(held(text, { glossary: zh })).toEqual(expected)
  })

  it('are not looked for in what is held anyway', () => {
    expect(held('https://a.example/reinforcement-learning', { glossary: zh })).toEqual([
      'https://a.example/reinforcement-learning',
    ])
  })

  it('lose the blanks that Chinese does not have', () => {
    const passage = protect('a diffusion policy, neural network of $x$', { glossary: zh })
    expect(putBack(['使用 ', 1, ' 的 ', 2, '，', 3, ' 中 LoRA ', 1, '。'], passage, 'zh')).toBe(
      '使用扩散策略的神经网络，$x$ 中 LoRA 扩散策略。',
    )
  })

  it('begin a sentence with a capital', () => {
    const passage = protect('Policy gradient', {
      glossary: parseGlossary('policy gradient\tgradiente de política', 'es'),
    })
    expect(putBack([1, ' es. ', 1, ', ', 1], passage, 'es')).toBe(
      'Gradiente de política es. Gradiente de política, gradiente de política',
    )
  })
})

describe('What is put back', () => {
  it('keeps an address apart from the letters around it', () => {
    const passage = protect('at https://a.example/b now')
    expect(putBack(['见', 1, '上'], passage, 'zh')).toBe('见 https://a.example/b 上')
    expect(putBack(['见', 1, '。'], passage, 'zh')).toBe('见 https://a.example/b。')
  })

  it('is money that can open no formula among other words', () => {
    const passage = protect('for $5 or $x$')
    expect(putBack(['费用为', 1, '或', 2], passage, 'zh')).toBe('费用为\\$5或$x$')
  })
})

describe('A placeholder', () => {
  const forms = { WORDS, TAGS, IGNORED_XML }

  it.each([
    ['words', WORDS, 'a QX1Z b < c & d'],
    ['tags', TAGS, 'a <x1/> b < c & d'],
    ['ignored XML', IGNORED_XML, 'a <x>1</x> b &lt; c &amp; d'],
  ])('is written as %s', (_, form, expected) => {
    expect(offer(protect('a $x$ b < c & d'), form).text).toBe(expected)
  })

  it('is never one that stands in the text', () => {
    expect(offer(protect('QX by $x$'), WORDS).text).toBe('QX by QX1Z')
    const passage: Passage = ['QX1Z and ZQ 2 by ', { kind: 'formula', source: '$x$', target: '$x$' }]
    expect(offer(passage, WORDS).text).toBe('QX1Z and ZQ 2 by XJ1Z')
    const all: Passage = [WORDS.names.map((name) => `${name}1Z`).join(' '), { kind: 'code', source: 'x', target: 'x' }]
    expect(offer(all, WORDS).text).toMatch(/ QJXVQX1Z$|QXQX1Z$/)
  })

  it('is recognised as engines respell it', () => {
    expect(offer(protect('of $x$'), WORDS).read('de qx1z.')).toEqual(['de ', 1, '.'])
    expect(offer(protect('of $x$'), TAGS).read('de < x1 / >.')).toEqual(['de ', 1, '.'])
    expect(offer(protect('of $x$'), IGNORED_XML).read('de <x> 1 </x> &amp;.')).toEqual(['de ', 1, ' &.'])
  })

  it('is text where it was invented, or has grown together with a word', () => {
    expect(offer(protect('of $x$'), WORDS).read('QX2Z QX1Zs QX1Z')).toEqual(['QX2Z', ' QX1Zs ', 1])
  })

  it('stands for all that is held without a blank between', () => {
    const passage = protect('about 0%0A of it', { acronyms: true, numbers: true })
    expect(heldOf(passage).map(({ source }) => source)).toEqual(['0%0A'])
    expect(offer(passage, forms.WORDS).read('sobre QX1Z de ello')).toEqual(['sobre ', 1, ' de ello'])
  })

  it('brings back every text, in every form', () => {
    const glossaries = [null, parseGlossary('time series\ttime series\nmodel\tmodel', 'same')]
    fc.assert(
      fc.property(
        fc.oneof(texSource, fc.string(), fc.string({ unit: 'grapheme' })),
        fc.constantFrom(...Object.values(forms)),
        fc.boolean(),
        fc.constantFrom(...glossaries),
        (text, form, more, glossary) => {
          const passage = protect(text, { acronyms: more, numbers: more, glossary })
          const { text: offered, read } = offer(passage, form)
          const sources = heldOf(passage)
          const back = read(offered).map((part) => (typeof part === 'string' ? part : sources[part - 1]?.source))
          expect(back.join('')).toBe(text)
        },
      ),
      { numRuns: 1_500 },
    )
  })
})

/** As a translator would that changes nothing. */
function passageReply(passage: Passage): (string | number)[] {
  let number = 0
  return passage.map((part) => (typeof part === 'string' ? part : ++number))
}
