/** Products first: 1/2x is 1/(2x). From left to right: it is (1/2)x. Both are how people read. */
export type Reading = 'products first' | 'from left to right'

export type Tree = number | string | { sign: '+' | '-' | '*' | '/' | '^' | 'neg' | 'root' | 'cube root'; of: Tree[] }

const SMALL: Record<string, string> = Object.fromEntries(
  [...'⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻−⁽(⁾)ᵃaᵇbˣxⁿnᵝβ'].flatMap((small, index, all) =>
    index % 2 === 0 ? [[small, all[index + 1] as string]] : [],
  ),
)

/** A parser of formulas as plain text has them: not ours, but what a careful reader does. */
export function parsed(text: string, reading: Reading): Tree {
  const reader = new LineReader(
    text.replace(/[⁰¹²³⁴-⁹⁺⁻⁽⁾ᵃᵇˣⁿᵝ]+/g, (small) => `^(${[...small].map((sign) => SMALL[sign]).join('')})`),
    reading,
  )
  return reader.whole()
}

export function evaluated(tree: Tree, values: ReadonlyMap<string, number>): number {
  if (typeof tree === 'number') return tree
  if (typeof tree === 'string') return values.get(tree) ?? Number.NaN
  const [left = 0, right = 0] = tree.of.map((inner) => evaluated(inner, values))
  switch (tree.sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '^':
      return left ** right
    case 'neg':
      return -left
    case 'root':
      return Math.sqrt(left)
    case 'cube root':
      return left ** (1 / 3)
  }
}

class LineReader {
  readonly #text: string
  readonly #reading: Reading
  #at = 0

  constructor(text: string, reading: Reading) {
    this.#text = text
    this.#reading = reading
  }

  whole(): Tree {
    const tree = this.#sum()
    if (this.#at < this.#text.length) throw new Error(`"${this.#text}" goes on after ${this.#at}`)
    return tree
  }

  #sum(): Tree {
    this.#space()
    let left: Tree = this.#takes('−') ? { sign: 'neg', of: [this.#term()] } : this.#term()
    for (;;) {
      this.#space()
      if (this.#takes('+')) left = { sign: '+', of: [left, this.#term()] }
      else if (this.#takes('−')) left = { sign: '-', of: [left, this.#term()] }
      else return left
    }
  }

  #term(): Tree {
    let left = this.#group()
    for (;;) {
      this.#space()
      if (this.#takes('·')) left = { sign: '*', of: [left, this.#group()] }
      else if (this.#takes('/')) left = { sign: '/', of: [left, this.#group()] }
      else if (this.#beginsFactor()) left = { sign: '*', of: [left, this.#group()] }
      else return left
    }
  }

  /** Factors side by side, where they are read as one. */
  #group(): Tree {
    let left = this.#power()
    while (this.#reading === 'products first') {
      const start = this.#at
      this.#space()
      if (!this.#beginsFactor()) {
        this.#at = start
        break
      }
      left = { sign: '*', of: [left, this.#power()] }
    }
    return left
  }

  #power(): Tree {
    const base = this.#primary()
    return this.#takes('^') ? { sign: '^', of: [base, this.#primary()] } : base
  }

  #primary(): Tree {
    this.#space()
    if (this.#takes('√')) return { sign: 'root', of: [this.#radicand()] }
    if (this.#takes('∛')) return { sign: 'cube root', of: [this.#radicand()] }
    if (this.#takes('(')) {
      const inner = this.#sum()
      this.#space()
      if (!this.#takes(')')) throw new Error(`"${this.#text}" lacks a bracket at ${this.#at}`)
      return inner
    }
    const number = /^\d+(?:\.\d+)?/.exec(this.#text.slice(this.#at))?.[0]
    this.#at += number?.length ?? 1
    return number === undefined ? (this.#text[this.#at - 1] ?? '') : Number(number)
  }

  /** Letters that touch a root's letter stand under it, to the eye. */
  #radicand(): Tree {
    let tree = this.#primary()
    while (/^\p{L}/u.test(this.#text.slice(this.#at)) && this.#text[this.#at - 1] !== ')')
      tree = { sign: '*', of: [tree, this.#primary()] }
    return this.#text.startsWith('^', this.#at) && this.#text[this.#at - 1] !== ')'
      ? { sign: '^', of: [tree, this.#afterSign()] }
      : tree
  }

  #afterSign(): Tree {
    this.#at++
    return this.#primary()
  }

  #beginsFactor(): boolean {
    return /^[\p{L}\d(√∛]/u.test(this.#text.slice(this.#at))
  }

  #takes(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  #space(): void {
    while (this.#text[this.#at] === ' ') this.#at++
  }
}
