import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Digest, ShownEntry } from '../../src/domain/digest.ts'
import type { MatchSpans } from '../../src/domain/match.ts'
import { ABSTRACTS, SHOWS } from '../../src/domain/reading.ts'
import { LANGUAGES } from '../../src/domain/subscriber.ts'
import { createDigestRenderer, type DigestRenderer } from '../../src/mail/render-digest.ts'
import { bigDigest, digestOf, entryOf, group, LINKS, longPaper, SENDER, translated } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

let renderer: DigestRenderer

beforeAll(async () => {
  renderer = await createDigestRenderer({ sender: SENDER })
})

describe('the HTML of a digest', () => {
  it('says of a paper all that the text says', () => {
    const html = render([full(longPaper(7, { categories: ['cs.RO', 'cs.LG'] }))])
    expect(html).toContain('<h3><a href="https://arxiv.org/abs/2613.00007">Invented paper number 7 about a ')
    expect(html).toContain('Alice Sample, Bob Example, Chen Invented')
    expect(html).toContain('Robotics (cs.RO); Machine Learning (cs.LG)')
    expect(html).toContain('<a href="https://arxiv.org/abs/2613.00007">arXiv page</a>')
    expect(html).toContain('<a href="https://arxiv.org/pdf/2613.00007">PDF</a>')
    expect(textOf(html)).toContain(longPaper(7).abstract.slice(0, 200))
  })

  it('marks the keyword in title and abstract, in bold where a mail program knows no marks', () => {
    const html = render([full(paper(1, { title: 'On diffusion policy', abstract: 'A Diffusion Policy is tried.' }))])
    expect(html).toContain('On <mark><b>diffusion policy</b></mark></a>')
    expect(html).toContain('<p class="p">A <mark><b>Diffusion Policy</b></mark> is tried.</p>')
  })

  it('shows the paragraphs of an abstract as paragraphs', () => {
    const html = render([full(paper(1, { abstract: 'One.\n\nTwo.' }))])
    expect(html).toContain('<p class="p">One.</p><p class="p">Two.</p>')
  })

  it('names ten authors of a long list, and counts the others', () => {
    const authors = Array.from({ length: 42 }, (_, i) => `Alice Number${i + 1}`)
    const html = render([full(paper(1, { authors }))])
    expect(html).toContain('Alice Number10 <span lang="en">+ 32 more</span>')
    expect(html).not.toContain('Number11')
  })

  it('writes names of TeX accents as people write them', () => {
    expect(render([full(paper(1, { authors: ['Chen M\\"uller', "Bob Ren\\'e"] }))])).toContain('Chen Müller, Bob René')
  })

  it('shows a brief entry as title, id and first author', () => {
    const html = render([{ kind: 'brief', entry: entryOf(longPaper(3, { authors: ['Alice Sample (Lab)', 'Bob'] })) }])
    expect(html).toContain('<p class="l">2613.00003 · Alice Sample et al.</p>')
    expect(html).not.toContain('spoon')
  })

  it('names a paper that stands elsewhere, and says where', () => {
    const html = render([{ kind: 'again', entry: entryOf(longPaper(3)), under: 'robots & "spoons"' }])
    expect(html).toContain('shown under “robots &amp; &quot;spoons&quot;”')
    expect(html).not.toContain('kitchen')
  })

  it('has a table of contents where there are several groups, and none for one', () => {
    const one = group('diffusion policy', [full(longPaper(1))])
    const two = group('robots', [full(longPaper(2)), full(longPaper(3))])
    const html = renderer.render(digestOf([one, two]), LINKS)
    expect(html).toContain('<a href="#k2">robots</a></td><td class="n" align="right">2 papers</td>')
    expect(html).toContain('<h2 id="k2">robots</h2>')
    expect(renderer.render(digestOf([one]), LINKS)).not.toContain('href="#k1"')
  })

  it('tells when arXiv announced it on both clocks, when it was made, and how much of it is for the reader', () => {
    const text = textOf(renderer.render(digestOf([], { matched: 3, announced: 1203 }), LINKS))
    expect(text).toContain('3 of 1,203 papers announced are for you.')
    expect(text).toContain('Announced by arXiv: 2026-05-10 20:00 EDT (2026-05-11 08:00 UTC+8)')
    expect(text).toContain('Digest made: 2026-05-12 07:00 UTC+8')
  })

  it('names one clock where the reader lives by arXiv’s', () => {
    expect(textOf(renderer.render(digestOf([], { timeZone: 'America/New_York' }), LINKS))).toContain(
      'Announced by arXiv: 2026-05-10 20:00 EDT\n',
    )
  })

  it('says so where a feed is missing, and keywords found nothing', () => {
    const text = textOf(
      renderer.render(digestOf([], { missing: ['cs.RO', 'cs.CL'], unmatched: ['k-means', 'C++'] }), LINKS),
    )
    expect(text).toContain("arXiv's feed for cs.RO, cs.CL could not be read")
    expect(text).toContain('Nothing this time for k-means, C++.')
    expect(render([full(longPaper(1))])).not.toContain('could not be read')
  })

  it('leads to the web where something is left out, and says that the mail is shortened', () => {
    const entries: ShownEntry[] = [full(longPaper(1)), { kind: 'brief', entry: entryOf(longPaper(2)) }]
    const html = renderer.render(
      digestOf([group('robots', entries, { total: 5, hidden: 3 })], { hiddenGroups: 2 }),
      LINKS,
    )
    expect(html).toContain(`<a href="${LINKS.web}">3 more papers</a>`)
    expect(html).toContain('Papers for 2 more keywords are on the web.')
    expect(html).toContain('This mail is shortened')
    expect(render([full(longPaper(1))])).not.toContain('This mail is shortened')
  })

  it('names papers of earlier digests that have changed, thirty at the most, and nothing of them breaks out', () => {
    const replaced = Array.from({ length: 31 }, (_, i) => ({
      paper: { id: paper(i + 1).id, title: i === 0 ? 'Robots <b>&amp; more' : 'Robots', version: 2 },
      withdrawn: i === 1,
    }))
    const html = renderer.render(digestOf([], { replaced }), LINKS)
    expect(html).toContain('>Robots &lt;b&gt;&amp;amp; more</a> (replaced, version 2)')
    expect(html.match(/\(withdrawn\)/g)).toHaveLength(1)
    expect(html.match(/\(replaced, version 2\)/g)).toHaveLength(29)
    expect(html).toContain('1,097 papers announced in 6 categories, 0 for you; all sources complete.')
  })

  it('ends with why it came, how to change or stop it, and who sends it', () => {
    const html = render([full(longPaper(1))])
    expect(html).toContain('arXiv papers (cs.AI, cs.LG, stat.ML)')
    const { web, manage, unsubscribe } = LINKS
    for (const link of [web, manage, unsubscribe]) expect(html).toContain(`<a href="${link}">`)
    for (const words of [SENDER.postalAddress, 'No tracking', 'Thank you to arXiv']) expect(html).toContain(words)
  })

  it('leaves out a postal address that is not set', async () => {
    const anonymous = await createDigestRenderer({ sender: { ...SENDER, postalAddress: '' } })
    expect(anonymous.render(digestOf([]), LINKS)).toContain('<p>No tracking')
  })

  it('can be read aloud: languages, direction and roles are told, and no layout table is announced', () => {
    const html = render([{ kind: 'full', entry: translated(longPaper(1)) }], { language: 'zh' })
    expect(html).toMatch(/<html lang="zh-Hans" dir="ltr"/)
    expect(html).toMatch(/aria-label="[^"]+" aria-roledescription="email" role="article" lang="zh-Hans" dir="ltr"/)
    expect(html.match(/<table(?![^>]*role="presentation")/g)).toBeNull()
    expect(html).toContain('<p class="p h" lang="zh-Hans">从演示中学习')
    expect(html).toContain('<div class="e" lang="en">')
  })

  it('has no pictures, scripts, forms, or anything that loads from elsewhere', () => {
    const html = renderer.render(bigDigest(3), LINKS)
    expect(html).not.toMatch(/<(img|script|form|iframe|link|object|embed|video)\b|url\(|@import/i)
  })

  it('knows both colour schemes', () => {
    const html = render([])
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(html).toContain('[data-ogsc]')
  })

  it('leaves nothing of the templates behind', () => {
    for (const language of LANGUAGES)
      expect(renderer.render(bigDigest(2, language), LINKS)).not.toMatch(/\{\{|\}\}|\[\[/)
  })

  it('is in Chinese for who reads Chinese', () => {
    const text = textOf(renderer.render(bigDigest(2, 'zh'), LINKS))
    for (const words of ['2026年5月11日星期一', '2 篇', 'arXiv 页面', '退订', '第 2613.00001 号虚构论文'])
      expect(text).toContain(words)
    expect(text).not.toContain('Unsubscribe')
  })
})

describe('a poisoned paper', () => {
  const poison = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '{{constructor}} {{{this}}} {{> group}} [[light.ink]]',
    "javascript:alert(1) ' onmouseover='x",
    '</style></td></table><a href="https://evil.example">click</a>',
    '<!--[if mso]><b>--> & &amp; &lt;',
  ]

  it.each(poison)('%s is shown as it is written, wherever it stands', (text) => {
    const html = everywhere(text)
    expect(textOf(html)).toContain(text)
    expect(tagsOf(html)).toEqual(tagsOf(everywhere('harmless')))
    expect(html.split('<!--')).toHaveLength(everywhere('harmless').split('<!--').length)
  })

  /** One text in every place that a feed or a subscriber can fill. */
  function everywhere(text: string): string {
    const found = paper(1, { title: text, abstract: text, authors: [text], categories: [text] })
    const entry = { ...entryOf(found), translation: { title: text, abstract: text } }
    const shown: ShownEntry[] = [
      { kind: 'full', entry },
      { kind: 'brief', entry },
      { kind: 'again', entry, under: text },
    ]
    const groups = [group(text, shown), group(text, shown.slice(0, 1))]
    return renderer.render(digestOf(groups, { unmatched: [text], missing: [text] }), { ...LINKS, mute: null })
  }

  it('as a keyword can not bend the link that mutes it', () => {
    const html = renderer.render(digestOf([group('"><script>&x=1#/../', [full(paper(1))])]), LINKS)
    expect(html.replaceAll('&#x3D;', '=')).toContain(`${LINKS.mute}%22%3E%3Cscript%3E%26x%3D1%23%2F%2E%2E%2F"`)
  })

  it('can not bend its links: an id is one path on arXiv', () => {
    const html = render([full(paper(1, { id: '"><script>/../../?q=1#x' }))])
    expect(html).toContain('href="https://arxiv.org/abs/%22%3E%3Cscript%3E/../../%3Fq%3D1%23x"')
    expect(render([full(paper(1, { id: 'hep-th/9901001' }))])).toContain('href="https://arxiv.org/abs/hep-th/9901001"')
  })

  it('of the same id and version as a good one is not mistaken for it', () => {
    const spans = { title: [], abstract: [] }
    const one = { paper: paper(1, { title: 'One' }), edition: null, translation: null, spans }
    const other = { paper: paper(1, { title: 'Other' }), edition: null, translation: null, spans }
    expect(render([{ kind: 'full', entry: one }])).toContain('>One</a>')
    expect(render([{ kind: 'full', entry: other }])).toContain('>Other</a>')
    const said = { ...one, translation: { title: '一', abstract: null } }
    const chinese = { translation: 'zh' }
    expect(render([{ kind: 'full', entry: said }], chinese)).toContain('>一</p>')
    const saidAnew = { ...said, translation: { title: '二', abstract: null } }
    expect(render([{ kind: 'full', entry: saidAnew }], chinese)).toContain('>二</p>')
  })
})

describe('links that are not http', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', '/relative', 'mailto:a@example.org', ''])(
    '%s is refused',
    (bad) => {
      for (const name of ['web', 'manage', 'unsubscribe'] as const)
        expect(() => renderer.render(digestOf([]), { ...LINKS, [name]: bad })).toThrow(/only http and https/)
    },
  )
})

describe('the sizes that the budget counts with', () => {
  it.each(LANGUAGES)('add up to the whole, and little more (%s)', (language) => {
    const big = bigDigest(66, language)
    const [first] = big.groups
    const entries = (first?.entries ?? []).map((shown, i): ShownEntry => {
      if (i % 3 === 0) return shown
      return i % 3 === 1
        ? { kind: 'brief', entry: shown.entry }
        : { kind: 'again', entry: shown.entry, under: 'robots' }
    })
    const digest = { ...big, groups: [group('a', entries, { total: 70, hidden: 4 }), group('b', entries.slice(0, 9))] }
    const real = Buffer.byteLength(renderer.render(digest, LINKS))
    expect(sumOfSizes(digest)).toBeGreaterThanOrEqual(real)
    expect(sumOfSizes(digest)).toBeLessThan(real * 1.02)
  })

  it('are never too small, whatever a digest holds', () => {
    fc.assert(
      fc.property(anyDigest(), (digest) => {
        expect(sumOfSizes(digest)).toBeGreaterThanOrEqual(Buffer.byteLength(renderer.render(digest, LINKS)))
      }),
      { numRuns: 100 },
    )
  })

  it('leave a full entry at most 700 bytes beyond its own text', () => {
    const found = longPaper(1)
    const text = [
      found.title,
      found.abstract,
      found.authors.join(', '),
      'Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      found.id,
    ]
    expect(renderer.sizes.entry(full(found), digestOf([])) - Buffer.byteLength(text.join(''))).toBeLessThan(700)
  })

  it('let a brief entry take little more than its title', () => {
    const found = longPaper(1)
    const size = renderer.sizes.entry({ kind: 'brief', entry: entryOf(found) }, digestOf([]))
    expect(size - Buffer.byteLength(found.title)).toBeLessThan(200)
  })
})

function render(entries: ShownEntry[], changes: Partial<Digest> = {}): string {
  return renderer.render(digestOf([group('diffusion policy', entries)], changes), LINKS)
}

function full(found: Parameters<typeof entryOf>[0]): ShownEntry {
  return { kind: 'full', entry: entryOf(found) }
}

function sumOfSizes(digest: Digest): number {
  const { sizes } = renderer
  const groups = digest.groups.map(
    (one) => sizes.group(one, digest) + one.entries.reduce((sum, shown) => sum + sizes.entry(shown, digest), 0),
  )
  return groups.reduce((sum, size) => sum + size, sizes.frame(digest))
}

/** What a reader reads, line by line: tags out, the five entities that Handlebars writes resolved. */
function textOf(html: string): string {
  return html
    .replace(/<br>/g, '\n')
    .replace(/<\/?(mark|b|a|span)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&#x60;/g, '`')
    .replace(/&#x3D;/g, '=')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? []
}

function anyDigest(): fc.Arbitrary<Digest> {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('$\\alpha$', '扩散策略', "O'x <&>", 'نموذج $O(n)$ (RAG) <b>', 'One. Two. Three.'),
  )
  const anyPaper = fc
    .record({
      title: text,
      abstract: text,
      authors: fc.array(text, { maxLength: 14 }),
      categories: fc.array(text),
      comment: fc.option(text),
    })
    .map((changes) => paper(1, changes))
  const anyEntry = fc.record({
    paper: anyPaper,
    edition: fc.constantFrom(null, '2026-05-08'),
    translation: fc.option(fc.record({ title: text, abstract: fc.option(text) })),
    spans: fc.constant<MatchSpans>({ title: [], abstract: [] }),
  })
  const anyShown = fc.oneof(
    fc.record({ kind: fc.constantFrom('full' as const, 'brief' as const), entry: anyEntry }),
    fc.record({ kind: fc.constant('again' as const), entry: anyEntry, under: text }),
  )
  const anyGroup = fc.record({
    keyword: text,
    total: fc.nat(99),
    entries: fc.array(anyShown, { maxLength: 5 }),
    hidden: fc.nat(3),
  })
  return fc
    .record({
      language: fc.constantFrom(...LANGUAGES),
      translation: fc.constantFrom(null, 'zh', 'ar', 'es'),
      show: fc.constantFrom(...SHOWS),
      abstracts: fc.constantFrom(...ABSTRACTS),
      since: fc.constantFrom(null, '2026-05-07'),
      missing: fc.array(text, { maxLength: 2 }),
      groups: fc.array(anyGroup, { maxLength: 4 }),
      hiddenGroups: fc.nat(2),
      unmatched: fc.array(text, { maxLength: 3 }),
    })
    .map(({ groups, ...changes }) => digestOf(groups, changes))
}
