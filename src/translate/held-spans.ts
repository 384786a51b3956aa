import { type TexToken, texTokens } from '../lib/tex-tokens.ts'
import { ACRONYMS, ADDRESSES, SURE, trimmedAddress } from './held-patterns.ts'
import type { HeldKind } from './passage.ts'
import { argumentsEnd } from './tex-arguments.ts'

/** UTF-16 offsets, end exclusive. */
export interface HeldSpan {
  kind: HeldKind
  start: number
  end: number
}

/**
 * What of a text is not to be translated, glossary apart: ascending, without overlap. Nothing of it directly touches a
 * letter or digit of the rest (`3$\times$` and `$n$th` are held whole), so that an engine gets it as a word; no `$` and
 * no backslash is left in the rest.
 */
export function heldSpans(text: string): HeldSpan[] {
  const tex = texSpans(text)
  const found = [...tex, ...addressSpans(text), ...moneySpans(text, tex)]
  for (const [kind, pattern] of SURE) found.push(...spansOf(kind, pattern, text))
  return tied(joined(joined(found).map((span) => widened(span, text))), text)
}

/** Names without digits in a stretch of text, which only some engines must not see. */
export function acronymSpans(text: string): HeldSpan[] {
  const words = text.match(/[A-Za-z]{2,}/g) ?? []
  // A TITLE IN CAPITALS is prose.
  if (words.length > 2 && words.filter((word) => word === word.toUpperCase()).length > words.length / 2) return []
  return joined(ACRONYMS.flatMap(([kind, pattern]) => spansOf(kind, pattern, text)))
}

/** Numbers in a stretch of text, but for those that go on in words, as each language has its own for millions. */
export function numberSpans(text: string): HeldSpan[] {
  return spansOf(
    'number',
    /(?<![\p{L}\p{N}])\d+(?:[.,]\d+)*%?(?![\p{L}\p{N}]|[.,]\d|[\s-](?:hundred|thousand|[mbt]r?illion))/gu,
    text,
  )
}

/** URLs, DOIs and email addresses, as a mail program would find them. */
export function addressesOf(text: string): string[] {
  return joined(addressSpans(text)).map(({ start, end }) => text.slice(start, end))
}

function texSpans(text: string): HeldSpan[] {
  if (!/[\\$]/.test(text)) return []
  const tokens = texTokens(text)
  const spans: HeldSpan[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as TexToken
    if (token.kind === 'formula') spans.push({ kind: 'formula', start: token.start, end: token.end })
    if (token.kind !== 'word' && token.kind !== 'symbol') continue
    const end = argumentsEnd(text, tokens, index)
    spans.push({ kind: 'command', start: token.start, end })
    while ((tokens[index + 1]?.end ?? Number.POSITIVE_INFINITY) <= end) index++
  }
  // A backslash at the very end belongs to no token.
  return text.endsWith('\\') ? [...spans, { kind: 'command', start: text.length - 1, end: text.length }] : spans
}

function addressSpans(text: string): HeldSpan[] {
  return ADDRESSES.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      kind,
      start: index,
      end: index + trimmedAddress(found).length,
    })),
  ).filter(({ start, end }) => end > start)
}

/** Every dollar that belongs to no formula, with the amount behind it. */
function moneySpans(text: string, tex: readonly HeldSpan[]): HeldSpan[] {
  const formulas = tex.filter(({ kind }) => kind === 'formula')
  const sums = spansOf('money', /(?:\b[A-Z]{1,3})?\\?\$\s?\d+(?:[.,]\d+)*(?:[KMBTk]|bn)?|\\?\$/g, text)
  let next = 0
  return sums.filter(({ start, end }) => {
    while ((formulas[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++
    return end <= (formulas[next]?.start ?? Number.POSITIVE_INFINITY)
  })
}

function spansOf(kind: HeldKind, pattern: RegExp, text: string): HeldSpan[] {
  return [...text.matchAll(pattern)]
    .filter(([found]) => found !== '')
    .map(({ 0: found, index }) => ({ kind, start: index, end: index + found.length }))
}

/** Overlapping ones become one, of the kind of the longest. */
function joined(spans: readonly HeldSpan[]): HeldSpan[] {
  const result: HeldSpan[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (!last || span.start >= last.end) {
      result.push({ ...span })
      continue
    }
    if (span.end - span.start > last.end - last.start) last.kind = span.kind
    last.end = Math.max(last.end, span.end)
  }
  return result
}

/** By the letters and digits that it touches, and the rest of a number. */
function widened({ kind, start, end }: HeldSpan, text: string): HeldSpan {
  const before = /(?:\d+[.,](?=\d))*[\p{L}\p{M}\p{N}]*$/u.exec(text.slice(Math.max(0, start - 60), start))?.[0] ?? ''
  const after = /^[\p{L}\p{M}\p{N}]*(?:(?<=\d)[.,]\d+)*/u.exec(text.slice(end, end + 60))?.[0] ?? ''
  return { kind, start: start - before.length, end: end + after.length }
}

/** Takes together what only signs stand between: `$k$-$n$`, `$\alpha$/$\beta$`. */
function tied(spans: readonly HeldSpan[], text: string): HeldSpan[] {
  const result: HeldSpan[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (!last || span.start > last.end + 3 || !/^[-–/=+*.:,^_&|~@]*$/.test(text.slice(last.end, span.start)))
      result.push(span)
    else {
      last.kind = longer(last, span).kind
      last.end = span.end
    }
  }
  return result
}

function longer(a: HeldSpan, b: HeldSpan): HeldSpan {
  return b.end - b.start > a.end - a.start ? b : a
}
