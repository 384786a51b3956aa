import { directionRuns } from './bidi.ts'
import type { Segment } from './marked-text.ts'
import { escapeHtml, formulaHtml } from './math/html.ts'
import type { EmphasisRange, FormulaRange } from './tex-shown.ts'

const TAGS: Record<EmphasisRange['kind'], string> = { bold: 'b', italic: 'i', emphasised: 'em' }

/** A shorter formula stays on one line. In characters of plain text. */
const MAX_UNBROKEN = 16

export interface RichHtmlOptions {
  /** Elements around marked text, from outside in. */
  mark: readonly string[]
  /** Another way to show a formula than the given one, of text and scripts; null where there is none for this one. */
  formula?: (formula: FormulaRange, html: string) => string | null
  /** The text runs from right to left: what in it does not is isolated. */
  rtl?: boolean
}

/**
 * Segments as HTML of text, `b`, `i`, `em`, `sub`, `sup` and what the options say, escaped: it may be passed on as it is.
 * Elements never reach from one segment into the next, but for those around what is isolated.
 */
export function richHtml(segments: readonly Segment[], { rtl, ...options }: RichHtmlOptions): string {
  if (!rtl) return segmentsHtml(segments, options)
  return directionRuns(segments)
    .map((run) => {
      const html = segmentsHtml(run.segments, options)
      return run.ltr ? `<span dir="ltr">${html}</span>` : html
    })
    .join('')
}

function segmentsHtml(segments: readonly Segment[], { mark, formula }: RichHtmlOptions): string {
  return segments
    .map((segment) => {
      const html = onOneLine(segment)
      const inner = (segment.formula && formula?.(segment.formula, html)) ?? html
      const tags = [...(segment.marked ? mark : []), ...segment.emphasis.map((kind) => TAGS[kind])]
      return tags.reduceRight((inside, tag) => `<${tag}>${inside}</${tag}>`, inner)
    })
    .join('')
}

function onOneLine({ text, formula }: Segment): string {
  if (!formula || 'problem' in formula.reading) return escapeHtml(text)
  const html = formulaHtml(formula.reading.pieces)
  return text.length > MAX_UNBROKEN ? html : html.replaceAll(' ', '\u00a0')
}
