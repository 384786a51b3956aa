/**
 * Why what is taken for a formula when matching had better not be shown as one; null where it may. A mark on the wrong
 * words costs little; a sum of money without its sign, or a sentence set as a formula, is a wrong statement.
 * @param start of the formula in the source, with its delimiters; `end` exclusive
 */
export function formulaDoubt(source: string, start: number, end: number): 'money?' | 'prose?' | null {
  if (source[start] !== '$' || source[start + 1] === '$') return null
  const inner = source.slice(start + 1, end - 1)
  if (isMoney(source.slice(Math.max(0, start - 12), start), inner)) return 'money?'
  return SENTENCE.test(inner.replace(/\\[A-Za-z]+\s?(?:\{[^{}]*\})?/g, ' ')) ? 'prose?' : null
}

/** Whose dollars they are. */
const COUNTRY = /(?<![A-Za-z])(?:US|CA|AU|NZ|HK|SG|NT|A|C|S|R)$/

/** Where the sign stands behind its amount, "5$ to 10$" has the next amount between two of them. */
const AMOUNT = /(?<![\w.])\d[\d.,]*\s?[KMB]?$/
const FURTHER_AMOUNT = /^\s*(?:[-–—/,]|to|or|and)\s*\d[\d.,]*\s?[KMB]?$/

function isMoney(before: string, inner: string): boolean {
  if (/^\s*\d[^\\^_{]*$/.test(inner) && COUNTRY.test(before)) return true
  return AMOUNT.test(before) && FURTHER_AMOUNT.test(inner)
}

/** The end of one sentence and the beginning of the next: a dollar has been lost. */
const SENTENCE = /[.!?]\s+[A-Z][a-z]+/
