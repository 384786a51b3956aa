import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DigestExport, jsonRendition } from '../../src/digest/export.ts'
import type { DigestEntry, ShownEntry } from '../../src/domain/digest.ts'
import { digestOf, entryOf, group } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

const full = (entry: DigestEntry): ShownEntry => ({ kind: 'full', entry })
const found = paper(1, { title: 'A Diffusion Policy', licence: 'http://creativecommons.org/licenses/by/4.0/' })
const entry = (changes: Partial<DigestEntry> = {}): DigestEntry => ({ ...entryOf(found), edition: null, ...changes })
const read = (json: string) => JSON.parse(json) as DigestExport

describe('The JSON of a digest', () => {
  it('has the shape that programs may rely on', () => {
    const translation = { title: '扩散策略', abstract: null }
    const digest = digestOf([group('diffusion policy', [full(entry({ translation }))])], {
      since: null,
      language: 'zh',
      translation: 'zh',
      missing: ['stat.ML'],
      unsure: ['cs.LG'],
      unfinished: ['2026-05-08'],
      unmatched: ['gardening'],
    })
    expect(read(jsonRendition(digest))).toEqual({
      format: 'paperboy-digest/1',
      edition: '2026-05-11',
      since: null,
      language: 'zh',
      translatedTo: 'zh',
      timeZone: 'Asia/Shanghai',
      announcedAt: '2026-05-11T00:00:00.000Z',
      madeAt: '2026-05-11T23:00:00.000Z',
      counts: { announced: 1_097, matched: 1, entries: 1 },
      replaced: [],
      missing: ['stat.ML'],
      unsure: ['cs.LG'],
      unfinished: ['2026-05-08'],
      groups: [
        {
          keyword: 'diffusion policy',
          papers: [
            {
              id: '2613.00001',
              version: 1,
              title: 'A Diffusion Policy',
              authors: ['Alice Sample', 'Bob Example'],
              categories: ['cs.AI', 'cs.LG'],
              abstract: 'An abstract about nothing in particular, numbered 1.',
              licence: 'http://creativecommons.org/licenses/by/4.0/',
              comment: null,
              edition: null,
              links: { abstract: 'https://arxiv.org/abs/2613.00001', pdf: 'https://arxiv.org/pdf/2613.00001' },
              matched: 'title',
              translation: { title: '扩散策略', abstract: null },
            },
          ],
        },
      ],
      unmatched: ['gardening'],
    })
  })

  it('has a paper of two keywords whole under each, and counts it once', () => {
    const digest = digestOf([
      group('one', [full(entry())]),
      group('two', [{ kind: 'again', entry: entry(), under: 'one' }]),
    ])
    const { counts, groups } = read(jsonRendition(digest))
    expect(counts).toMatchObject({ matched: 1, entries: 2 })
    expect(groups[1]?.papers).toEqual(groups[0]?.papers)
  })

  it('names the editions of a digest of several', () => {
    const digest = digestOf([group('one', [full(entry({ edition: '2026-05-07' }))])], { since: '2026-05-05' })
    expect(read(jsonRendition(digest))).toMatchObject({
      since: '2026-05-05',
      groups: [{ papers: [{ edition: '2026-05-07' }] }],
    })
  })

  it('does not say where a keyword stands in a text that arXiv has changed', () => {
    const changed = entry({ spans: { title: [], abstract: [] } })
    const { groups } = read(jsonRendition(digestOf([group('one', [full(changed)])])))
    expect(groups[0]?.papers[0]?.matched).toBeNull()
  })

  it('loses nothing of a paper, whatever it holds', () => {
    const text = fc.string({ unit: 'binary' })
    const papers = fc.array(
      fc.record({ id: text, title: text, abstract: text, authors: fc.array(text), categories: fc.array(text) }),
    )
    fc.assert(
      fc.property(papers, (changes) => {
        const all = changes.map((change, i) => paper(i, change))
        const digest = digestOf([
          group(
            'one',
            all.map((one) => full({ ...entryOf(one, 'x'), edition: null })),
          ),
        ])
        const back = read(jsonRendition(digest)).groups[0]?.papers ?? []
        expect(back.map(({ links, matched, translation, edition, ...rest }) => rest)).toEqual(all)
      }),
    )
  })
})
