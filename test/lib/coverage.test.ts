import { describe, expect, it } from 'vitest'
import { coverageLine } from '../../src/lib/coverage.ts'
import { digestOf } from '../support/digests.ts'

const line = (changes: Parameters<typeof digestOf>[1]) => coverageLine(digestOf([], { announced: 1_097, ...changes }))

describe('the coverage line', () => {
  it('says that all was read, in how many categories', () => {
    expect(line({})).toBe('1,097 papers announced in 6 categories, 0 for you; all sources complete.')
    expect(line({ announced: 1, sources: 1 })).toMatch(/^1 paper announced in 1 category, /)
  })

  it('names the days before that are still incomplete', () => {
    expect(line({ unfinished: ['2026-05-07', '2026-05-08'] })).toMatch(
      /all sources complete\. Earlier days still incomplete: 2026-05-07, 2026-05-08; what is missing will follow\.$/,
    )
    expect(line({ language: 'zh', unfinished: ['2026-05-08'] })).toMatch(
      /完整读取。此前仍不完整的日期：2026-05-08，缺失的论文将补发。$/,
    )
  })

  it('names the categories that are missing, before those in which a few papers may be', () => {
    expect(line({ missing: ['cs.AI', 'cs.LG'], unsure: ['cs.CL'] })).toContain('cs.AI, cs.LG not complete yet')
    expect(line({ unsure: ['cs.CL', 'cs.CV'] })).toContain(
      'older papers newly cross-listed to cs.CL, cs.CV may be missing',
    )
    expect(line({ language: 'zh', unsure: ['cs.CL', 'cs.CV'] })).toContain(
      '新近交叉收录到 cs.CL、cs.CV 的较早论文可能有缺失',
    )
  })
})
