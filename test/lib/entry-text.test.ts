import { describe, expect, it } from 'vitest'
import type { DigestEntry } from '../../src/domain/digest.ts'
import type { Reading } from '../../src/domain/reading.ts'
import { entryText } from '../../src/lib/entry-text.ts'
import { paper } from '../support/papers.ts'

const found: DigestEntry = {
  paper: paper(1, { title: 'On spoons', abstract: 'Spoons bend. Why do spoons bend? Nobody knows spoons.' }),
  edition: null,
  translation: { title: '论勺子', abstract: '勺子会弯。为什么？无人知晓。' },
  spans: {
    title: [[3, 9]],
    abstract: [
      [0, 6],
      [20, 26],
      [46, 52],
    ],
  },
}
const BOTH: Reading = { translation: 'zh', show: 'both', abstracts: 'whole' }
const sources = (entry: DigestEntry, reading: Reading) => {
  const { title, secondTitle, abstracts, untranslated } = entryText(entry, reading)
  return {
    title: title.source,
    second: secondTitle?.source,
    abstracts: abstracts.map((one) => one.source),
    untranslated,
  }
}

describe('what a reader is shown of a paper', () => {
  it('is the original and the translation under it', () => {
    expect(sources(found, BOTH)).toEqual({
      title: 'On spoons',
      second: '论勺子',
      abstracts: [found.paper.abstract, found.translation?.abstract],
      untranslated: false,
    })
    expect(entryText(found, BOTH).abstracts.map(({ language }) => language)).toEqual(['en', 'zh'])
  })

  it('is the translation alone, with the original title beneath and its marks', () => {
    const reading: Reading = { ...BOTH, show: 'translation' }
    expect(sources(found, reading)).toMatchObject({ title: '论勺子', second: 'On spoons' })
    expect(sources(found, reading).abstracts).toEqual([found.translation?.abstract])
    expect(entryText(found, reading).secondTitle?.spans).toEqual([[3, 9]])
  })

  it('is the original where nothing is translated, whatever there is', () => {
    expect(sources(found, { ...BOTH, translation: null })).toEqual({
      title: 'On spoons',
      second: undefined,
      abstracts: [found.paper.abstract],
      untranslated: false,
    })
  })

  it.each(['both', 'translation'] as const)(
    'is the original, and said to be so, where a translation is missing (%s)',
    (show) => {
      expect(sources({ ...found, translation: null }, { ...BOTH, show })).toEqual({
        title: 'On spoons',
        second: undefined,
        abstracts: [found.paper.abstract],
        untranslated: true,
      })
    },
  )

  it('is the original abstract where only the title is translated', () => {
    const entry = { ...found, translation: { title: '论勺子', abstract: null } }
    expect(sources(entry, { ...BOTH, show: 'translation' })).toMatchObject({
      title: '论勺子',
      abstracts: [found.paper.abstract],
    })
  })

  it('is two sentences of each abstract where they are short, with the marks that are left', () => {
    const { abstracts } = entryText(found, { ...BOTH, abstracts: 'short' })
    expect(abstracts.map(({ source }) => source)).toEqual([
      'Spoons bend. Why do spoons bend? …',
      '勺子会弯。为什么？ …',
    ])
    expect(abstracts[0]?.spans).toEqual([
      [0, 6],
      [20, 26],
    ])
  })

  it('is the whole of an abstract of two sentences, without a sign of more', () => {
    const entry = { ...found, paper: paper(1, { abstract: 'One. Two.' }), spans: { title: [], abstract: [] } }
    expect(sources(entry, { ...BOTH, translation: null, abstracts: 'short' }).abstracts).toEqual(['One. Two.'])
  })
})
