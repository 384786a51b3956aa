import { describe, expect, it } from 'vitest'
import { digestSubject } from '../../src/mail/subject.ts'
import { digestOf, group } from '../support/digests.ts'

const subject = (keywords: string[], changes: Parameters<typeof digestOf>[1] = {}) =>
  digestSubject(
    digestOf(
      keywords.map((keyword) => group(keyword, [])),
      { matched: 12, ...changes },
    ),
  )

describe('the subject of a digest', () => {
  it('says how many papers, on what, and of which day', () => {
    expect(subject(['diffusion policy'])).toBe('12 papers on diffusion policy, 11 May 2026')
    expect(subject(['k-means', 'C++'], { matched: 1 })).toBe('1 paper on k-means, C++, 11 May 2026')
  })

  it('names as many keywords as a screen shows, and counts the others', () => {
    expect(subject(['diffusion policy', 'k-means', 'graph neural network', 'C++'])).toBe(
      '12 papers on diffusion policy, k-means and 2 more, 11 May 2026',
    )
  })

  it('names all where that is shorter than counting', () => {
    expect(subject(['diffusion policies', 'long words', 'RAG'])).toBe(
      '12 papers on diffusion policies, long words, RAG, 11 May 2026',
    )
  })

  it('counts keywords that the mail has no room for', () => {
    expect(subject(['k-means'], { hiddenGroups: 3 })).toBe('12 papers on k-means and 3 more, 11 May 2026')
  })

  it('is in Chinese for who reads Chinese', () => {
    expect(subject(['强化学习', '扩散策略'], { language: 'zh' })).toBe('5月11日 有 12 篇新论文：强化学习、扩散策略')
    expect(subject(['强化学习', 'diffusion policy', 'graph neural network'], { language: 'zh' })).toBe(
      '5月11日 有 12 篇新论文：强化学习、diffusion policy 等 3 个关键词',
    )
  })

  it('cuts a first keyword that would push the date out of sight', () => {
    expect(subject([`${'very '.repeat(20)}long`])).toMatch(/^12 papers on very .{30,40}…, 11 May 2026$/)
    expect(subject(['强化学习'.repeat(20)], { language: 'zh' })).toMatch(/^5月11日 有 12 篇新论文：强.{15,20}…$/)
  })

  it('is the day’s title where there is nothing to count', () => {
    expect(subject([], { matched: 0 })).toBe('Papers of Monday 11 May 2026')
  })
})
