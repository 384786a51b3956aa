import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFormula } from '../../../src/lib/math/formula.ts'
import { evaluated, parsed, type Reading } from './one-line.ts'

/** An expression whose value we know, and which we can write in TeX. */
type Expression =
  | { kind: 'letter'; name: Letter }
  | { kind: 'number'; value: number }
  | { kind: 'sum' | 'difference' | 'product' | 'dot' | 'quotient' | 'fraction' | 'power'; of: [Expression, Expression] }
  | { kind: 'minus' | 'root' | 'cube root'; of: [Expression] }

type Letter = 'a' | 'b' | 'x' | 'n' | '\\alpha' | '\\beta'

const LETTERS: Record<Letter, { shown: string; value: number }> = {
  a: { shown: 'a', value: 1.3 },
  b: { shown: 'b', value: 0.7 },
  x: { shown: 'x', value: 2.1 },
  n: { shown: 'n', value: 1.9 },
  '\\alpha': { shown: 'α', value: 0.45 },
  '\\beta': { shown: 'β', value: 1.15 },
}
const VALUES = new Map(Object.values(LETTERS).map(({ shown, value }) => [shown, value]))

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
    fc.record({ kind: fc.constant('letter' as const), name: fc.constantFrom(...(Object.keys(LETTERS) as Letter[])) }),
    fc.record({ kind: fc.constant('number' as const), value: fc.constantFrom(1, 2, 3, 10, 0.5) }),
    fc.record({
      kind: fc.constantFrom('sum', 'difference', 'product', 'dot', 'quotient', 'fraction', 'power'),
      of: fc.tuple(tie('expression'), tie('expression')),
    }),
    fc.record({ kind: fc.constantFrom('minus', 'root', 'cube root'), of: fc.tuple(tie('expression')) }),
  ) as fc.Arbitrary<Expression>,
}))

function value(of: Expression): number {
  if (of.kind === 'letter') return LETTERS[of.name].value
  if (of.kind === 'number') return of.value
  const [left = 0, right = 0] = of.of.map(value)
  switch (of.kind) {
    case 'sum':
      return left + right
    case 'difference':
      return left - right
    case 'product':
    case 'dot':
      return left * right
    case 'quotient':
    case 'fraction':
      return left / right
    case 'power':
      return left ** right
    case 'minus':
      return -left
    case 'root':
      return Math.sqrt(left)
    case 'cube root':
      return left ** (1 / 3)
  }
}

/** As an author would write it, with the brackets that TeX needs. */
function tex(of: Expression): string {
  if (of.kind === 'letter') return of.name
  if (of.kind === 'number') return String(of.value)
  const [left, right] = of.of as [Expression, Expression]
  switch (of.kind) {
    case 'sum':
      return `${tex(left)}+${term(right)}`
    case 'difference':
      return `${tex(left)} - ${term(right)}`
    case 'product':
      return `${factor(left)} ${factor(right, true)}`
    case 'dot':
      return `${factor(left)} \\cdot ${factor(right, true)}`
    case 'quotient':
      return `${single(left)}/${single(right)}`
    case 'fraction':
      return `\\frac{${tex(left)}}{${tex(right)}}`
    case 'power':
      return `${base(left)}^{${tex(right)}}`
    case 'minus':
      return `-${factor(left)}`
    case 'root':
      return `\\sqrt{${tex(left)}}`
    case 'cube root':
      return `\\sqrt[3]{${tex(left)}}`
  }
}

const bracketed = (of: Expression) => `\\left(${tex(of)}\\right)`
const term = (of: Expression) => (/^(?:sum|difference|minus)$/.test(of.kind) ? bracketed(of) : tex(of))
const base = (of: Expression) => (/^(?:letter|number)$/.test(of.kind) ? tex(of) : bracketed(of))
const single = (of: Expression) => (/^(?:letter|number|power|root)$/.test(of.kind) ? tex(of) : bracketed(of))

function factor(of: Expression, isSecond = false): string {
  const isLoose = /^(?:sum|difference|minus|quotient)$/.test(of.kind)
  const runsOn = isSecond && /^(?:number|product|dot)$/.test(of.kind)
  // Whoever writes 2^3 x puts the number first, or a bracket around it.
  const isNumeric = isSecond && /^\d/.test(tex(of))
  return isLoose || runsOn || isNumeric ? bracketed(of) : tex(of)
}

describe('a formula on one line', () => {
  it.each<Reading>(['products first', 'from left to right'])(
    'has the value that it has in TeX, also to those who read products and slashes %s',
    (reading) => {
      fc.assert(
        fc.property(expression, (of) => {
          const expected = value(of)
          fc.pre(Number.isFinite(expected) && Math.abs(expected) < 1e12)
          const read = readFormula(tex(of))
          if ('problem' in read) throw new Error(`${tex(of)}: ${read.problem}`)
          const found = evaluated(parsed(read.unicode, reading), VALUES)
          if (Math.abs(found - expected) > 1e-9 * Math.max(1, Math.abs(expected)))
            throw new Error(`${tex(of)} is ${expected}, but ${read.unicode} is ${found}`)
        }),
        { numRuns: 5000 },
      )
    },
  )

  it('is read back by a parser that knows what is wrong', () => {
    expect(evaluated(parsed('a+b/x', 'products first'), VALUES)).toBeCloseTo(1.3 + 0.7 / 2.1)
    expect(evaluated(parsed('1/2x', 'products first'), VALUES)).toBeCloseTo(1 / 4.2)
    expect(evaluated(parsed('1/2x', 'from left to right'), VALUES)).toBeCloseTo(1.05)
    expect(evaluated(parsed('√xb', 'products first'), VALUES)).toBeCloseTo(Math.sqrt(2.1 * 0.7))
    expect(evaluated(parsed('2⁻¹ x^(a b)', 'products first'), VALUES)).toBeCloseTo(0.5 * 2.1 ** (1.3 * 0.7))
  })
})
