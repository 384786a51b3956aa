import { isRaisable } from './raisable.ts'
import { COMPARATORS } from './symbols.ts'
import { type AtomClass, classOf, type MathNode, type Space } from './tree.ts'

/**
 * What a node is among its neighbours: its class, but for a binary operator with nothing to join on one side, which is
 * a sign (`-1`) or stands behind (`4\times`).
 */
export type Role = AtomClass | 'sign' | 'behind'

export interface Placed {
  node: Exclude<MathNode, Space>
  role: Role
  /** Space that was asked for before it. */
  asked: 'none' | 'thin' | 'wide'
}

/** A row's nodes with their roles; explicit spaces become a property of the node after them. */
export function placed(row: readonly MathNode[]): Placed[] {
  const all: Placed[] = []
  let asked: Placed['asked'] = 'none'
  for (const node of row) {
    if (node.kind === 'space') {
      if (!node.thin) asked = 'wide'
      else if (asked === 'none') asked = 'thin'
      continue
    }
    all.push({ node, role: classOf(node), asked })
    asked = 'none'
  }
  for (const [index, one] of all.entries()) {
    if (one.role !== 'bin') continue
    const before = all[index - 1]?.role
    const after = all[index + 1]?.role
    if (before === undefined || /^(?:open|bin|rel|punct|op|sign)$/.test(before)) one.role = 'sign'
    else if (after === undefined || /^(?:rel|close|punct)$/.test(after)) one.role = 'behind'
  }
  return all
}

/**
 * What stands between two neighbours: a blank or nothing. Relations always have their blanks; sums and products have
 * those that their author gave them (`256\times256`, `a + b`); in scripts only what would run together is kept apart.
 * @param all the row
 * @param index of the second neighbour, at least 1
 */
export function gap(all: readonly Placed[], index: number, inScript: boolean): '' | ' ' {
  const left = all[index - 1] as Placed
  const right = all[index] as Placed
  if (/\s$/.test(lastText(left)) || /^\s/.test(firstText(right))) return ''
  if (joinsNames(left, right)) return ' '
  if (inScript) return right.asked === 'wide' ? ' ' : ''
  if (left.role === 'open' || right.role === 'close' || right.role === 'behind') return ''
  if (right.role === 'punct') return right.node.spaced && textOf(right) === ':' ? ' ' : ''
  if (right.asked !== 'none') return ' '
  if (left.role === 'punct') return afterPunctuation(all, index)
  if (left.role === 'rel' || right.role === 'rel') return aroundRelation(all, index)
  if (left.role === 'bin') return isLoose(left, right) ? ' ' : ''
  if (right.role === 'bin') return isLoose(right, all[index + 1]) ? ' ' : ''
  if (left.role === 'sign') return ''
  if (left.role === 'op' || right.role === 'op') return aroundOperator(left, right)
  if (right.role === 'open') return lastText(left) === '/' ? hint(left) : ''
  return right.node.spaced && !isDifferential(left.node) ? ' ' : ''
}

/** ∂, ∇ and their powers stand close to what they are applied to. */
export function isDifferential(node: MathNode | undefined): boolean {
  const base = node?.kind === 'scripts' && node.sub === null ? node.base : node
  return base?.kind === 'atom' && /^[∂∇]$/.test(base.text)
}

/** `\log n` and `n \mathrm{acc}` would be one word. */
function joinsNames(left: Placed, right: Placed): boolean {
  const before = lastText(left)
  const after = firstText(right)
  if (isFunction(left) && (right.role === 'ord' || right.role === 'op' || right.role === 'sign'))
    return right.node.kind !== 'fraction' && !/^[/!|‖:]/.test(after)
  if (isFunction(right))
    return left.role === 'ord' || left.role === 'close' ? !/[/|‖]$/.test(before) : left.role === 'behind'
  if (!/[\p{L}\p{M}]$/u.test(before) || !/^\p{L}/u.test(after)) return false
  if (/^(?:th|st|nd|rd|s)$/.test(after) || (left.node.kind === 'text' && right.node.kind === 'text')) return false
  return isWord(before) !== isWord(after) || (isWord(before) && left.node.kind === 'atom' && right.node.kind === 'atom')
}

/** Letters of a product are atoms of one letter each. */
function isWord(text: string): boolean {
  return /\p{L}{2}/u.test(text)
}

function isFunction({ node, role }: Placed): boolean {
  const named = node.kind === 'scripts' ? node.base : node
  return role === 'op' && named?.kind === 'atom' && /^\p{L}/u.test(named.text)
}

function afterPunctuation(all: readonly Placed[], index: number): '' | ' ' {
  const sign = textOf(all[index - 1] as Placed)
  const before = all[index - 2]
  const right = all[index] as Placed
  const ofNumbers = before !== undefined && /\d$/.test(textOf(before)) && /^[\d−]/.test(textOf(right))
  if (sign === ':') return right.node.spaced || (!ofNumbers && !isInRange(all, index)) ? ' ' : ''
  return right.node.spaced || !ofNumbers ? ' ' : ''
}

/** `S[1:n]` is a range; `f: X → Y` and `{x: x > 0}` are not. */
function isInRange(all: readonly Placed[], index: number): boolean {
  let closed = 0
  for (let i = index - 1; i >= 0; i--) {
    const one = all[i] as Placed
    if (one.role === 'close') closed++
    else if (one.role === 'open' && closed-- === 0) return textOf(one) !== '{'
  }
  return false
}

function aroundRelation(all: readonly Placed[], index: number): '' | ' ' {
  const left = all[index - 1] as Placed
  const right = all[index] as Placed
  if (left.role === 'rel' && right.role === 'rel') return ''
  const after = all[index + 1]
  if (right.role === 'rel') return after === undefined || after.role === 'close' ? hint(right) : ' '
  const before = all[index - 2]
  const leads = before === undefined || /^(?:open|rel|punct)$/.test(before.role)
  if (!leads || !COMPARATORS.has(textOf(left))) return ' '
  return all.slice(index).every(({ role }) => role !== 'bin' && role !== 'rel') ? '' : ' '
}

function aroundOperator(left: Placed, right: Placed): '' | ' ' {
  if (left.role === 'op') return isFunction(left) ? afterFunction(left, right) : ' '
  return /[/|‖]$/.test(lastText(left)) ? hint(right) : ' '
}

/** log(x), but max_(x∈X) (x). */
function afterFunction({ node }: Placed, right: Placed): '' | ' ' {
  const limited = node.kind === 'scripts' && node.sub !== null && !isRaisable(node.sub, false)
  return limited && right.role === 'open' ? ' ' : ''
}

/** Whether an operator's author set it off. The blank after a command's name says nothing. */
function isLoose(operator: Placed, after: Placed | undefined): boolean {
  // A star that touches its letter is a part of its name.
  if (/^[⋆∗]$/.test(textOf(operator))) return true
  return operator.node.spaced || operator.asked !== 'none' || (after?.node.spaced ?? false)
}

function hint(one: Placed): '' | ' ' {
  return one.node.spaced ? ' ' : ''
}

function textOf({ node }: Placed): string {
  return node.kind === 'atom' || node.kind === 'text' ? node.text : ''
}

function firstText(one: Placed): string {
  const { node } = one
  const first = node.kind === 'scripts' ? node.base : node
  return first?.kind === 'atom' || first?.kind === 'text' ? first.text : ''
}

/** What a node ends with; nothing where that is a script, a bracket or a root. */
function lastText({ node }: Placed): string {
  return node.kind === 'atom' || node.kind === 'text' ? node.text : ''
}
