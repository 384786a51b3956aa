import { describe, expect, it } from 'vitest'
import { readGlossaries } from '../../src/translate/glossaries.ts'
import { parseGlossary } from '../../src/translate/glossary.ts'

describe('A glossary', () => {
  it('is read from lines of two fields, without comments, blank lines and carriage returns', () => {
    const { entries } = parseGlossary('\ufeff# terms\r\n\r\npolicy gradient\t策略梯度 \r\nagent\t智能体', 'zh.tsv')
    expect(entries).toEqual([
      { source: 'policy gradient', target: '策略梯度' },
      { source: 'agent', target: '智能体' },
    ])
  })

  it('names every line that can’t be read', () => {
    const text = 'agent\t智能体\nno tab\na\tb\tc\n\tx\n42\tx\n$x$\tx\nAgent\t代理'
    expect(() => parseGlossary(text, 'zh.tsv')).toThrow(
      expect.objectContaining({
        name: 'AppError',
        code: 'config',
        message: [
          "the glossary zh.tsv can't be read:",
          'line 2 "no tab": it must hold a term, one tab, and what stands for it',
          'line 3 "a b c": it must hold a term, one tab, and what stands for it',
          'line 4 " x": the term or what stands for it is empty',
          'line 5 "42 x": the term holds no letter',
          'line 6 "$x$ x": it holds TeX or markup',
          'line 7 "Agent 代理": the term stands in a line before',
        ].join('\n'),
      }),
    )
  })

  it('may be empty', () => {
    expect(parseGlossary('', 'es.tsv').find('agent')).toEqual([])
  })

  it.each([
    ['policies', 'policy\tx', 'policies'],
    ['matrices', 'cost matrix\tx', 'cost matrices'],
    ['processes', 'Gaussian process\tx', 'Gaussian processes'],
    ['searches', 'tree search\tx', 'tree searches'],
    ['keys, with its vowel', 'key\tx', 'keys'],
  ])('knows the plural %s', (_, line, text) => {
    expect(parseGlossary(line, 'x').find(`the ${text} are`)).toMatchObject([{ start: 4, end: 4 + text.length }])
  })

  it('makes no plural of sciences', () => {
    expect(parseGlossary('robotics\tx', 'x').find('roboticss')).toEqual([])
  })
})

describe('Paperboy’s own Chinese glossary', () => {
  const zh = readGlossaries().get('zh')

  it('holds what the reference got wrong', () => {
    const targets = new Map(zh?.entries.map(({ source, target }) => [source, target]))
    expect(targets.size).toBeGreaterThanOrEqual(120)
    expect(targets.get('diffusion policy')).toBe('扩散策略')
    expect(targets.get('reinforcement learning')).toBe('强化学习')
    expect(targets.get('policy gradient')).toBe('策略梯度')
  })

  it('says everything in Han characters', () => {
    for (const { target } of zh?.entries ?? []) expect(target).toMatch(/^Q?[\p{Script=Han}-]+$/u)
  })
})
