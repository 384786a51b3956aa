import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type ShownText, shownText } from '../src/lib/tex-shown.ts'
import { texTokens } from '../src/lib/tex-tokens.ts'
import { hasRecordedPapers, recordedPapers } from '../test/support/recorded-papers.ts'

/**
 * What becomes of the TeX in the titles and abstracts of the recorded days: how many formulas are shown in Unicode, and
 * why the others are not.
 * Usage: npm run mathematics -- [--list FILE] [--sample FILE]
 *   --list    one JSON object a line for each formula, each command outside formulas, and each dollar that begins no formula
 *   --sample  200 formulas, and the 50 longest others, with what is shown of them, to be read by eye
 */
interface Finding {
  id: string
  field: 'title' | 'abstract'
  what: 'formula' | 'command' | 'dollar'
  /** `left`: shown as its source. `refused`: a dollar, of money or without a partner, that begins no formula. */
  became: 'converted' | 'left' | 'refused'
  source: string
  shown: string
  reason?: string
}

const SAMPLE_SIZE = 200
const LONGEST = 50

const { values: options } = parseArgs({ options: { list: { type: 'string' }, sample: { type: 'string' } } })
if (!hasRecordedPapers) {
  console.log('There are no recorded days beside this repository (../shared/arxiv-replay): nothing to do.')
  process.exit(0)
}

const papers = recordedPapers()
const texts = papers.flatMap(({ id, title, abstract }) => [
  { id, field: 'title' as const, source: title },
  { id, field: 'abstract' as const, source: abstract },
])
const started = performance.now()
const shown = texts.map(({ source }) => shownText(source))
const took = performance.now() - started
const findings = texts.flatMap((text, index) => findingsOf(text, shown[index] as ShownText))

print(findings)
if (options.list !== undefined) {
  writeFileSync(options.list, findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''))
  console.log(`\n${findings.length} findings in ${options.list}`)
}
if (options.sample !== undefined) {
  const lines = sample(findings).map(
    ({ source, shown }, index) => `${String(index + 1).padStart(3)}  ${source}  ⇒  ${shown}`,
  )
  writeFileSync(options.sample, `${lines.join('\n')}\n`)
  console.log(`\n${lines.length} formulas in ${options.sample}`)
}

function findingsOf(text: { id: string; field: 'title' | 'abstract'; source: string }, plain: ShownText): Finding[] {
  const { id, field, source } = text
  const readings = plain.formulas[Symbol.iterator]()
  const unitAt = unitFinder(plain)
  return texTokens(source).flatMap((token): Finding[] => {
    const piece = source.slice(token.start, token.end)
    const unit = unitAt(token.start)
    if (token.kind === 'formula') {
      const formula = [...take(readings, (one) => one.start >= unit)][0]
      if (!formula) return []
      const problem = 'problem' in formula.reading ? formula.reading.problem : null
      const became = plain.text.slice(formula.start, formula.end)
      if (problem === null) return [{ id, field, what: 'formula', became: 'converted', source: piece, shown: became }]
      return [{ id, field, what: 'formula', became: 'left', source: piece, shown: became, reason: problem }]
    }
    if (token.kind === 'word') {
      const isLeft = plain.text.startsWith(piece, unit)
      const became = isLeft ? 'left' : 'converted'
      return [{ id, field, what: 'command', became, source: piece, shown: isLeft ? piece : (plain.text[unit] ?? '') }]
    }
    if (token.kind !== 'text') return []
    return [...piece.matchAll(/\$/g)].map(({ index }) => {
      const around = source.slice(Math.max(0, token.start + index - 20), token.start + index + 20)
      return { id, field, what: 'dollar', became: 'refused', source: around, shown: around }
    })
  })
}

/** For ascending source offsets: the unit of text that stands for each. */
function unitFinder(plain: ShownText): (offset: number) => number {
  let unit = 0
  return (offset) => {
    while (unit < plain.to.length && (plain.to[unit] as number) <= offset) unit++
    return unit
  }
}

function* take<T>(all: Iterator<T>, until: (one: T) => boolean): Generator<T> {
  for (let next = all.next(); !next.done; next = all.next())
    if (until(next.value)) {
      yield next.value
      return
    }
}

function print(all: readonly Finding[]): void {
  const formulas = all.filter(({ what }) => what === 'formula')
  const converted = formulas.filter(({ became }) => became === 'converted')
  const distinct = new Set(formulas.map(({ source }) => source)).size
  console.log(`${papers.length} papers, ${texts.length} titles and abstracts, read in ${took.toFixed(0)} ms`)
  console.log(`\nFormulas                ${formulas.length} (${distinct} different ones)`)
  console.log(`  shown in Unicode      ${converted.length} (${percent(converted.length, formulas.length)})`)
  console.log(`  left as their source  ${formulas.length - converted.length}`)
  printTop(formulas.flatMap(({ reason }) => reason ?? []))
  const commands = all.filter(({ what }) => what === 'command')
  const left = commands.filter(({ became }) => became === 'left')
  console.log(`\nCommands outside formulas  ${commands.length}`)
  console.log(`  resolved              ${commands.length - left.length}`)
  console.log(`  left as their source  ${left.length}`)
  printTop(left.map(({ source }) => source))
  console.log(`\nDollars that begin no formula  ${all.filter(({ what }) => what === 'dollar').length}`)
  for (const { id, source } of all.filter(({ what }) => what === 'dollar')) console.log(`    ${id}  …${source}…`)
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(2)}%`
}

function printTop(reasons: readonly string[]): void {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 15)
  for (const [reason, count] of top) console.log(`    ${String(count).padStart(4)}  ${reason}`)
}

/** Of all different formulas that hold more than numbers and letters, in the order of their hashes: no one's choice; then the longest. */
function sample(all: readonly Finding[]): Finding[] {
  const distinct = new Map(
    all
      .filter(({ what, became, source }) => what === 'formula' && became === 'converted' && /[\\^_]/.test(source))
      .filter(({ source }) => !/^\$[\d.,]*\\(?:%|times)\$$/.test(source))
      .map((finding) => [finding.source, finding]),
  )
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const shuffled = [...distinct.values()].sort((a, b) => (hash(a.source) < hash(b.source) ? -1 : 1))
  const others = shuffled.slice(SAMPLE_SIZE).sort((a, b) => b.source.length - a.source.length)
  return [...shuffled.slice(0, SAMPLE_SIZE), ...others.slice(0, LONGEST)]
}
