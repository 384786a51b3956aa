import { isRaisable } from './raisable.ts'
import { gap, isDifferential, type Placed, placed } from './spacing.ts'
import { type Fraction, isFenced, type Look, type MathNode, outsideBrackets, type Root, type Scripts } from './tree.ts'

/** A formula on one line: text, and scripts on the text before them. */
export type Piece =
  | { kind: 'text'; text: string; plain: string; look: Look }
  | { kind: 'scripts'; sub: ScriptPart | null; sup: ScriptPart | null }

export interface ScriptPart {
  pieces: Piece[]
  /** May be written in Unicode's small characters, where it has them all. */
  raisable: boolean
}

export interface Surroundings {
  /** Whether a letter or a number stands directly before and after the formula. */
  before: boolean
  after: boolean
}

const NOTHING_AROUND: Surroundings = { before: false, after: false }

/**
 * A row of nodes on one line, with the blanks and brackets that keep its meaning there: `\frac{a+b}{c}` is (a+b)/c.
 * @param depth scripts that it stands in
 */
export function linear(row: readonly MathNode[], depth: number, around: Surroundings = NOTHING_AROUND): Piece[] {
  const all = placed(row)
  return all.flatMap((_, index) => {
    // F1$=0.8$ is F1=0.8.
    const isJoined = index === 1 && around.before && all[0]?.role === 'rel'
    const before = index > 0 && !isJoined ? gapBefore(all, index, depth) : ''
    return [...upright(before), ...nodePieces(all, index, depth, around)]
  })
}

function gapBefore(all: readonly Placed[], index: number, depth: number): '' | ' ' {
  const left = all[index - 1] as Placed
  const right = all[index] as Placed
  const text = right.node.kind === 'atom' || right.node.kind === 'text' ? right.node.text : null
  // √x y, not √xy; x (a/b), not x(a/b), which would be a function of a/b.
  if (endsInBareRoot(left.node) && right.role === 'ord' && (text === null || /^[\p{L}\p{N}]/u.test(text))) return ' '
  const isBracketed = right.node.kind === 'fraction' || (right.node.kind === 'root' && right.node.index !== null)
  const isNamed = left.node.kind === 'atom' ? /^\p{L}/u.test(left.node.text) : left.node.kind !== 'text'
  return isBracketed && isNamed && left.role !== 'op' && depth === 0 ? ' ' : gap(all, index, depth > 0)
}

function nodePieces(all: readonly Placed[], index: number, depth: number, around: Surroundings): Piece[] {
  const { node } = all[index] as Placed
  switch (node.kind) {
    case 'atom':
    case 'text':
      return node.text === ''
        ? []
        : [{ kind: 'text', text: node.text, plain: 'plain' in node ? node.plain : node.text, look: node.look }]
    case 'scripts':
      return scriptsPieces(node, depth)
    case 'fraction': {
      const pieces = fractionPieces(node, depth)
      return standsFree(all, index, around) ? pieces : inBrackets(pieces)
    }
    case 'binomial':
      return inBrackets([...linear(node.from, depth), ...upright(' choose '), ...linear(node.choose, depth)])
    case 'root':
      return rootPieces(node, depth, startsWith(all[index + 1], /^[/!]/))
  }
}

function scriptsPieces({ base, primes, sub, sup }: Scripts, depth: number): Piece[] {
  const on = base ? linear([base], depth) : []
  const pieces = base?.kind === 'root' || base?.kind === 'fraction' ? inBrackets(on) : on
  const degree = sup?.length === 1 && sup[0]?.kind === 'atom' && sup[0].text === '∘'
  const parts = { sub: scriptPart(sub, false, depth), sup: degree ? null : scriptPart(sup, true, depth) }
  return [
    ...pieces,
    ...upright(['', '′', '″', '‴'][primes] ?? '′'.repeat(primes)),
    ...upright(degree ? '°' : ''),
    ...(parts.sub || parts.sup ? [{ kind: 'scripts' as const, ...parts }] : []),
  ]
}

function scriptPart(row: MathNode[] | null, up: boolean, depth: number): ScriptPart | null {
  const pieces = linear(row ?? [], depth + 1)
  return row && pieces.length > 0 ? { pieces, raisable: isRaisable(row, up) } : null
}

function fractionPieces({ over, under }: Fraction, depth: number): Piece[] {
  const above = linear(over, depth)
  const below = linear(under, depth)
  const isWhole = isSingle(under) || isFenced(under) || isDerivative(over, under)
  return [...(isProduct(over) ? above : inBrackets(above)), ...upright('/'), ...(isWhole ? below : inBrackets(below))]
}

/** ∂u/∂t and d/dx need no brackets to be understood. */
function isDerivative([first]: readonly MathNode[], [by, variable, ...others]: readonly MathNode[]): boolean {
  const above = first?.kind === 'scripts' ? first.base : first
  if (by?.kind !== 'atom' || above?.kind !== 'atom' || variable === undefined || others.length > 0) return false
  return /^[d∂]$/.test(by.text) && above.text === by.text && isSingle([variable])
}

function rootPieces({ index, of }: Root, depth: number, beforeSlash: boolean): Piece[] {
  const below = linear(of, depth)
  const bare = (isBareRadicand(of) && !beforeSlash) || isFenced(of) ? below : inBrackets(below)
  const sign = index === null ? '√' : rootSign(index)
  if (index === null || sign !== null) return [...upright(sign ?? ''), ...bare]
  // A raised n in front would be a power of what stands before it.
  return [
    ...(isBareRadicand(of) || isFenced(of) ? below : inBrackets(below)),
    { kind: 'scripts', sub: null, sup: { pieces: [...upright('1/'), ...single(index, depth)], raisable: false } },
  ]
}

function rootSign([degree, ...others]: readonly MathNode[]): '∛' | '∜' | null {
  if (degree?.kind !== 'atom' || others.length > 0) return null
  return degree.text === '3' ? '∛' : degree.text === '4' ? '∜' : null
}

function single(row: MathNode[], depth: number): Piece[] {
  const pieces = linear(row, depth + 1)
  return isSingle(row) ? pieces : inBrackets(pieces)
}

/** Whether a slash may stand among its neighbours without brackets around what it divides. */
function standsFree(all: readonly Placed[], index: number, around: Surroundings): boolean {
  const left = all[index - 1]
  const right = all[index + 1]
  const isSum = (one: Placed) => one.role !== 'rel' && startsWith(one, /^[+−±∓]/)
  const freeLeft = left ? /^(?:open|rel|punct)$/.test(left.role) || isSum(left) : !around.before
  const freeRight = right ? /^(?:close|rel|punct)$/.test(right.role) || isSum(right) : !around.after
  return freeLeft && freeRight
}

/** A number, a letter, a word, with or without scripts. */
function isSingle(row: readonly MathNode[]): boolean {
  const [only, ...others] = row
  if (!only || others.length > 0) return false
  if (only.kind === 'scripts') return only.base !== null && isSingle([only.base])
  if (only.kind === 'atom') return only.class === 'ord'
  return only.kind === 'root' || (only.kind === 'text' && !/[^\p{L}\p{N}]/u.test(only.text))
}

/** What can stand before a slash without brackets: factors side by side. */
function isProduct(row: readonly MathNode[]): boolean {
  const outside = new Set<MathNode>(outsideBrackets(row))
  const factors = placed(row).filter(({ node }) => outside.has(node))
  return factors.every(({ node, role, asked }, index) => {
    if (role === 'sign') return index === 0
    if (index > 0 && (node.spaced || asked !== 'none') && !isDifferential(factors[index - 1]?.node)) return false
    const base = node.kind === 'scripts' ? node.base : node
    if (base?.kind === 'text' && /\s/.test(base.text)) return false
    if (base?.kind === 'atom' && /^[/|‖:!]/.test(base.text)) return false
    return (
      /^(?:ord|open|close)$/.test(role) && (base?.kind === 'atom' || base?.kind === 'text' || base?.kind === 'binomial')
    )
  })
}

/** √x, √10, √xᵢ. */
function isBareRadicand(row: readonly MathNode[]): boolean {
  const [only, ...others] = row
  if (!only || others.length > 0) return false
  if (only.kind === 'scripts')
    return (
      !only.sup &&
      only.primes === 0 &&
      only.sub !== null &&
      isRaisable(only.sub, false) &&
      only.base !== null &&
      isBareRadicand([only.base])
    )
  return only.kind === 'atom' && only.class === 'ord' && /^(?:\p{L}\p{M}*|\d+)$/u.test(only.text)
}

function endsInBareRoot(node: MathNode): boolean {
  return node.kind === 'root' && (node.index === null || rootSign(node.index) !== null) && isBareRadicand(node.of)
}

function startsWith(one: Placed | undefined, pattern: RegExp): boolean {
  return one?.node.kind === 'atom' && pattern.test(one.node.text)
}

function inBrackets(pieces: Piece[]): Piece[] {
  return [...upright('('), ...pieces, ...upright(')')]
}

function upright(text: string): Piece[] {
  return text === '' ? [] : [{ kind: 'text', text, plain: text, look: 'upright' }]
}
