import temml from 'temml'
import { isKnownCommand } from './commands.ts'
import type { Piece, ReadFormula } from './formula.ts'
import { parseFormula } from './parse.ts'

/** A formula is one word to browsers: a longer one would reach out of a phone's page. In characters on one line. */
const MAX_LENGTH = 32

/** Formulas that only MathML can show: matrices, cases, signs above signs. No limit that people meet. */
const MAX_SOURCE = 400
const MAX_BRACES = 24

const STRUCTURES = new Set(
  'begin end overset underset stackrel overbrace underbrace xrightarrow xleftarrow substack overrightarrow overleftarrow mathbin mathrel'.split(
    ' ',
  ),
)

/**
 * A formula as MathML (https://www.w3.org/TR/mathml-core/), safe to be put into a page: none but the elements and
 * attributes named here, no styles, no links. Null where text and scripts show it as well or better: running text, plain
 * numbers, long formulas, and wherever Temml reads anything else in it than we do.
 * @param tex without its dollars
 * @param reading how we read it; null where we don't
 */
export function formulaMathml(tex: string, reading: ReadFormula | null): string | null {
  if (reading ? !isBetterDrawn(tex, reading) : !isStructure(tex)) return null
  const mathml = rendered(tex)
  if (mathml === null) return null
  const cleaned = clean(mathml)
  return cleaned !== null && (reading === null || saysTheSame(cleaned, reading.pieces)) ? cleaned : null
}

/** Primes need a font made for them, or they float above their letters. */
function isBetterDrawn(tex: string, { unicode }: ReadFormula): boolean {
  return unicode.length <= MAX_LENGTH && !/[′″‴]/.test(unicode) && !isRunningText(tex)
}

/** Whether it is nothing but words, numbers and signs: these are better searched and copied as text. */
export function isRunningText(tex: string): boolean {
  const parsed = parseFormula(tex)
  return (
    'row' in parsed &&
    parsed.row.every(
      (node) => node.kind === 'text' || node.kind === 'space' || (node.kind === 'atom' && !/\p{L}/u.test(node.text)),
    )
  )
}

/** Whether we would know each part of it, but not how to put them on one line. */
function isStructure(tex: string): boolean {
  if (tex.length > MAX_SOURCE || (tex.match(/\{/g)?.length ?? 0) > MAX_BRACES || /(?<!\\)%/.test(tex)) return false
  const names = [...tex.matchAll(/\\(?:([A-Za-z]+)|[\s\S])/g)].flatMap(([, name]) => name ?? [])
  return names.length > 0 && names.every((name) => isKnownCommand(name) || STRUCTURES.has(name))
}

function rendered(tex: string): string | null {
  try {
    return temml.renderToString(tex, { throwOnError: true, trust: false, strict: false, macros: {}, maxExpand: 200 })
  } catch {
    // What Temml does not know is shown in another way.
    return null
  }
}

const ELEMENTS = new Set(
  'math mrow mi mn mo mtext mspace msup msub msubsup mover munder munderover mfrac msqrt mroot mpadded mstyle mtable mtr mtd'.split(
    ' ',
  ),
)

const ATTRIBUTES = new Set(
  'form fence separator stretchy symmetric largeop movablelimits lspace rspace minsize maxsize mathvariant width height depth linethickness displaystyle scriptlevel accent columnalign rowspacing columnspacing'.split(
    ' ',
  ),
)

/**
 * Keeps of MathML the elements and attributes that carry what it says; null where there is any other element.
 * Sizes and colours of the rest are our own style sheet's.
 */
function clean(mathml: string): string | null {
  const token = /<(\/?)([A-Za-z]+)((?:\s+[\w-]+="[^"<>]*")*)\s*>|[^<>]+/y
  let html = ''
  while (token.lastIndex < mathml.length) {
    const [found, slash = '', name, attributes = ''] = token.exec(mathml) ?? []
    if (found === undefined) return null
    if (name === undefined) html += found.replace(/&(?!(?:lt|gt|amp|quot|#39);)/g, '&amp;')
    else if (!ELEMENTS.has(name)) return null
    else html += `<${slash}${name}${slash === '' ? keptAttributes(attributes) : ''}>`
  }
  return html
}

function keptAttributes(attributes: string): string {
  return [...attributes.matchAll(/\s([\w-]+)="([\w .%+-]*)"/g)]
    .filter(([, name = '']) => ATTRIBUTES.has(name))
    .map(([, name, value]) => ` ${name}="${value}"`)
    .join('')
}

/**
 * Whether both hold the same letters, numbers and operators, in whatever order: Temml takes a `%` for the beginning of a
 * comment, for one.
 */
function saysTheSame(mathml: string, pieces: readonly Piece[]): boolean {
  const text = mathml
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[name] ?? "'")
  return signs(text) === signs(visible(pieces))
}

function visible(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      piece.kind === 'text'
        ? piece.text.replace(' choose ', '')
        : [piece.sub, piece.sup].map((part) => visible(part?.pieces ?? [])).join(''),
    )
    .join('')
}

/** Without what one of them draws and the other writes: brackets, slashes, roots, accents. */
function signs(text: string): string {
  const all = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\s()/√∛∜~ˆˇ˘˙¨´`¯→‾_^]/gu, '')
    .replace(/[-−–]/g, '-')
    .replace(/[∗⋆*]/g, '*')
    .replace(/[∣|]/g, '|')
    .replace(/[∥‖]/g, '‖')
    .replace(/[°∘]/g, '∘')
    .replace(/[·⋅]/g, '·')
    .replace(/[•∙]/g, '•')
  return [...all].sort().join('')
}
