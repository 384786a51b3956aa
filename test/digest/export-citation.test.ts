import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { citedName, distinctPapers, submitted } from '../../src/digest/export-citation.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

describe('A name in a citation', () => {
  it.each<[why: string, author: string, family: string, given: string, suffix?: string]>([
    ['ends in the family’s name', 'Alice B. Sample', 'Sample', 'Alice B.'],
    ['may be one word', 'Alice', 'Alice', ''],
    ['takes particles to the family', 'Alice van der Sample', 'van der Sample', 'Alice'],
    ['takes all that follows a particle', 'Alice de Sample e Example', 'de Sample e Example', 'Alice'],
    ['knows a particle with an apostrophe', "Bob 't Sample", "'t Sample", 'Bob'],
    ['takes a large particle, too', 'Bob Van Sample', 'Van Sample', 'Bob'],
    ['takes the Arabic article', 'Bob Al Sample', 'Al Sample', 'Bob'],
    ['leaves Vietnamese middle names with the given ones', 'Nguyen Van Sample', 'Sample', 'Nguyen Van'],
    ['keeps two families together', 'Alice Sample y Example', 'Sample y Example', 'Alice'],
    ['is not confused by a name written small', 'alice sample', 'sample', 'alice'],
    ['does not take a first word for a particle', 'De Sample', 'Sample', 'De'],
    ['sets a suffix apart', 'Bob Example, Jr.', 'Example', 'Bob', 'Jr.'],
    ['sets a suffix without a comma apart', 'Bob van Example III', 'van Example', 'Bob', 'III'],
    ['loses its affiliation', 'Alice Sample (Lab (East), Town)', 'Sample', 'Alice'],
    ['loses an affiliation that stays open', 'Alice Sample (Lab', 'Sample', 'Alice'],
    ['loses an affiliation in the middle', 'Alice (Lab) Sample', 'Sample', 'Alice'],
    ['loses a lone bracket', 'Alice) Sample', 'Sample', 'Alice'],
    ['keeps TeX accents', 'Micha{\\l} \\"Ozg\\"ur {\\\'E}xample', "{\\'E}xample", 'Micha{\\l} \\"Ozg\\"ur'],
    ['keeps braces together', 'Alice {van Sample}', '{van Sample}', 'Alice'],
    ['keeps a command and its letter together', 'Fran\\c cois Sample', 'Sample', 'Fran\\c cois'],
    ['may be of another script', '\u738b\u5c0f\u660e', '\u738b\u5c0f\u660e', ''],
  ])('%s', (_, author, family, given, suffix = '') => {
    expect(citedName(author)).toEqual({ family, given, suffix, whole: false })
  })

  it.each([
    'The Sample Collaboration',
    'Team Example',
    'the Invented Working Group',
    'Sample and Example',
    'Example, Bob, and Others',
  ])('is left whole where it is no person’s: %s', (author) => {
    expect(citedName(author)).toEqual({ family: author, given: '', suffix: '', whole: true })
  })

  it('of a collaboration may stand in brackets alone', () => {
    expect(citedName('(Sample Collaboration)')).toMatchObject({ family: 'Sample Collaboration', whole: true })
  })

  it('is nothing where nothing is written', () => {
    for (const author of ['', '  ', '()', '( )']) expect(citedName(author)).toBeNull()
  })

  it('has every letter of the author, but for brackets', () => {
    const letters = (text: string) =>
      text
        .match(/[A-Za-z]/g)
        ?.sort()
        .join('') ?? ''
    const word = fc.constantFrom(
      'Alice',
      'van',
      'de',
      'Van',
      'y',
      'Jr.',
      'III',
      '{\\l}',
      '\\c c',
      'and',
      'Team',
      ',',
      'Le',
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const author = words.join(' ')
        const name = citedName(author)
        expect(letters(`${name?.family}${name?.given}${name?.suffix}`)).toBe(letters(author))
        expect(name?.family).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })
})

describe('The time of submission', () => {
  it.each([
    ['2605.06696', { year: 2026, month: 5 }],
    ['0704.0001', { year: 2007, month: 4 }],
    ['hep-th/9901001', { year: 1999, month: 1 }],
    ['math/0612345', { year: 2006, month: 12 }],
    ['cs/9108001', { year: 1991, month: 8 }],
    ['2613.00001', { year: 2026, month: null }],
    ['nonsense', null],
  ])('is read from %s', (id, expected) => {
    expect(submitted(id)).toEqual(expected)
  })
})

describe('The papers to cite', () => {
  it('are those of all groups, each once, in the digest’s order', () => {
    const [a, b, c] = [paper(3), paper(1), paper(2)] as const
    const full = (found: typeof a) => ({ kind: 'full' as const, entry: entryOf(found) })
    const digest = digestOf([
      group('one', [full(a), full(b)]),
      group('two', [{ kind: 'again', entry: entryOf(a), under: 'one' }, full(c)]),
    ])
    expect(distinctPapers(digest).map(({ id }) => id)).toEqual(['2613.00003', '2613.00001', '2613.00002'])
  })
})
