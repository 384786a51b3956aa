/** What TeX calls the class of an atom: it decides the space around it. `op` is a function's name or a large operator. */
export type AtomClass = 'ord' | 'op' | 'bin' | 'rel' | 'open' | 'close' | 'punct'

export type Look = 'upright' | 'italic' | 'bold' | 'bold-italic'

interface Placed {
  /** Whether its author left white space before it that TeX does not need (the blank after `\log` is needed). */
  spaced: boolean
}

/** A letter, a number, an upright word, a symbol, with its accents. */
export interface Atom extends Placed {
  kind: 'atom'
  class: AtomClass
  /** As HTML shows it, in its look. Empty for `{}`. */
  text: string
  /** The same where there are no looks: bold x is 𝐱 there. */
  plain: string
  look: Look
}

/** Running text inside a formula: `\text{if }`. */
export interface TextNode extends Placed {
  kind: 'text'
  text: string
  look: Look
}

/** `\,` is thin and vanishes in scripts; `\quad` and `\ ` are not. */
export interface Space extends Placed {
  kind: 'space'
  thin: boolean
}

export interface Scripts extends Placed {
  kind: 'scripts'
  /** Null where they belong to what stands before the formula (`NeRF$^2$`). */
  base: MathNode | null
  primes: number
  sub: MathNode[] | null
  sup: MathNode[] | null
}

export interface Fraction extends Placed {
  kind: 'fraction'
  over: MathNode[]
  under: MathNode[]
}

export interface Binomial extends Placed {
  kind: 'binomial'
  from: MathNode[]
  choose: MathNode[]
}

export interface Root extends Placed {
  kind: 'root'
  /** Null for the square root. */
  index: MathNode[] | null
  of: MathNode[]
}

/** Formulas as titles and abstracts hold them: a row of nodes. Fences (`\left(`) and groups are rows within the row. */
export type MathNode = Atom | TextNode | Space | Scripts | Fraction | Binomial | Root

export function atom(text: string, atomClass: AtomClass, look: Look = 'upright', plain = text): Atom {
  return { kind: 'atom', class: atomClass, text, plain, look, spaced: false }
}

export function classOf(node: MathNode): AtomClass {
  if (node.kind === 'atom') return node.class
  return node.kind === 'scripts' && node.base ? classOf(node.base) : 'ord'
}

/** Whether the row is one bracket with all that it holds. */
export function isFenced(row: readonly MathNode[]): boolean {
  const last = row.at(-1)
  if (row.length < 2 || last?.kind !== 'atom' || last.class !== 'close') return false
  let depth = 0
  for (const [index, node] of row.entries()) {
    if (classOf(node) === 'open') depth++
    if (classOf(node) === 'close') depth--
    if (depth === 0 && index < row.length - 1) return false
  }
  return depth === 0
}

/** The row without the nodes inside brackets: what an operator before or after it would take apart. */
export function outsideBrackets(row: readonly MathNode[]): MathNode[] {
  let depth = 0
  return row.filter((node) => {
    const kind = classOf(node)
    if (kind === 'close') depth = Math.max(0, depth - 1)
    const outside = depth === 0
    if (kind === 'open') depth++
    return outside
  })
}
