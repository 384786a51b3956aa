import type { Digest } from '../domain/digest.ts'
import type { Paper } from '../domain/paper.ts'

/** Every paper once, in the digest's order. */
export function distinctPapers(digest: Digest): Paper[] {
  const papers = digest.groups.flatMap(({ entries }) => entries.map(({ entry }) => entry.paper))
  return [...new Map(papers.map((paper) => [paper.id, paper])).values()]
}

/**
 * When a paper was submitted, as its id tells (https://info.arxiv.org/help/arxiv_identifier.html): `2605.06696` and
 * `hep-th/9901001` begin with two digits each of year and month. Null where an id has no such form; `month` (1 to 12) is
 * null where there is no such month.
 */
export function submitted(id: string): { year: number; month: number | null } | null {
  const [, yy, mm] = /^(?:[a-z-]+\/)?(\d\d)(\d\d)/.exec(id) ?? []
  if (yy === undefined) return null
  const month = Number(mm)
  // arXiv began in August 1991.
  return { year: Number(yy) + (Number(yy) >= 91 ? 1900 : 2000), month: month >= 1 && month <= 12 ? month : null }
}

/** A name as citations need it. What is not taken apart (`whole`, or of one word) stands in `family`. */
export interface CitedName {
  /** Particles included: `van der Berg`. */
  family: string
  given: string
  /** `Jr.`, `III`; else empty. */
  suffix: string
  /** A collaboration, or something else that is no person's name. */
  whole: boolean
}

/**
 * One author of arXiv's list, without affiliation. Works on TeX (braces and accents stay together) as on plain text.
 * Null where nothing is left of the name.
 */
export function citedName(author: string): CitedName | null {
  const name = withoutAffiliation(author)
  if (name === '') return null
  const [, unsuffixed = name, suffix = ''] = SUFFIXED.exec(name) ?? []
  if (BODY.test(name) || isOthers(name) || /(?:^| )and(?: |$)/i.test(name) || hasComma(unsuffixed))
    return { family: name, given: '', suffix: '', whole: true }
  const words = wordsOf(unsuffixed)
  const start = familyStart(words)
  return { family: words.slice(start).join(' '), given: words.slice(0, start).join(' '), suffix, whole: false }
}

/** What some lists end in, as if it were a name. */
export function isOthers(name: string): boolean {
  return /^et\.? al\.?$/i.test(name)
}

/** What arXiv's own lists hold beside people: `The ALICE Collaboration`, `Team Phoenix`, `Some Working Group`. */
const BODY =
  /(?:^|\s)(?:collaborations?|consortium|teams?|group|project|initiative|community|committee|network|institute|university)(?:$|\s)/i

const SUFFIXED = /^(.*[^\s,])[\s,]+((?:Jr|Sr)\.?|II|III|IV)$/

/**
 * Without what stands in parentheses; one that stays open takes the rest. Those inside braces are part of the name, so
 * that braces which were balanced stay so.
 */
function withoutAffiliation(author: string): string {
  let kept = ''
  let braces = 0
  let depth = 0
  for (const [piece] of author.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === '{') braces++
    else if (piece === '}') braces = Math.max(0, braces - 1)
    if (piece === '(' && braces === 0) depth++
    else if (piece === ')' && braces === 0) depth = Math.max(0, depth - 1)
    else if (depth === 0) kept += piece
  }
  return (kept.trim() === '' ? author.replace(/[()]/g, ' ') : kept).replace(/\s+/g, ' ').trim()
}

/** Blanks inside braces, and after a TeX command of letters (`Fran\c cois`), separate no words. */
function wordsOf(name: string): string[] {
  const words: string[] = []
  let word = ''
  let depth = 0
  for (const [piece] of name.matchAll(/\\[A-Za-z]+ ?|\\[\s\S]|[\s\S]/g)) {
    if (piece === '{') depth++
    else if (piece === '}') depth = Math.max(0, depth - 1)
    if (piece !== ' ' || depth > 0) word += piece
    else {
      words.push(word)
      word = ''
    }
  }
  return [...words, word].filter((one) => one !== '')
}

const LOWER_PARTICLES = new Set(
  "af al an av bin da dal das de dei del della den der des di do dos du el ibn la le lo op st ten ter te und van vom von zu zum zur 't".split(
    ' ',
  ),
)
/** Written large, only these are nearly always of the family's name: Luc Van Gool, Alessandro De Palma. */
const LARGE_PARTICLES = new Set('Al Ben Da Dal De Del Della Di Dos El La Le Ter Van Von'.split(' '))
/** Between two family names: Ramón y Cajal. */
const JOINTS = new Set(['y', 'e', 'i'])
/** Van and Le are Vietnamese given names, too. */
const VIETNAMESE =
  /^(?:Bui|Cao|Dang|Dao|Dinh|Do|Duong|Hoang|Huynh|Le|Luong|Ngo|Nguyen|Pham|Phan|Tran|Trinh|Truong|Vo|Vu)$/

/** The index of the word that begins the family's name: the first particle after the given names, else the last word. */
function familyStart(words: readonly string[]): number {
  const last = words.length - 1
  const vietnamese = words.some((word, i) => (i === 0 || i === last) && VIETNAMESE.test(word))
  for (let i = 1; i < last; i++) {
    const word = words[i] as string
    if (LOWER_PARTICLES.has(word) || (LARGE_PARTICLES.has(word) && !vietnamese)) return i
    if (JOINTS.has(word) && i > 1) return i - 1
  }
  return Math.max(0, last)
}

function hasComma(name: string): boolean {
  let depth = 0
  for (const [piece] of name.matchAll(/\\[\s\S]|[{},]/g)) {
    if (piece === '{') depth++
    else if (piece === '}') depth--
    else if (piece === ',' && depth <= 0) return true
  }
  return false
}
