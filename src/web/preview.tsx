import type { AppError } from '../domain/errors.ts'
import type { EditionCount, KeywordPreview } from '../domain/keyword-preview.ts'
import { abstractUrl } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'
import type { Dictionary } from '../lib/i18n/en.ts'
import { dictionary } from '../lib/i18n.ts'
import { shortDate } from '../lib/time.ts'
import { keywordsError } from './field-errors.tsx'
import { RichText } from './rich-text.tsx'

/** What a preview came to: a row per keyword, or why there are none. */
export type PreviewOutcome = KeywordPreview[] | { invalid: AppError } | 'too many'

/**
 * What keywords would have brought lately, or why that can't be told. Two elements: a sentence, which is read out when
 * it changes, and the rows; the script puts each in the place of the one before.
 */
export function PreviewResult({ language, result }: { language: Language; result: PreviewOutcome }) {
  return (
    <>
      <p class="quiet" id="preview-summary" aria-live="polite">
        {summary(result, language)}
      </p>
      <div id="preview-rows">
        {Array.isArray(result) &&
          result.some(({ counts }) => counts.length > 0) &&
          result.map((preview) => <Row preview={preview} language={language} />)}
      </div>
    </>
  )
}

function summary(result: PreviewOutcome, language: Language): string {
  const words = dictionary(language).signUp
  if (result === 'too many') return words.previewTooMany
  if (!Array.isArray(result)) return keywordsError(result.invalid, words)
  const [first] = result
  if (!first) return words.previewEmpty
  const [oldest] = first.counts
  const newest = first.counts.at(-1)
  if (!oldest || !newest) return words.previewNoEdition
  return words.previewSummary({
    keywords: result.length,
    matches: result.reduce((sum, { counts }) => sum + total(counts), 0),
    editions: first.counts.length,
    from: shortDate(oldest.edition, language),
    to: shortDate(newest.edition, language),
  })
}

function Row({ preview, language }: { preview: KeywordPreview; language: Language }) {
  const words = dictionary(language)
  return (
    <article class="found">
      <h3>
        {preview.keyword} <span class="count">{words.digest.groupCount(total(preview.counts))}</span>
      </h3>
      {total(preview.counts) > 0 && <Chart counts={preview.counts} />}
      <CountsTable preview={preview} language={language} words={words} />
      {preview.warning && <p class="notice">{words.signUp.warnings[preview.warning]}</p>}
      {preview.newest.length > 0 && (
        <ul>
          {preview.newest.map(({ id, title, spans }) => (
            <li lang="en">
              <a href={abstractUrl(id)} rel="noreferrer">
                <RichText source={title} spans={spans} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

/** In units of the SVG's own. */
const BAR = { width: 22, gap: 6, height: 44, label: 14 }

/** One bar per edition, the fullest one as high as the chart: what counts is the rhythm, and the numbers stand above. */
function Chart({ counts }: { counts: readonly EditionCount[] }) {
  const most = Math.max(1, ...counts.map(({ matched }) => matched))
  const width = counts.length * (BAR.width + BAR.gap)
  const bottom = BAR.label + BAR.height
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${bottom + 1}`} width={width} height={bottom + 1} aria-hidden="true">
      {counts.map(({ edition, matched, announced }, index) => {
        const height = Math.round((matched / most) * BAR.height)
        const left = index * (BAR.width + BAR.gap)
        return (
          <g>
            <title>{`${edition}: ${matched} / ${announced}`}</title>
            <rect class="bar" x={left} y={bottom - height} width={BAR.width} height={height} />
            <text class="bar-label" x={left + BAR.width / 2} y={bottom - height - 4} text-anchor="middle">
              {matched}
            </text>
          </g>
        )
      })}
      <path class="axis" d={`M0 ${bottom + 0.5}H${width - BAR.gap}`} />
    </svg>
  )
}

/** The chart for those who don't see it. */
function CountsTable({ preview, language, words }: { preview: KeywordPreview; language: Language; words: Dictionary }) {
  return (
    <div class="away">
      <table>
        <caption>{words.signUp.tableCaption(preview.keyword)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.signUp.editionLabel}</th>
            <th scope="col">{words.signUp.matchedLabel}</th>
            <th scope="col">{words.signUp.announcedLabel}</th>
          </tr>
        </thead>
        <tbody>
          {preview.counts.map(({ edition, matched, announced }) => (
            <tr>
              <th scope="row">{shortDate(edition, language)}</th>
              <td>{matched}</td>
              <td>{announced}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function total(counts: readonly EditionCount[]): number {
  return counts.reduce((sum, { matched }) => sum + matched, 0)
}
