import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bibtexRendition } from '../../src/digest/bibtex.ts'
import type { ShownEntry } from '../../src/domain/digest.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

const full = (found: Paper): ShownEntry => ({ kind: 'full', entry: entryOf(found) })
const again = (found: Paper): ShownEntry => ({ kind: 'again', entry: entryOf(found), under: 'first' })
const bibtexOf = (...papers: Paper[]) => bibtexRendition(digestOf([group('first', papers.map(full))]))
const titled = (title: string) => /^ {2}title = (.*),$/m.exec(bibtexOf(paper(1, { title })))?.[1]
const authored = (...authors: string[]) => /^ {2}author = (.*),$/m.exec(bibtexOf(paper(1, { authors })))?.[1]

describe('The BibTeX of a digest', () => {
  it('has an entry a paper, with what arXiv’s own has', () => {
    const found = paper(7, {
      id: '2605.00007',
      title: 'On the Limits of RAG',
      abstract: 'First paragraph.\n\nSecond one, up 5%.',
      authors: ['Alice van der Sample (Lab, Town)', 'Bob Example, Jr.', 'The Invented Collaboration'],
    })
    expect(bibtexOf(found).split('\n')).toEqual([
      '% arXiv papers from Paperboy, 2026-05-11: 1 paper',
      '',
      '@misc{arXiv:2605.00007,',
      '  title = {{On the Limits of RAG}},',
      '  author = {van der Sample, Alice and Example, Jr., Bob and {The Invented Collaboration}},',
      '  year = {2026},',
      '  month = may,',
      '  eprint = {2605.00007},',
      '  archivePrefix = {arXiv},',
      '  primaryClass = {cs.AI},',
      '  url = {https://arxiv.org/abs/2605.00007},',
      '  abstract = {First paragraph. Second one, up 5\\%.},',
      '}',
      '',
    ])
  })

  it('has a paper of two keywords once', () => {
    const digest = digestOf([group('first', [full(paper(1)), full(paper(2))]), group('second', [again(paper(1))])])
    expect(keysOf(bibtexRendition(digest))).toEqual(['arXiv:2613.00001', 'arXiv:2613.00002'])
  })

  it('knows ids of before 2007', () => {
    const bibtex = bibtexOf(paper(1, { id: 'hep-th/9901001', categories: ['hep-th'] }))
    for (const line of [
      '@misc{arXiv:hep-th/9901001,',
      '  year = {1999},',
      '  month = jan,',
      '  eprint = {hep-th/9901001},',
    ])
      expect(bibtex.split('\n')).toContain(line)
  })

  it('says nothing of a month that does not exist', () => {
    expect(bibtexOf(paper(1))).not.toContain('month')
  })

  it('has no entry where there is no paper', () => {
    expect(bibtexRendition(digestOf([]))).toBe('% arXiv papers from Paperboy, 2026-05-11: 0 papers\n')
  })

  it('cuts no author off, however many there are', () => {
    const authors = Array.from({ length: 2_080 }, (_, i) => `Alice S. Sample${i}`)
    expect(authored(...authors)?.split(' and ')).toHaveLength(2_080)
  })
})

describe('A title in BibTeX', () => {
  it('protects capitals in a title', () => {
    expect(titled('A {B} C')).toBe('{{A {B} C}}')
  })
})

describe('An author in BibTeX', () => {
  it.each([
    ['keeps accents as TeX', "Fran\\c{c}ois Sampl\\'e", "{Sampl\\'e, Fran\\c{c}ois}"],
    ['is braced where "and" would part it', 'Sample and {Example and Co}', '{{Sample and {Example and Co}}}'],
    ['may stand for the others', 'et al.', '{others}'],
    ['is not one of "others" for his name', 'others', '{{others}}'],
    ['can’t swallow the next with a lone brace', 'Ali{ce Sample', '{Sample, Ali\\textbraceleft{}ce}'],
    ['has no escaped braces, which would change places', 'Ali\\{ce Sample\\}', '{Sample, Alice}'],
    ['is braced where a comma would part it', 'Sample, Alice, and, Example', '{{Sample, Alice, and, Example}}'],
    ['has its special characters escaped', 'AI & Co', '{Co, AI \\&}'],
  ])('%s', (_, author, expected) => {
    expect(authored(author)).toBe(expected)
  })
})

describe('Whatever arXiv announces', () => {
  const tex = fc
    .array(
      fc.constantFrom(
        ...'ab {}\\$%&#_^~,()@"\n=',
        ' and ',
        '\\{',
        '\\}',
        '\\emph',
        '\\alpha',
        '$x$',
        '\\url{',
        'é',
        '王',
      ),
      {
        maxLength: 40,
      },
    )
    .map((pieces) => pieces.join(''))
  const papers = fc.uniqueArray(
    fc.record({
      id: fc.oneof(
        fc.nat(99_999).map((n) => `2605.${String(n).padStart(5, '0')}`),
        fc.nat(999).map((n) => `hep-th/9901${String(n).padStart(3, '0')}`),
      ),
      title: tex,
      abstract: tex,
      authors: fc.array(tex, { minLength: 1, maxLength: 4 }),
    }),
    { selector: ({ id }) => id, maxLength: 5 },
  )

  it('the file has one whole entry a paper, however often it stands in the digest', () => {
    fc.assert(
      fc.property(papers, (changes) => {
        const found = changes.map((change, i) => paper(i, change))
        const digest = digestOf([group('first', found.map(full)), group('second', found.map(again))])
        const entries = parse(bibtexRendition(digest))
        expect(entries.map(({ key }) => key)).toEqual(found.map(({ id }) => `arXiv:${id}`))
        for (const { fields } of entries)
          expect(Object.keys(fields)).toEqual(
            'title author year month eprint archivePrefix primaryClass url abstract'.split(' '),
          )
        for (const [i, { fields }] of entries.entries())
          expect(namesIn(fields.author ?? '')).toBeLessThanOrEqual(found[i]?.authors.length ?? 0)
      }),
      { numRuns: 500 },
    )
  })
})

function keysOf(bibtex: string): string[] {
  return parse(bibtex).map(({ key }) => key)
}

/** As BibTeX reads: all is comment up to an `@`; a value ends where its braces do, escaped ones counted, too. */
function parse(bibtex: string): { key: string; fields: Record<string, string> }[] {
  const entries: { key: string; fields: Record<string, string> }[] = []
  let at = 0
  const take = (pattern: RegExp): string => {
    const sticky = new RegExp(pattern, 'y')
    sticky.lastIndex = at
    const match = sticky.exec(bibtex)
    if (!match) throw new Error(`no ${pattern} at ${JSON.stringify(bibtex.slice(at, at + 60))}`)
    at = sticky.lastIndex
    return match[1] ?? ''
  }
  for (at = bibtex.indexOf('@'); at >= 0; at = bibtex.indexOf('@', at)) {
    const key = take(/@misc\{([^\s,{}]+),/)
    const fields: Record<string, string> = {}
    while (take(/\s*(\}?)/) === '') {
      const name = take(/(\w+) = /)
      if (bibtex[at] !== '{') fields[name] = take(/([a-z]{3})/)
      else {
        const start = at
        for (let depth = 0; at === start || depth > 0; at++) {
          if (at >= bibtex.length) throw new Error(`${key}: ${name} does not end`)
          depth += bibtex[at] === '{' ? 1 : bibtex[at] === '}' ? -1 : 0
        }
        fields[name] = bibtex.slice(start + 1, at - 1)
      }
      take(/,/)
    }
    entries.push({ key, fields })
  }
  return entries
}

/** As BibTeX counts them: `and` between blanks, outside braces, whatever its case. */
function namesIn(author: string): number {
  let depth = 0
  let outside = ''
  for (const character of author) {
    depth += character === '{' ? 1 : character === '}' ? -1 : 0
    outside += depth === 0 ? character : 'x'
  }
  return outside.split(/\sand(?=\s)/i).length
}
