import { describe, expect, it } from 'vitest'
import { parseEditionDate } from '../../src/domain/edition.ts'
import { parseKeyword, parseKeywords } from '../../src/domain/keyword.ts'
import { parseHour, parseLanguage, parseTimeZone } from '../../src/domain/subscriber.ts'
import { parseAddress } from '../../src/lib/address.ts'

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid', message: expect.stringMatching(message) })

describe('an email address', () => {
  it('keeps plus tags and writes international domains in ASCII', () => {
    expect(parseAddress(' alice+arxiv@Example.ORG ')).toBe('alice+arxiv@example.org')
    expect(parseAddress('bob@bücher.example')).toBe('bob@xn--bcher-kva.example')
  })

  it.each([
    '',
    'alice',
    '@example.org',
    'alice@',
    'alice@example',
    'alice@exa mple.org',
    'alice@example.org\r\nBcc: bob@example.org',
    'alice\n@example.org',
    'Alice <alice@example.org>',
    'alice@example.org,bob@example.org',
    `${'a'.repeat(65)}@example.org`,
    `alice@${'a'.repeat(250)}.org`,
  ])('is refused when it is none: %j', (text) => {
    expect(() => parseAddress(text)).toThrow(invalid(/is not an email address/))
  })
})

describe('a keyword', () => {
  it('is taken as written, but for white space', () => {
    expect(parseKeyword('  Diffusion \n policy ')).toBe('Diffusion policy')
    for (const keyword of ['C++', 'C#', 'k-means', '3D', '$\\pi_0$', '强化学习'])
      expect(parseKeyword(keyword)).toBe(keyword)
  })

  it('is refused when empty, without letters, or too long, with a short message', () => {
    expect(() => parseKeyword('   ')).toThrow(invalid(/a keyword is empty/))
    expect(() => parseKeyword('+++')).toThrow(invalid(/no letter and no digit/))
    const attempt = () => parseKeyword('x'.repeat(10_000))
    expect(attempt).toThrow(invalid(/10000 characters: at most 120/))
    expect(attempt).toThrow(invalid(/^.{0,200}$/))
  })

  it('stands once in a list, in the order given', () => {
    expect(parseKeywords(['RAG', 'agents', 'rag'])).toEqual(['RAG', 'agents'])
    expect(() => parseKeywords([])).toThrow(invalid(/at least one/))
    expect(() => parseKeywords(Array.from({ length: 101 }, (_, i) => `k${i}`))).toThrow(invalid(/at most 100/))
  })
})

describe('other input', () => {
  it('names what is accepted when a language, zone, hour or edition is not known', () => {
    expect(() => parseLanguage('klingon')).toThrow(invalid(/en and zh/))
    expect(() => parseTimeZone('Mars/Base')).toThrow(invalid(/IANA name such as/))
    expect(() => parseTimeZone('+08:00')).toThrow(invalid(/unknown time zone/))
    for (const hour of ['24', '-1', '7.5', 'seven', '']) expect(() => parseHour(hour)).toThrow(invalid(/0 to 23/))
    for (const date of ['2026-02-30', '2026-5-1', 'today', '2026-05-11T00:00'])
      expect(() => parseEditionDate(date)).toThrow(invalid(/YYYY-MM-DD/))
  })

  it('understands the usual spellings', () => {
    expect(parseLanguage('zh-CN')).toBe('zh')
    expect(parseTimeZone('Asia/Kolkata')).toBe('Asia/Kolkata')
    expect(parseHour('07')).toBe(7)
  })
})
