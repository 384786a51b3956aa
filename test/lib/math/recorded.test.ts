import { describe, expect, it } from 'vitest'
import { markedText, readableText } from '../../../src/lib/marked-text.ts'
import { richHtml } from '../../../src/lib/rich-html.ts'
import { shownText } from '../../../src/lib/tex-shown.ts'
import { RichText } from '../../../src/web/rich-text.tsx'
import { hasRecordedPapers, recordedPapers } from '../../support/recorded-papers.ts'

describe.runIf(hasRecordedPapers)('the titles and abstracts of the recorded days', () => {
  const texts = hasRecordedPapers ? recordedPapers().flatMap(({ title, abstract }) => [title, abstract]) : []

  it('have at least 95% of their formulas in Unicode; the others have macros of their authors', () => {
    const readings = texts.flatMap((text) => shownText(text).formulas.map(({ reading }) => reading))
    const problems = readings.flatMap((reading) => ('problem' in reading ? reading.problem : []))
    expect(readings.length).toBeGreaterThan(4000)
    expect(problems.length / readings.length).toBeLessThan(0.05)
    for (const problem of problems) expect(problem).toMatch(/^\\(?:[A-Za-z]+|~)$/)
  })

  it('show no dollar but that of money, of a formula left as it is, and of an escape', () => {
    for (const text of texts) {
      const { text: shown, formulas } = shownText(text)
      const left = formulas
        .filter(({ reading }) => 'problem' in reading)
        .map(({ start, end }) => shown.slice(start, end))
      const others = left.reduce((rest, formula) => rest.replace(formula, ''), shown)
      for (const [around] of others.matchAll(/.{0,2}\$.?/gs))
        expect(/\$\d/.test(around) || text.includes('\\$') || text.includes('{2})$ to KKT')).toBe(true)
    }
  })

  it('are shown by mails and pages without an exception', () => {
    for (const text of texts.filter((one) => /[\\$]/.test(one))) {
      const mail = richHtml(markedText(text, []), { mark: ['mark', 'b'] })
      expect(mail.length).toBeGreaterThanOrEqual(readableText(text).length / 2)
      expect(String(RichText({ source: text, mathml: true }))).not.toBe('')
    }
  })
})
