import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/domain/errors.ts'
import { compileKeywords } from '../../src/match/match.ts'

/** What a keyword marks in a text. */
function marked(keyword: string, text: string): string[] {
  const [found] = compileKeywords([keyword]).match({ title: '', abstract: text })
  return (found?.spans.abstract ?? []).map(([start, end]) => text.slice(start, end))
}

describe('a keyword is found', () => {
  it.each([
    ['reinforcement learning', 'We use Reinforcement Learning.', 'Reinforcement Learning'],
    ['reinforcement learning', 'a reinforcement-learning agent', 'reinforcement-learning'],
    ['reinforcement learning', 'by reinforcement\nlearning', 'reinforcement\nlearning'],
    ['reinforcement learning', "``reinforcement'' learning", "reinforcement'' learning"],
    [
      'reinforcement learning',
      '\\textbf{R}einforcement \\emph{Learning} is',
      '\\textbf{R}einforcement \\emph{Learning}',
    ],
    ['Reinforcement-Learning', 'reinforcement learning', 'reinforcement learning'],
    ['diffusion policy', 'Diffusion policies are', 'Diffusion policies'],
    ['diffusion policies', 'a diffusion policy', 'diffusion policy'],
    ['RAG', 'non-RAG', 'RAG'],
    ['RAG', 'RAG-based', 'RAG'],
    ['RAG', '(RAG)', 'RAG'],
    ['RAG', "RAG's index", 'RAG'],
    ['RAG', 'two RAGs', 'RAGs'],
    ['3D', '3-D scenes', '3-D'],
    ['GPT-4', 'by GPT4', 'GPT4'],
    ['GPT4', 'by GPT-4.', 'GPT-4'],
    ['GPT-4', 'by GPT 4', 'GPT 4'],
    ['time series', 'a timeseries', 'timeseries'],
    ['k-means', '$k$-means', '$k$-means'],
    ['k-means', 'kmeans', 'kmeans'],
    ['C++', 'C++-based', 'C++'],
    ['C++', '(C++)', 'C++'],
    ['C++', 'C\\texttt{++}', 'C\\texttt{++}'],
    ['C#', 'in C\\#, too', 'C\\#'],
    ['A*', 'A* search', 'A*'],
    ['PointNet', 'PointNet++', 'PointNet'],
    ['PointNet++', 'PointNet++', 'PointNet++'],
    ['.NET', 'for .NET, too', '.NET'],
    ['$\\pi_0$', 'the π0 model', 'π0'],
    ['pi_0', 'the $\\pi_0$ model', '$\\pi_0$'],
    ['π0', 'the pi0 model', 'pi0'],
    ['epsilon-greedy', 'ε-greedy', 'ε-greedy'],
    ['Gödel machine', 'G\\"odel machines', 'G\\"odel machines'],
    ['Lukasz', '{\\L}ukasz', '{\\L}ukasz'],
    ['self-play', '\\textbf{S}elf-play', '\\textbf{S}elf-play'],
    ['ΦID', 'the {\\Phi}ID', '{\\Phi}ID'],
    ['强化学习', '基于强化学习的方法', '强化学习'],
    ['强化学习', '强化\n学习', '强化\n学习'],
    ['LLM', '用LLM的', 'LLM'],
    ['pass@k', 'its pass@k.', 'pass@k'],
    ['pass@k', 'its Pass-k', 'Pass-k'],
    ['R1/o1', 'R1 / o1', 'R1 / o1'],
    ['Q&A', 'long Q\\&A', 'Q\\&A'],
    ['news', 'fake news', 'news'],
    ['dataset', 'data sets', 'data sets'],
    ['multi-agent system', 'multiagent systems', 'multiagent systems'],
  ])('%s in %s', (keyword, text, expected) => {
    expect(marked(keyword, text)).toEqual([expected])
  })

  it.each(['multi-agent', 'multi agent', 'multiagent', 'Multi–Agents'])('%s in all its spellings', (keyword) => {
    for (const text of ['multi-agent', 'multi agent', 'multiagent', 'MULTI-AGENT', 'multi agents'])
      expect(marked(keyword, `a ${text}.`)).toEqual([text])
  })
})

describe('a keyword is not found', () => {
  it.each([
    ['RAG', 'leverage'],
    ['RAG', 'r ag'],
    ['RAG', 'fragments'],
    ['GAN', 'organ'],
    ['AI', 'a I'],
    ['therapist', 'the rapist'],
    ['nowhere', 'now here'],
    ['multiagent', 'mul ti agent'],
    ['multiagent', 'multi ag-ent'],
    ['reinforcement learning', 'reinforcement. Learning'],
    ['reinforcement learning', 'reinforcement (deep) learning'],
    ['reinforcement learning', 'reinforcement\n\nlearning'],
    ['reinforcement learning', 'learning by reinforcement'],
    ['actor-critic', 'actor/critic'],
    ['GPT-4', 'GPT-4.5'],
    ['GPT4', 'GPT 4'],
    ['4', '4.5'],
    ['2024', '20-24'],
    ['100', '100,000'],
    ['C', 'C++ and C#'],
    ['C++', 'C and C#'],
    ['C#', 'C'],
    ['PointNet++', 'PointNet'],
    ['.NET', 'the net'],
    ['A*', 'A'],
    ['pass@k', 'We pass. K is'],
    ['R1/o1', 'R1, o1'],
    ['semantic', 'semantics'],
    ['new', 'news'],
    ['GPS', 'two GPs'],
    ['SIM', '$\\sim$40'],
    ['STaR', '$x^\\star$'],
    ['pi', '$\\pi_0$'],
  ])('%s in %s', (keyword, text) => {
    expect(marked(keyword, text)).toEqual([])
  })

  it('across title and abstract', () => {
    const matcher = compileKeywords(['reinforcement learning'])
    expect(matcher.match({ title: 'Reinforcement', abstract: 'learning' })).toEqual([])
  })
})

describe('a matcher', () => {
  it('says in which field, where, and for which keyword, in the order of the keywords', () => {
    const matcher = compileKeywords(['LLM', 'agent', 'robot', 'multi-agent'])
    expect(matcher.match({ title: 'Multi-agent LLMs', abstract: 'LLM agents and an LLM' })).toEqual([
      {
        keyword: 'LLM',
        spans: {
          title: [[12, 16]],
          abstract: [
            [0, 3],
            [18, 21],
          ],
        },
      },
      { keyword: 'agent', spans: { title: [[6, 11]], abstract: [[4, 10]] } },
      { keyword: 'multi-agent', spans: { title: [[0, 11]], abstract: [] } },
    ])
  })

  it('reports every spelling of a keyword, each once', () => {
    const matcher = compileKeywords(['multi-agent', 'Multi Agents', 'multiagent', 'multi-agent'])
    const found = matcher.match({ title: 'multi agent', abstract: '' })
    expect(found.map((match) => match.keyword)).toEqual(['multi-agent', 'Multi Agents', 'multiagent'])
  })

  it('keeps keywords apart that differ only in where they are separated', () => {
    const matcher = compileKeywords(['no table', 'notable', 'pass@k', 'passk'])
    const found = (text: string) => matcher.match({ title: text, abstract: '' }).map((match) => match.keyword)
    expect(found('no table')).toEqual(['no table'])
    expect(found('notable')).toEqual(['no table', 'notable'])
    expect(found('pass@k')).toEqual(['pass@k'])
    expect(found('passk')).toEqual(['pass@k', 'passk'])
  })

  it('finds keywords inside keywords', () => {
    const matcher = compileKeywords(['learning', 'deep learning', 'deep', 'deep reinforcement learning', 'earn'])
    const found = matcher.match({ title: 'deep reinforcement learning', abstract: '' })
    expect(found.map((match) => match.keyword)).toEqual(['learning', 'deep', 'deep reinforcement learning'])
  })

  it('joins spans of one keyword that overlap', () => {
    const matcher = compileKeywords(['a b a'])
    expect(matcher.match({ title: 'a b a b a, a b a', abstract: '' })[0]?.spans.title).toEqual([
      [0, 9],
      [11, 16],
    ])
  })

  it('marks a formula once, however often it holds the keyword', () => {
    const matcher = compileKeywords(['theta'])
    expect(matcher.match({ title: 'on $\\theta + \\theta$', abstract: '' })[0]?.spans.title).toEqual([[3, 20]])
  })

  it('takes no keywords at all', () => {
    expect(compileKeywords([]).match({ title: 'a', abstract: 'b' })).toEqual([])
  })

  it.each(['', ' ', '+', '\\textbf{}', '\u200b', '$\\times$'])(
    'refuses a keyword in which nothing is left: "%s"',
    (keyword) => {
      expect(() => compileKeywords(['fine', keyword])).toThrow(AppError)
      expect(() => compileKeywords(['fine', keyword])).toThrow(/holds no word/)
    },
  )
})
