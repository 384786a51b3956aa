import { beforeAll, describe, expect, it } from 'vitest'
import { digestText } from '../../src/digest/text.ts'
import type { Digest, DigestEntry, ShownEntry } from '../../src/domain/digest.ts'
import { createDigestRenderer, type DigestRenderer } from '../../src/mail/render-digest.ts'
import { digestOf, entryOf, group, LINKS, longPaper, SENDER, translated } from '../support/digests.ts'
import { paper } from '../support/papers.ts'

let renderer: DigestRenderer

beforeAll(async () => {
  renderer = await createDigestRenderer({ sender: SENDER })
})

const full = (entry: DigestEntry): ShownEntry => ({ kind: 'full', entry })
const digest = (entries: ShownEntry[], changes: Partial<Digest> = {}) =>
  digestOf([group('diffusion policy', entries)], changes)
const mail = (entries: ShownEntry[], changes: Partial<Digest> = {}) => {
  const whole = digest(entries, changes)
  return { html: renderer.render(whole, LINKS), text: digestText(whole, LINKS, SENDER) }
}
const ARABIC = {
  title: 'سياسة RAG',
  abstract: 'نثبت حدًّا قدره $O(1/\\sqrt{T})$. بلغة C++ هنا. جملة ثالثة.',
}

describe('a mail, in HTML and text', () => {
  it('has the translation under the original, in its own language', () => {
    const { html, text } = mail([full(translated(longPaper(1)))], { translation: 'zh' })
    expect(html).toMatch(/<h3><a [^>]+>Invented.+<\/h3>\n<p class="x h" lang="zh-Hans">第 2613.00001 号/)
    expect(html).toMatch(/<p class="p">Robots|<p class="p">We ask/)
    expect(html).toContain('<p class="p h" lang="zh-Hans">从演示中学习')
    expect(text).toMatch(/Invented paper number 1 .+\n第 2613.00001 号/)
  })

  it('has the translation alone, with the original title small and marked beneath', () => {
    const { html, text } = mail([full(translated(longPaper(1)))], { translation: 'zh', show: 'translation' })
    expect(html).toMatch(/<h3 class="h" lang="zh-Hans"><a [^>]+>第 2613.00001 号/)
    expect(html).toContain('<p class="o">Invented paper number 1 about a <mark><b>diffusion policy</b></mark>')
    expect(text).toMatch(/第 2613.00001 号.+\nInvented paper number 1 /)
    for (const form of [html, text]) expect(form).not.toContain('kitchen')
  })

  it('has two sentences of an abstract where that is enough', () => {
    for (const form of Object.values(mail([full(entryOf(longPaper(1)))], { abstracts: 'short' }))) {
      expect(form).toContain('to open it.')
      expect(form).not.toContain('all code')
      expect(form).toContain(' …')
    }
  })

  it('says of each paper without the wanted translation that it is not translated, and of all how many', () => {
    const entries = [
      full(translated(longPaper(1))),
      full(entryOf(longPaper(2))),
      { kind: 'brief', entry: entryOf(longPaper(3)) } as const,
    ]
    const english = mail(entries, { translation: 'es' })
    expect(english.html.match(/not translated<\/span>/g)).toHaveLength(2)
    expect(english.text.match(/^\(not translated\)$/gm)).toHaveLength(2)
    for (const form of Object.values(english))
      expect(form).toContain('2 papers are not translated into Spanish and shown in English.')
    for (const form of Object.values(mail(entries, { language: 'zh' })))
      expect(form).toContain('2 篇论文尚无简体中文译文，以英文原文显示。')
    for (const form of Object.values(mail(entries))) expect(form).not.toContain('not translated')
  })

  it('lets Arabic run from right to left, and isolates what in it does not', () => {
    const { html, text } = mail([full(entryOf(longPaper(1), 'diffusion policy', ARABIC))], { translation: 'ar' })
    expect(html).toContain('<p class="x r" lang="ar" dir="rtl">سياسة <span dir="ltr">RAG</span></p>')
    expect(html).toMatch(/<p class="p r" lang="ar" dir="rtl">.+<span dir="ltr"><i>O<\/i>\(1\/√<i>T<\/i>\)<\/span>\. /)
    expect(html).toContain('<span dir="ltr">C++</span> هنا')
    expect(text).toContain('\u200fسياسة \u2066RAG\u2069')
    expect(text).toContain('\u2066O(1/√T)\u2069')
  })

  it('shows the comment quietly', () => {
    const { html, text } = mail([full(entryOf(paper(1, { comment: '12 pages, ICML 2026; $k$ & more' })))])
    expect(html).toContain('(cs.LG)<br>12 pages, ICML 2026; <i>k</i> &amp; more</p>')
    expect(text).toContain('\nComment: 12 pages, ICML 2026; k & more\n')
  })

  it('folds a long list of authors after ten', () => {
    const authors = Array.from({ length: 42 }, (_, i) => `Alice Number${i + 1}`)
    const { html, text } = mail([full(entryOf(paper(1, { authors })))])
    expect(html).toContain('Alice Number10 <span lang="en">+ 32 more</span>')
    expect(text).toContain('Alice Number10 + 32 more\n')
  })

  it('says how long it takes to read', () => {
    const entries = Array.from({ length: 9 }, (_, i) => full(entryOf(longPaper(i))))
    for (const form of Object.values(mail(entries))) expect(form).toContain('About 9 minutes to read')
    for (const form of Object.values(mail(entries, { language: 'zh' }))) expect(form).toContain('阅读约需 9 分钟')
    for (const form of Object.values(mail([]))) expect(form).not.toContain('to read')
  })

  it('is not mistaken for one that its reader reads in another way', () => {
    const entries = [full(translated(longPaper(1)))]
    const readings: Partial<Digest>[] = [
      {},
      { translation: 'zh' },
      { translation: 'ja' },
      { translation: 'zh', show: 'translation' },
      { translation: 'zh', abstracts: 'short' },
      { abstracts: 'short' },
    ]
    const once = readings.map((reading) => mail(entries, reading).html)
    expect(readings.map((reading) => mail(entries, reading).html)).toEqual(once)
    expect(new Set(once).size).toBe(readings.length)
  })
})
