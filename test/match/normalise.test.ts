import { describe, expect, it } from 'vitest'
import { normalise } from '../../src/match/normalise.ts'

const stems = (text: string) => normalise(text).map((token) => token.stem)
const gaps = (text: string) =>
  normalise(text)
    .slice(1)
    .map((token) => token.gapBefore)

describe('words', () => {
  it.each([
    ['case', 'RAG Rag rag', ['rag', 'rag', 'rag']],
    [
      'accents, typed or in TeX',
      'Gödel G\\"odel Go\u0308del Łoś Straße Søren',
      ['godel', 'godel', 'godel', 'los', 'strasse', 'soren'],
    ],
    ['compatibility forms', 'ＬＬＭ ﬁne L² 𝐱', ['llm', 'fine', 'l2', 'x']],
    ['Greek', 'π0 $\\pi_0$ pi_0 pi0 ε-greedy', ['pi0', 'pi0', 'pi0', 'pi0', 'epsilon', 'greedy']],
    ['infinity', '$\\ell_\\infty$ L∞', ['linfinity', 'linfinity']],
    ['invisible characters', 'trans\u00adformer trans\u200bformer', ['transformer', 'transformer']],
    ['possessives', "RAG's RAG’s GPT-4's", ['rag', 'rag', 'gpt', '4']],
    ['plurals', 'policies LLMs GPs', ['policy', 'llm', 'gp']],
    ['text commands', '\\textbf{S}elf {C}ontinual', ['self', 'continual']],
    ['numbers', 'GPT-4.5 10,000 1,234,567 1,23 v2.5D 4.', ['gpt', '4.5', '10000', '1234567', '1', '23', 'v2.5d', '4']],
    ['names with symbols', 'C++ C# F# A* (C++)', ['c++', 'c#', 'f#', 'a*', 'c++']],
    ['symbols that end nothing', 'C+ C+++ a*b **a** C#x', ['c', 'c', 'a', 'b', 'a', 'c', 'x']],
    ['longer names with symbols', 'PointNet++ .NET ASP.NET', ['pointnet', '++', '.', 'net', 'asp', 'net']],
    ['Han and Kana', '用LLM强化が', ['用', 'llm', '强', '化', 'が']],
    ['snakes', 'reward_model x^2 _a_', ['rewardmodel', 'x2', 'a']],
    ['nothing', ' … \\% 😀 ', []],
  ])('fold %s', (_, text, expected) => {
    expect(stems(text)).toEqual(expected)
  })

  it('operators of formulas are no words', () => {
    expect(stems('$\\sim$40 $x^\\star$ $a \\times b$')).toEqual(['40', 'x', 'a', 'b'])
  })
})

describe('gaps', () => {
  it.each([
    ['multi-agent', 'joint'],
    ['multi–agent', 'joint'],
    ['multi---agent', 'joint'],
    ["O'Reilly", 'joint'],
    ['多智', 'joint'],
    ['multi agent', 'space'],
    ['multi\nagent', 'space'],
    ['multi - agent', 'space'],
    ['multi- agent', 'space'],
    ['"multi" agent', 'space'],
    ['**multi** agent', 'space'],
    ['\\emph{multi} agent', 'space'],
    ["agents' policies", 'space'],
    ['multi. agent', 'break'],
    ['multi/agent', 'break'],
    ['multi (agent', 'break'],
    ['multi\n\nagent', 'break'],
    ['multi -> agent', 'break'],
  ])('%s: %s', (text, gap) => {
    expect(gaps(text)).toEqual([gap])
  })

  it('remember their punctuation', () => {
    expect(normalise('pass@k (a), b\n\nc').map((token) => token.separator)).toEqual(['', '@', '(', '),', '¶'])
  })
})

it('offsets cover the words in the source, formulas whole', () => {
  const source = 'On \\textbf{S}elf-play, "RAG\'s" G\\"odel and $\\pi_0$-FAST'
  const words = normalise(source).map((token) => source.slice(token.start, token.end))
  expect(words).toEqual(['On', '\\textbf{S}elf', 'play', 'RAG', 'G\\"odel', 'and', '$\\pi_0$', 'FAST'])
})

it.each(['1,', ',123', '1,123', '\n ', 'a_', "a's ", ' .a', 'a++', 'e\u0301', '\u00ad', '学', '-', 'A*'])(
  'takes time in proportion to the length: %j again and again',
  (piece) => {
    expect(normalise(piece.repeat(200_000 / piece.length)).length).toBeLessThanOrEqual(200_000)
  },
)
