import { describe, expect, it } from 'vitest'
import { defaultReading, parseAbstracts, parseShow, parseTranslation } from '../../src/domain/reading.ts'

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid', message: expect.stringMatching(message) })

describe('how papers are read', () => {
  it('is the originals for who reads in English, else both with the translation under the original', () => {
    expect(defaultReading('en')).toEqual({ translation: null, show: 'both', abstracts: 'whole' })
    expect(defaultReading('zh')).toEqual({ translation: 'zh', show: 'both', abstracts: 'whole' })
  })

  it.each([
    ['es', 'es'],
    ['pt_br', 'pt-BR'],
    ['spa', 'es'],
    ['ZH-hans', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-Hant', 'zh-Hant'],
    ['', null],
    ['none', null],
    ['en', null],
    ['en-GB', null],
  ])('takes %j for %j', (text, tag) => {
    expect(parseTranslation(text)).toBe(tag)
  })

  it.each(['klingonisch', 'xx', 'e', 'es es', 'zh\n', `es-${'x'.repeat(99)}`, '<b>'])(
    'knows no language %j',
    (text) => {
      expect(() => parseTranslation(text)).toThrow(invalid(/^unknown language ".*": give a code such as es/s))
    },
  )

  it('names what may be shown, and how long abstracts may be', () => {
    expect([parseShow('both'), parseShow('translation')]).toEqual(['both', 'translation'])
    expect([parseAbstracts('whole'), parseAbstracts('short')]).toEqual(['whole', 'short'])
    expect(() => parseShow('neither')).toThrow(invalid(/"neither" .* give both or translation/))
    expect(() => parseAbstracts('long')).toThrow(invalid(/"long" .* give whole or short/))
  })
})
