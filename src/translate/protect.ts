import { texTokens } from '../lib/tex-tokens.ts'
import type { FoundTerm, Glossary } from './glossary.ts'
import { acronymSpans, type HeldSpan, heldSpans, numberSpans } from './held-spans.ts'
import { isWrittenSolid } from './languages.ts'
import { type Held, heldOf, type Passage, type Reply } from './passage.ts'

export interface ProtectOptions {
  /** Its terms are held, and put back in their language; without one, terms stay in the text. */
  glossary?: Glossary | null
  /** Whether names in capitals are held too. */
  acronyms?: boolean
  /** Whether numbers are held too, which then are not written as the language does. */
  numbers?: boolean
}

/**
 * Takes a text apart into what is translated and what is held back. Joined, the sources of the parts are the text.
 * Takes any text, in linear time.
 */
export function protect(text: string, options: ProtectOptions = {}): Passage {
  const { glossary, acronyms = false, numbers = false } = options
  let pieces: Piece[] = heldSpans(text).map((span) => ({ ...span, target: targetOf(span, text) }))
  if (glossary) pieces = withMore(pieces, text, (rest) => glossary.find(rest).map(term))
  if (acronyms) pieces = withMore(pieces, text, (rest) => acronymSpans(rest).map(unchanged))
  if (numbers) pieces = withMore(pieces, text, (rest) => numberSpans(rest).map(unchanged))
  return cut(text, pieces)
}

/** A span, and what is put back for it where that is not the source. */
type Piece = HeldSpan & { target: string | null }

function term({ start, end, entry }: FoundTerm): Piece {
  return { kind: 'term', start, end, target: entry.target }
}

/** A dollar of money may open a formula among other words, so it is put back as one that can't. */
function targetOf({ kind, start, end }: HeldSpan, text: string): string | null {
  const source = text.slice(start, end)
  if (kind !== 'money' || texTokens(source).some((token) => token.kind === 'formula')) return null
  return source.replace(/(?<!\\)\$/g, String.raw`\$`)
}

function unchanged(span: HeldSpan): Piece {
  return { ...span, target: null }
}

/** Together with what is found in the stretches of text between them. */
function withMore(pieces: readonly Piece[], text: string, find: (rest: string) => Piece[]): Piece[] {
  const all: Piece[] = []
  let from = 0
  for (const piece of [...pieces, null]) {
    for (const { start, end, ...rest } of find(text.slice(from, piece?.start ?? text.length)))
      all.push({ ...rest, start: from + start, end: from + end })
    if (piece) all.push(piece)
    from = piece?.end ?? text.length
  }
  return all
}

/** Pieces that touch become one: two placeholders without a blank between them read as one word. */
function cut(text: string, pieces: readonly Piece[]): Passage {
  const parts: (string | Held)[] = []
  let at = 0
  for (const { kind, start, end, target } of pieces) {
    if (start > at) parts.push(text.slice(at, start))
    const source = text.slice(start, end)
    const before = start === at ? parts.at(-1) : undefined
    if (before === undefined || typeof before === 'string') parts.push({ kind, source, target: target ?? source })
    else
      parts[parts.length - 1] = {
        kind: before.kind,
        source: before.source + source,
        target: before.target + (target ?? source),
      }
    at = end
  }
  if (at < text.length) parts.push(text.slice(at))
  return parts
}

/**
 * A translator's answer with everything back in its place.
 * @param reply names each held piece once: see `verify`
 */
export function putBack(reply: Reply, passage: Passage, target: string): string {
  const held = heldOf(passage)
  const isSolid = isWrittenSolid(target)
  let text = ''
  let last: Held | null = null
  for (const part of reply) {
    const piece = typeof part === 'string' ? null : (held[part - 1] ?? null)
    const next = typeof part === 'string' ? part : piece ? spelled(piece, text) : ''
    const kinds = [last?.kind, piece?.kind]
    if (kinds.includes('address') && LETTER.test(text.slice(-1)) && LETTER.test(next.slice(0, 1))) text += ` ${next}`
    else if (isSolid && kinds.includes('term')) text = withoutBlank(text, next)
    else text += next
    last = piece
  }
  return text
}

/** A term at the beginning of a sentence has a capital, where its script has any. */
function spelled({ kind, target }: Held, before: string): string {
  return kind === 'term' && /(?:^|[.!?]\s+)$/.test(before)
    ? target.replace(/^./u, (first) => first.toUpperCase())
    : target
}

const LETTER = /[\p{L}\p{N}]/u
const SOLID = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef`
const SOLID_END = new RegExp(`[${SOLID}]\\s*$`, 'u')
const SOLID_START = new RegExp(`^\\s*[${SOLID}]`, 'u')

/** Engines set off placeholders by blanks, which Chinese and Japanese do not have. */
function withoutBlank(before: string, next: string): string {
  if (next.trim() === '' && SOLID_END.test(before)) return before
  return SOLID_END.test(before) && SOLID_START.test(next) ? before.trimEnd() + next.trimStart() : before + next
}
