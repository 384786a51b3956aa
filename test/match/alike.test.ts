import { describe, expect, it } from 'vitest'
import { alikeKeywords } from '../../src/match/alike.ts'

describe('keywords are alike', () => {
  it.each([
    ['RAG', 'rags'],
    ['RAG', 'RAGs'],
    ['diffusion policy', 'Diffusion Policies'],
    ['multi-agent', 'multi agent'],
    ['multi-agent', 'multiagent'],
    ['time series', 'timeseries'],
    ['Poincaré', 'poincare'],
    ['$\\pi_0$', 'pi0'],
    ['k-means', 'K means'],
    ['RAG', 'RAG'],
  ])('where each finds the other: %s, %s', (first, later) => {
    expect(alikeKeywords([first, 'something else', later])).toEqual([[0, 2]])
    expect(alikeKeywords([later, first])).toEqual([[0, 1]])
  })

  it.each([
    ['RAG', 'RAG pipeline'],
    ['RAG', 'leverage'],
    ['PointNet', 'PointNet++'],
    ['pass@k', 'passk'],
    ['C', 'C++'],
    ['2024', '20-24'],
    ['strategy', 'strategic'],
    ['gas', 'ga'],
  ])('and not where one finds more than the other: %s, %s', (first, later) => {
    expect(alikeKeywords([first, later])).toEqual([])
    expect(alikeKeywords([later, first])).toEqual([])
  })

  it('each with the first of its kind', () => {
    expect(alikeKeywords(['RAG', 'robot', 'rags', 'Robots', 'RAGs'])).toEqual([
      [0, 2],
      [1, 3],
      [0, 4],
    ])
  })
})
