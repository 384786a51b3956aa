import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ArxivFeed, parseRss } from '../../src/arxiv/rss.ts'
import { AppError } from '../../src/domain/errors.ts'
import { feedText, itemText } from './support/rss-text.ts'

function paperOf(item: Parameters<typeof itemText>[0]) {
  const { announcements, problems } = parseRss(feedText([itemText(item)]))
  expect(problems).toEqual([])
  const [announcement] = announcements
  if (!announcement) throw new Error('the item was not read')
  return announcement.paper
}

function failure(xml: string): string {
  try {
    parseRss(xml)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('unavailable')
    expect(error.message).toMatch(/^line [1-9]\d*, column [1-9]\d*: \S/)
    return error.message
  }
  throw new Error('it did not fail')
}

describe('A feed', () => {
  it('is read whole: its day, when it was built, and its papers with all their fields', () => {
    const item = itemText({
      id: '2613.00007v1',
      title: 'On $\\pi_0$ &amp; Friends',
      abstract: 'We show that $a &lt; b$.',
      categories: ['cs.LG', 'cond-mat.dis-nn', 'quant-ph'],
      authors: 'Alice Adams, Bob Brown (Some Lab), Chen Cheng',
    })
    expect(parseRss(feedText([item]))).toEqual({
      date: '2026-05-11',
      lastBuildDate: new Date('2026-05-11T04:00:08Z'),
      announcements: [
        {
          type: 'new',
          paper: {
            id: '2613.00007',
            version: 1,
            title: 'On $\\pi_0$ & Friends',
            abstract: 'We show that $a < b$.',
            authors: ['Alice Adams', 'Bob Brown (Some Lab)', 'Chen Cheng'],
            categories: ['cs.LG', 'cond-mat.dis-nn', 'quant-ph'],
            licence: 'http://creativecommons.org/licenses/by/4.0/',
            comment: null,
          },
        },
      ],
      problems: [],
    } satisfies ArxivFeed)
  })

  it('keeps the order of its items, and says how each is announced', () => {
    const types = ['new', 'cross', 'replace', 'replace-cross'] as const
    const items = types.map((type, index) => itemText({ id: `2613.0000${9 - index}v1`, type }))
    const { announcements } = parseRss(feedText(items))
    expect(announcements.map(({ type }) => type)).toEqual(types)
    expect(announcements.map(({ paper }) => paper.id)).toEqual(['2613.00009', '2613.00008', '2613.00007', '2613.00006'])
  })

  it('may be empty', () => {
    expect(parseRss(feedText())).toMatchObject({ date: '2026-05-11', announcements: [], problems: [] })
  })

  it('has the day that its own offset shows', () => {
    const dateOf = (pubDate: string) => parseRss(feedText([], pubDate)).date
    expect(dateOf('Thu, 01 Jan 2026 00:00:00 -0500')).toBe('2026-01-01')
    expect(dateOf('Sun, 10 May 2026 23:59:59 -0400')).toBe('2026-05-10')
    expect(dateOf('11 May 2026 00:00 GMT')).toBe('2026-05-11')
  })

  it('may lack the time of its building', () => {
    const xml = feedText([itemText()])
    expect(parseRss(xml.replace(/<lastBuildDate>.*<\/lastBuildDate>/, '')).lastBuildDate).toBeNull()
    expect(parseRss(xml.replace('Mon, 11 May 2026 04:00:08', 'yesterday')).lastBuildDate).toBeNull()
  })

  it('may name its namespaces otherwise', () => {
    const xml = feedText([itemText()]).replaceAll('dc:', 'dublin:').replaceAll('xmlns:dc=', 'xmlns:dublin=')
    expect(parseRss(xml)).toEqual(parseRss(feedText([itemText()])))
  })

  it('gives a paper that it lists twice once, by the stronger announcement and the later version', () => {
    const items = [
      itemText({ id: '2613.00001v1', type: 'cross' }),
      itemText({ id: '2613.00002v1' }),
      itemText({ id: '2613.00001v1', type: 'new' }),
      itemText({ id: '2613.00001v2', type: 'replace' }),
    ]
    const { announcements } = parseRss(feedText(items))
    expect(announcements.map(({ paper, type }) => [paper.id, paper.version, type])).toEqual([
      ['2613.00001', 2, 'new'],
      ['2613.00002', 1, 'new'],
    ])
  })
})

describe('A paper', () => {
  it('may come as "new" in a later version', () => {
    expect(paperOf({ id: '2613.00001v2' })).toMatchObject({ id: '2613.00001', version: 2 })
  })

  it('may have an id of the old style, whose subject class is dropped', () => {
    expect(paperOf({ id: 'hep-th/9913001v12' })).toMatchObject({ id: 'hep-th/9913001', version: 12 })
    expect(paperOf({ id: 'math/0313136v1' })).toMatchObject({ id: 'math/0313136', version: 1 })
    expect(paperOf({ id: 'math.GT/0313136v1' })).toMatchObject({ id: 'math/0313136', version: 1 })
  })

  it('keeps TeX as it stands', () => {
    const paper = paperOf({
      title: 'The Cram\\&apos;er Distance',
      authors: "St\\'ephane A., {\\'E}lodie B., Micha{\\l} C., {\\DJ}or{\\dj}e D.",
    })
    expect(paper.title).toBe("The Cram\\'er Distance")
    expect(paper.authors).toEqual(["St\\'ephane A.", "{\\'E}lodie B.", 'Micha{\\l} C.', '{\\DJ}or{\\dj}e D.'])
  })

  it('may have 2,080 authors', () => {
    const names = Array.from({ length: 2_080 }, (_, n) => `A. Author${n} (Lab ${n}, Town)`)
    expect(paperOf({ authors: names.join(', ') }).authors).toEqual(names)
  })

  it('has its title on one line', () => {
    expect(paperOf({ title: '  A Title\n  over\ttwo lines ' }).title).toBe('A Title over two lines')
  })

  it('has hard line breaks folded into blanks, and paragraphs kept apart', () => {
    const abstract = 'One line\nand the next.\n  A second\nparagraph.\n\nA third.\n \n\n   A fourth.\n'
    expect(paperOf({ abstract }).abstract).toBe(
      'One line and the next.\n\nA second paragraph.\n\nA third.\n\nA fourth.',
    )
  })

  it('may speak of an "Abstract: " in its abstract', () => {
    expect(paperOf({ abstract: 'First.\nAbstract: second.' }).abstract).toBe('First. Abstract: second.')
  })

  it('may be withdrawn, with an abstract of one line', () => {
    expect(paperOf({ abstract: 'This paper has been withdrawn.' }).abstract).toBe('This paper has been withdrawn.')
  })

  it('may come with CDATA and character references', () => {
    const paper = paperOf({ title: '<![CDATA[Where a < b & c]]>, &#x4e2d;&#25991;', abstract: 'x &lt;tag&gt; y' })
    expect(paper.title).toBe('Where a < b & c, \u4e2d\u6587')
    expect(paper.abstract).toBe('x <tag> y')
  })

  it('has each category once, the primary one first', () => {
    expect(paperOf({ categories: ['math.IT', 'cs.IT', 'math.IT'] }).categories).toEqual(['math.IT', 'cs.IT'])
  })

  it('may have no licence', () => {
    expect(paperOf({ licence: null }).licence).toBeNull()
  })
})

describe('An item that lacks something', () => {
  const good = itemText({ id: '2613.00009v1' })
  const problemsOf = (item: string) => {
    const { announcements, problems } = parseRss(feedText([item, good]))
    expect(announcements.map(({ paper }) => paper.id)).toEqual(['2613.00009'])
    return problems
  }

  it('is left out and reported with its place, and the others are kept', () => {
    const xml = feedText([good, itemText({ title: ' ' })])
    const line = xml.slice(0, xml.lastIndexOf('<item>')).split('\n').length
    expect(parseRss(xml)).toMatchObject({
      announcements: [{ paper: { id: '2613.00009' } }],
      problems: [{ line, column: 10, message: 'item 2, arXiv:2613.00001v1: no <title>' }],
    })
  })

  it.each([
    [
      'an id',
      itemText({ id: 'nonsense' }),
      'item 1, "A Sample": no arXiv id with a version in <guid> or <description>',
    ],
    ['a version', itemText({ id: '2613.00001' }), 'no arXiv id with a version'],
    ['an abstract', itemText({ abstract: '\n' }), 'no abstract in <description>'],
    ['a description', itemText().replace(/<description>[\s\S]*<\/description>/, ''), 'no abstract in <description>'],
    ['authors', itemText({ authors: ' , :' }), 'no authors in <dc:creator>'],
    ['categories', itemText({ categories: [] }), 'no <category>'],
    ['a possible category', itemText({ categories: ['cs.LG', 'no category'] }), '"no category" is no category'],
    ['a known announce type', itemText({ type: 'absonly' }), 'unknown announce type "absonly"'],
    ['everything', '<item/>', 'item 1, "": no arXiv id'],
  ])('%s', (_, item, message) => {
    expect(problemsOf(item)).toHaveLength(1)
    expect(problemsOf(item)[0]?.message).toContain(message)
  })

  it('or that names two papers', () => {
    const item = itemText().replace('oai:arXiv.org:2613.00001v1', 'oai:arXiv.org:2613.00002v1')
    expect(problemsOf(item)[0]?.message).toBe(
      'item 1, arXiv:2613.00002v1: <guid> says arXiv:2613.00002v1 and <description> says arXiv:2613.00001v1',
    )
  })

  it('but says it elsewhere is read all the same', () => {
    const item = itemText()
      .replace(/<guid.*<\/guid>/, '')
      .replace(/<arxiv:announce_type>.*<\/arxiv:announce_type>/, '')
    expect(parseRss(feedText([item]))).toEqual(parseRss(feedText([itemText()])))
  })

  it('is also what may be missing where arXiv lists as many as it ever does', () => {
    const items = Array.from({ length: 2_000 }, (_, n) => itemText({ id: `2613.${String(n + 1).padStart(5, '0')}v1` }))
    const { announcements, problems } = parseRss(feedText(items))
    expect(announcements).toHaveLength(2_000)
    expect(problems.map(({ message }) => message)).toEqual([
      '2,000 items are as many as arXiv lists: there may have been more',
    ])
    expect(parseRss(feedText(items.slice(1))).problems).toEqual([])
  })
})

describe('A document that is no whole feed', () => {
  const whole = feedText([itemText(), itemText({ id: '2613.00002v1' })])

  it('is refused where it is empty', () => {
    expect(failure('')).toBe('line 1, column 1: the document is empty')
    expect(failure(' \n\t'.repeat(1_000))).toBe('line 1, column 1: the document holds nothing but blanks')
  })

  it('is refused where it is HTML, whose heading is told', () => {
    const page = '<html><body><h1>arXiv is down for maintenance</h1></body></html>'
    const message = 'line 1, column 1: this is an HTML page, "arXiv is down for maintenance"'
    expect(failure(page)).toBe(message)
    expect(failure(`<!doctype html>\n${page}<br>`)).toBe(message)
    expect(failure(`<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y">${page}`)).toContain(
      'this is an HTML page, "arXiv',
    )
    expect(failure('<HTML><p>no heading')).toBe('line 1, column 1: this is an HTML page')
  })

  it('is refused where it is no XML, and its beginning is told', () => {
    expect(failure('Rate exceeded.\n')).toBe('line 1, column 1: the document is not XML: it begins "Rate exceeded. "')
    expect(failure('\u0000\u0001\u0002')).toContain('not XML')
  })

  it('is refused where it is another kind of XML', () => {
    expect(failure('<feed xmlns="http://www.w3.org/2005/Atom"/>')).toContain('the document is <feed>, not RSS')
    expect(failure('<rss xmlns="http://example.org/"><channel/></rss>')).toContain('the document is <rss>, not RSS')
  })

  it('is refused wherever it is cut', () => {
    const half = whole.slice(0, whole.lastIndexOf('      <guid'))
    const line = half.split('\n').length
    expect(failure(half)).toBe(`line ${line}, column 1: the document ends too early, inside <item>`)
    for (let length = 0; length < whole.trimEnd().length; length += 7) failure(whole.slice(0, length))
  })

  it('is refused with the place where it is malformed', () => {
    const xml = whole.replace('<language>', '<language')
    expect(failure(xml)).toMatch(/^line 9, column 19: the document is not well-formed XML \(.+\)$/)
    expect(failure(whole.replace('A Sample', 'A & B; C'))).toContain('not well-formed')
    expect(failure(whole.replace('A Sample', 'A & B'))).toContain('the document ends too early, inside <title>')
    expect(failure(whole.replace('A Sample', '&eacute;'))).toContain('not well-formed XML (undefined entity)')
    expect(failure(whole.replace('A Sample', '\u0007'))).toContain('not well-formed XML (disallowed character)')
    expect(failure(whole.replaceAll('dc:', 'unknown:').replace('xmlns:unknown', 'xmlns:dc'))).toContain(
      'not well-formed',
    )
  })

  it('is refused where it has a DOCTYPE, and no entity of it is ever expanded', () => {
    const names = [...'abcdefgh']
    const entities = names.map((name, n) => `<!ENTITY ${name} "${n === 0 ? 'ha' : `&${names[n - 1]};`.repeat(10)}">`)
    const bomb = `<?xml version="1.0"?><!DOCTYPE rss [${entities.join('')}]><rss version="2.0"><channel><title>&h;</title></channel></rss>`
    expect(failure(bomb)).toContain('the document has a DOCTYPE, which is not read')
    expect(failure(whole.replace('<rss', '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss'))).toContain('DOCTYPE')
  })

  it('is refused without exactly one channel, or without a day', () => {
    expect(failure('<rss version="2.0"></rss>')).toContain('the feed has no <channel>')
    expect(failure('<rss><channel/><channel/></rss>')).toContain('there is a second <channel>')
    expect(failure(feedText([], ''))).toContain('the feed has no <pubDate>')
    expect(failure(feedText([], 'tomorrow'))).toContain('<pubDate> "tomorrow" is no date')
    expect(failure(feedText([], 'Mon, 31 Feb 2026 00:00:00 -0500'))).toContain('is no date')
  })

  it('is refused where arXiv says that it made an error, which is told', () => {
    const xml = feedText()
      .replace('cs.LG updates on arXiv.org', 'Feed error for query: http://rss.arxiv.org/rss/cs.XX')
      .replace('cs.LG updates on the arXiv.org e-print archive.', 'Bad subject class &apos;XX&apos;.')
    expect(failure(xml)).toContain(
      `arXiv answers "Feed error for query: http://rss.arxiv.org/rss/cs.XX" (Bad subject class 'XX'.)`,
    )
  })

  it('is refused where it would cost more than any feed', () => {
    expect(failure(`<rss><channel>${'<a>'.repeat(100_000)}`)).toContain('more than 32 elements are nested')
    expect(failure(`<rss ${Array.from({ length: 100 }, (_, n) => `a${n}=""`).join(' ')}/>`)).toContain('attributes')
    expect(failure(`<rss><channel>${'<item/>'.repeat(20_001)}</channel></rss>`)).toContain('more than 20000 items')
    expect(failure(whole.replace('A Sample', 'x'.repeat(2 ** 20 + 1)))).toContain('<title> is more than a megabyte')
  })
})

describe('Whatever comes', () => {
  const whole = feedText([
    itemText({ authors: "{\\'E}lodie A. (Lab, Town), Bob B., Jr.", abstract: 'One.\n  <![CDATA[Two & three]]> &lt;' }),
    itemText({ id: 'math.GT/0313136v2', type: 'cross', categories: ['math.GT', 'cs.LG'] }),
  ])

  /** A feed, or an error that says where; and never half a paper. */
  const holds = (xml: string) => {
    let feed: ArxivFeed
    try {
      feed = parseRss(xml)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return /^line [1-9]\d*, column [1-9]\d*: \S/.test(error.message) && error.code === 'unavailable'
    }
    return feed.announcements.every(
      ({ paper: { id, version, title, abstract, authors, categories } }) =>
        id !== '' && version >= 1 && title !== '' && abstract !== '' && authors.length > 0 && categories.length > 0,
    )
  }

  it('any text is read or refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: 1_000 })
    const piece = fc.constantFrom(
      ...'< > & ; " = / ! ? [ ] - rss channel item title a: xmlns CDATA DOCTYPE #x'.split(' '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => holds(`<${pieces.join('')}`)),
      { numRuns: 2_000 },
    )
  })

  it('any damage to a feed is read or refused', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(
        '<',
        '>',
        '&',
        '</item>',
        '<item>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '&#0;',
        '&x;',
        '(',
        '{',
        '\r',
        ',',
      ),
    )
    const cut = fc.record({ at: fc.nat(whole.length), remove: fc.nat(60), text })
    const damaged = fc.array(cut, { minLength: 1, maxLength: 4 }).map((cuts) => {
      let xml = whole
      for (const { at, remove, text } of cuts) xml = xml.slice(0, at) + text + xml.slice(at + remove)
      return xml
    })
    fc.assert(fc.property(damaged, holds), { numRuns: 3_000 })
  })

  it('any text in any field is read or reported', () => {
    const xmlText = fc
      .string({ unit: fc.oneof(fc.constantFrom(...'a,.(){}\\: \n\t$'), fc.string({ unit: 'grapheme', maxLength: 1 })) })
      .map((text) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`))
    const item = fc.record({ title: xmlText, abstract: xmlText, authors: xmlText, type: xmlText, id: xmlText })
    fc.assert(
      fc.property(item, (fields) => {
        const xml = feedText([itemText(fields), itemText({ id: '2613.00009v1' })])
        return holds(xml) && parseRss(xml).announcements.some(({ paper }) => paper.id === '2613.00009')
      }),
      { numRuns: 500 },
    )
  })
})
