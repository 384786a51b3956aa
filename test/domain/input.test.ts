import { describe, expect, it } from 'vitest'
import { parseEditionDate } from '../../src/domain/edition.ts'
import { parseKeyword, parseKeywords, splitKeywords } from '../../src/domain/keyword.ts'
import { parseHour, parseLanguage, parsePause, parseTimeZone, parseWeekday } from '../../src/domain/subscriber.ts'
import { parseAddress } from '../../src/lib/address.ts'
import { searchFor } from '../support/keywords.ts'

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
    'alice@example\r\n.org',
    'alice@example.org/path',
    'alice@ex%61mple.org',
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
    expect(parseKeywords(['RAG', 'agents', 'rag'])).toEqual(searchFor(['RAG', 'agents']))
    // What they are to do is not told by which comes first.
    expect(parseKeywords(['RAG', { text: 'rag', mode: 'exclude' }])).toHaveLength(2)
    expect(() => parseKeywords([])).toThrow(invalid(/at least one/))
    expect(() => parseKeywords(Array.from({ length: 101 }, (_, i) => `k${i}`))).toThrow(invalid(/at most 100/))
  })

  it.each([
    ['RAG\r\nagents\n\n', 'the ends of lines'],
    ['\tRAG\tagents', 'tabs'],
    ['RAG, agents,', 'commas'],
    ['RAG;agents ; ', 'semicolons'],
    ['RAG，agents、', 'Chinese commas'],
    ['RAG；agents', 'Chinese semicolons'],
  ])('is told from the next one in %j by %s', (text) => {
    expect(splitKeywords(text)).toEqual(['RAG', 'agents'])
  })

  it('keeps its blanks, hyphens and symbols where several are told apart', () => {
    expect(splitKeywords('deep  learning, C++;k-means\n.NET')).toEqual(['deep  learning', 'C++', 'k-means', '.NET'])
    expect(splitKeywords(' \n,; ')).toEqual([])
  })

  it('searches, is left out, or is paused, and nothing else', () => {
    expect(parseKeywords([{ text: 'survey', mode: 'exclude' }, 'RAG'])).toEqual([
      { text: 'survey', mode: 'exclude' },
      { text: 'RAG', mode: 'search' },
    ])
    expect(() => parseKeywords([{ text: 'RAG', mode: 'shout' }])).toThrow(invalid(/"RAG" is to be "shout".*exclude/))
  })
})

describe('other input', () => {
  it('is a day for weekly digests or for the end of a pause, or says what would be one', () => {
    expect([parseWeekday('every'), parseWeekday('1'), parseWeekday('7')]).toEqual([null, 1, 7])
    for (const text of ['0', '8', 'Monday']) expect(() => parseWeekday(text)).toThrow(invalid(/1 \(Monday\)/))
    expect([parsePause(''), parsePause('2026-08-31')]).toEqual([null, '2026-08-31'])
    for (const text of ['2026-02-30', '31.8.2026', 'soon'])
      expect(() => parsePause(text)).toThrow(invalid(/YYYY-MM-DD/))
  })

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
