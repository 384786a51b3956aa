import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitAuthors } from '../../src/arxiv/authors.ts'

describe('The list of authors', () => {
  it.each<[string, string, string[]]>([
    ['is split at commas', 'Alice Adams, Bob Brown,Chen Cheng', ['Alice Adams', 'Bob Brown', 'Chen Cheng']],
    ['may be one name', 'Plato', ['Plato']],
    ['may be empty', '', []],
    ['keeps affiliations with their name', 'A. Adams (Lab, Town), B. Brown', ['A. Adams (Lab, Town)', 'B. Brown']],
    ['keeps nested brackets together', 'A. (Lab (East, West), Town), B.', ['A. (Lab (East, West), Town)', 'B.']],
    ['does not split inside braces', "A{\\'e, x}b, {\\'E}mile C.", ["A{\\'e, x}b", "{\\'E}mile C."]],
    ['keeps suffixes with their name', 'Bob Brown, Jr., A. Adams, III, C.', ['Bob Brown, Jr.', 'A. Adams, III', 'C.']],
    ['keeps suffixes without a comma', 'Glen Smith Jr, R. Martin II', ['Glen Smith Jr', 'R. Martin II']],
    ['takes "and" for a comma', 'A. Adams, B. Brown, and C. Cheng', ['A. Adams', 'B. Brown', 'C. Cheng']],
    ['takes "and" between two', 'A. Adams and B. Brown', ['A. Adams', 'B. Brown']],
    [
      'takes no "and" inside names or affiliations',
      'Alexandra Sand (Arts and Crafts)',
      ['Alexandra Sand (Arts and Crafts)'],
    ],
    ['drops empty names', ', A. Adams,, ,B. Brown, ', ['A. Adams', 'B. Brown']],
    ['drops the colon that arXiv makes an author', ' Some Team,  :, A. Adams', ['Some Team', 'A. Adams']],
    ['folds white space', '  A.\n  Adams,\tB. Brown', ['A. Adams', 'B. Brown']],
    ['is not swallowed by a bracket that stays open', 'A. (Lab, B. Brown, C.', ['A. (Lab', 'B. Brown', 'C.']],
    ['is not confused by a bracket that was not open', 'A.) Adams, B}, C.', ['A.) Adams', 'B}', 'C.']],
    ['nor inside brackets that were', 'A. (x}, y), B.', ['A. (x}, y)', 'B.']],
    ['is not confused by crossed brackets', 'A. (x {y), B., C.}', ['A. (x {y)', 'B.', 'C.}']],
    ['knows escaped braces', 'A\\{, B\\}', ['A\\{', 'B\\}']],
    ['keeps other scripts', '\u738b\u5c0f\u660e, \u041b\u0435\u0432', ['\u738b\u5c0f\u660e', '\u041b\u0435\u0432']],
  ])('%s', (_, text, names) => {
    expect(splitAuthors(text)).toEqual(names)
  })

  const word = fc.constantFrom('Alice', 'Bob', 'Chen', "{\\'E}lodie", "Cram\\'er", 'van', 'Andy', 'Q.', '\u738b')
  const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
  const affiliation = fc.array(phrase, { minLength: 1, maxLength: 3 }).map((parts) => ` (${parts.join(', ')})`)
  const name = fc
    .tuple(phrase, fc.option(affiliation, { nil: '' }), fc.constantFrom('', '', ', Jr.'))
    .map((parts) => parts.join(''))

  it('of any people comes apart as it was put together', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), fc.constantFrom(', ', ',', ' ,\n'), (names, comma) => {
        expect(splitAuthors(names.join(comma))).toEqual(names)
      }),
    )
  })

  it('loses no letter, whatever it holds', () => {
    const letters = (text: string) => text.match(/\p{L}/gu)?.join('') ?? ''
    const text = fc.string({ unit: fc.constantFrom(...'Ab,(){}\\ :') })
    fc.assert(
      fc.property(text, (text) => letters(splitAuthors(text).join()) === letters(text)),
      { numRuns: 1_000 },
    )
  })

  it('is split in a time that grows with its length only', () => {
    for (const bad of ['(', '(}', '({', ')(', 'a,(', '{(}', ' and ']) {
      const start = performance.now()
      splitAuthors(bad.repeat(100_000))
      expect(performance.now() - start).toBeLessThan(5_000)
    }
  })
})
