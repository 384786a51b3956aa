import { describe, expect, it } from 'vitest'
import { isWithdrawn } from '../../src/domain/withdrawal.ts'

const LONG = 'We study a question at length. '.repeat(20)

describe('A paper is withdrawn', () => {
  it.each([
    'This paper has been withdrawn by the author due to a crucial sign error in equation 1',
    'This submission has been withdrawn by arXiv administrators due to inappropriate overlap',
    'Withdrawn: the proof of Theorem 3 is wrong',
    'Paper withdrawn',
    'The article is being withdrawn by the authors',
    'This arXiv paper was temporarily withdrawn',
    'the manuscript has been retracted',
  ])('where its comment says so: %s', (comment) => {
    expect(isWithdrawn({ abstract: LONG, comment })).toBe(true)
  })

  it('where an abstract of one line says so, but not a long one', () => {
    expect(isWithdrawn({ abstract: 'This paper has been withdrawn by the authors.', comment: null })).toBe(true)
    expect(isWithdrawn({ abstract: `${LONG}This paper has been withdrawn.`, comment: null })).toBe(false)
  })

  it.each([
    '12 pages, withdrawn from ICML after acceptance elsewhere',
    'Code at https://example.org/withdrawn',
    'We study how many papers have been withdrawn from journals',
  ])('not where something else was: %s', (comment) => {
    expect(isWithdrawn({ abstract: LONG, comment })).toBe(false)
  })
})
