import { raw } from 'hono/html'
import type { Span } from '../domain/match.ts'
import { markedText } from '../lib/marked-text.ts'
import { formulaMathml, isRunningText } from '../lib/math/mathml.ts'
import { richHtml } from '../lib/rich-html.ts'
import type { FormulaRange } from '../lib/tex-shown.ts'

interface RichTextProps {
  source: string
  /** Offsets into the source that are marked. */
  spans?: readonly Span[]
  /** Formulas as MathML; else as text with scripts. */
  mathml?: boolean
  /** The text runs from right to left. */
  rtl?: boolean
}

/** A title, an abstract or a translation of one, as it is stored, with its formulas. */
export function RichText({ source, spans = [], mathml = false, rtl = false }: RichTextProps) {
  const segments = markedText(source, spans)
  if (!mathml) return raw(richHtml(segments, { mark: ['mark'] }))
  const html = richHtml(segments, { mark: ['mark'], formula: drawnFormula, rtl })
  // What is isolated keeps the sentence's signs outside.
  return raw(rtl ? html : keptWithPunctuation(html))
}

const KEEP = '<span class="keep">'

function drawnFormula({ tex, reading }: FormulaRange, html: string): string | null {
  const mathml = formulaMathml(tex, 'problem' in reading ? null : reading)
  // Browsers without MathML would show x to the n as xn: the style sheet gives them the other form.
  if (mathml) return `${KEEP}${mathml}<span class="formula no-math" hidden>${html}</span></span>`
  return 'problem' in reading || isRunningText(tex) ? null : `<span class="formula">${html}</span>`
}

/** Browsers break the line between a formula and the comma after it, and in k-means: takes such signs into its element. */
function keptWithPunctuation(html: string): string {
  return html
    .replace(new RegExp(`([(\\[“‘（「]+)${KEEP}`, 'g'), `${KEEP}$1`)
    .replace(/(<\/span>)(<\/span>)([-–.,;:!?)\]”’…，。、；：！？）」]+)/g, '$1$3$2')
}
