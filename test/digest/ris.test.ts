import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { risRendition } from '../../src/digest/ris.ts'
import type { ShownEntry } from '../../src/domain/digest.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

const full = (found: Paper): ShownEntry => ({ kind: 'full', entry: entryOf(found) })
const again = (found: Paper): ShownEntry => ({ kind: 'again', entry: entryOf(found), under: 'first' })
const risOf = (...papers: Paper[]) => risRendition(digestOf([group('first', papers.map(full))]))
const valuesOf = (ris: string, tag: string) =>
  ris.split('\r\n').flatMap((line) => (line.startsWith(`${tag}  - `) ? [line.slice(6)] : []))

describe('The RIS of a digest', () => {
  it('has a record a paper, in words that need no TeX', () => {
    const found = paper(7, {
      id: '2605.00007',
      title: 'G\\"odel \\textbf{M}achines and $x_1$',
      abstract: 'First paragraph.\n\nSecond one, up 5\\%.',
      authors: ["Fran\\c{c}ois van der Sampl\\'e (Lab, Town)", 'Bob Example, Jr.', 'The Invented Collaboration'],
    })
    expect(risOf(found).split('\r\n')).toEqual([
      'TY  - UNPB',
      'TI  - Gödel Machines and x₁',
      'AU  - van der Samplé, François',
      'AU  - Example, Bob, Jr.',
      'AU  - The Invented Collaboration',
      'PY  - 2026',
      'DA  - 2026/05//',
      'PB  - arXiv',
      'AN  - arXiv:2605.00007',
      'KW  - Artificial Intelligence (cs.AI)',
      'KW  - Machine Learning (cs.LG)',
      'UR  - https://arxiv.org/abs/2605.00007',
      'AB  - First paragraph. Second one, up 5%.',
      'ER  - ',
      '',
    ])
  })

  it('has a paper of two keywords once', () => {
    const digest = digestOf([group('first', [full(paper(1)), full(paper(2))]), group('second', [again(paper(1))])])
    expect(valuesOf(risRendition(digest), 'AN')).toEqual(['arXiv:2613.00001', 'arXiv:2613.00002'])
  })

  it('knows ids of before 2007, and categories that nobody named', () => {
    const ris = risOf(paper(1, { id: 'hep-th/9901001', categories: ['hep-th', 'x.YZ'] }))
    expect(valuesOf(ris, 'DA')).toEqual(['1999/01//'])
    expect(valuesOf(ris, 'KW')).toEqual(['High Energy Physics - Theory (hep-th)', 'x.YZ'])
  })

  it('gives each of 2,080 authors a line', () => {
    const authors = Array.from({ length: 2_080 }, (_, i) => `Alice S. Sample${i}`)
    expect(valuesOf(risOf(paper(1, { authors })), 'AU')).toHaveLength(2_080)
  })

  it('lets no field begin a line of its own', () => {
    const forged = 'Nothing\r\nER  - \r\nTY  - BOOK\nTI  - Forged\u2028AU  - Chen\u0085UR  - https://evil.example'
    const ris = risOf(paper(1, { title: forged, abstract: forged, authors: [forged] }))
    expect(valuesOf(ris, 'TY')).toEqual(['UNPB'])
    expect(valuesOf(ris, 'ER')).toEqual([''])
    expect(valuesOf(ris, 'UR')).toEqual(['https://arxiv.org/abs/2613.00001'])
    expect(valuesOf(ris, 'AU')).toHaveLength(1)
  })

  it('is empty where there is no paper', () => {
    expect(risRendition(digestOf([]))).toBe('')
  })

  it('keeps to the grammar of RIS, one record a paper, whatever arXiv announces', () => {
    const text = fc
      .array(fc.constantFrom(...'ab {}\\$*,()\n\r\t\u2028\u0085\u0000', 'TY  - ', 'ER  - ', '\r\n', ' and ', '王'), {
        maxLength: 30,
      })
      .map((pieces) => pieces.join(''))
    const change = fc.record({ title: text, abstract: text, authors: fc.array(text, { maxLength: 4 }) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
        const found = changes.map((one, i) => paper(i, one))
        const ris = risRendition(digestOf([group('first', found.map(full)), group('second', found.map(again))]))
        const lines = ris.split('\r\n')
        expect(lines.pop()).toBe('')
        for (const line of lines) expect(line).toMatch(/^(?:[A-Z][A-Z0-9] {2}- \S[^\p{Cc}\p{Zl}\p{Zp}]*|ER {2}- )$/u)
        expect(lines.filter((line) => /^(?:TY|ER)/.test(line))).toEqual(found.flatMap(() => ['TY  - UNPB', 'ER  - ']))
        expect(
          lines.filter((line) => line.startsWith('AU') && (line.includes('*') || line.split(',').length > 3)),
        ).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
