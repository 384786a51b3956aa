import { describe, expect, it } from 'vitest'
import { languageLooks, languageName } from '../../src/lib/language-looks.ts'

describe('a language', () => {
  it.each(['ar', 'he', 'fa', 'ur', 'dv', 'ps', 'ckb', 'pa-PK'])('%s runs from right to left', (language) => {
    expect(languageLooks(language).dir).toBe('rtl')
  })

  it.each(['en', 'zh', 'es', 'ja', 'ko', 'hi', 'th', 'ru', 'az'])('%s runs from left to right', (language) => {
    expect(languageLooks(language).dir).toBe('ltr')
  })

  it('is set as Han text is where it is written in it', () => {
    expect(['zh', 'zh-Hant', 'ja', 'ko', 'en'].map((language) => languageLooks(language).han)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect(languageLooks('zh').lang).toBe('zh-Hans')
  })

  it('has its name in the language of the reader', () => {
    expect([languageName('es', 'en'), languageName('es', 'zh')]).toEqual(['Spanish', '西班牙语'])
    expect([languageName('zh', 'en'), languageName('zh', 'zh')]).toEqual(['Simplified Chinese', '简体中文'])
  })
})
