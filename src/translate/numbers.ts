import { isSetApart, scriptCode } from './languages.ts'

/**
 * Why the numbers outside of what was held are not those of the source, or null. Each language may group digits and write
 * the decimal sign as it does ("1,000.5", "1.000,5", "1 000,5"), in its own digits, count in myriads (1.2 million is
 * 120万), and spell small ones out or not where Chinese and Japanese do.
 */
export function numberFault(source: string, answer: string, target: string): string | null {
  const numbers = numbersOf(source)
  let rest = asciiDigits(answer)
  // The longest first, so that no short one is found inside another.
  for (const number of [...numbers].sort((a, b) => b.digits.length - a.digits.length)) {
    const without = taken(rest, number, target)
    if (without === null) return `the number ${number.shown} is missing`
    rest = without
  }
  const spelledOut = spelledNumbers(source)
  for (const [found] of rest.matchAll(/\d+(?:[.,]\d+)*/g)) {
    const index = spelledOut.indexOf(found)
    if (index < 0) return `the number ${found} is not in the source`
    spelledOut.splice(index, 1)
  }
  return null
}

interface SourceNumber {
  shown: string
  /** All digits, without grouping; the last `decimals` of them stand behind the point. */
  digits: string
  decimals: number
  /** The power of ten that the next word adds: 6 for "million". */
  scale: number
}

const SCALES = new Map([
  ['thousand', 3],
  ['million', 6],
  ['billion', 9],
  ['trillion', 12],
])

/** As English writes them. */
function numbersOf(source: string): SourceNumber[] {
  return [...asciiDigits(source).matchAll(/\d+(?:[.,]\d+)*/g)].map(({ 0: shown, index }) => {
    const word = /^[\s-](thousand|million|billion|trillion)/i.exec(source.slice(index + shown.length))?.[1]
    const [, fraction = ''] = shown.split('.')
    return {
      shown,
      digits: shown.replace(/[.,]/g, ''),
      decimals: fraction.length,
      scale: SCALES.get(word?.toLowerCase() ?? '') ?? 0,
    }
  })
}

/** The text without one occurrence of the number, in any of its spellings. */
function taken(text: string, number: SourceNumber, target: string): string | null {
  // Engines write numbers and words together, too.
  const before = isSetApart(target) ? '[\\d\\p{L}]' : '\\d'
  for (const spelling of spellings(number, target)) {
    const pattern = new RegExp(`(?<!${before}|\\d[.,])${spelling}(?!\\d|[.,]\\d)`, 'u')
    if (pattern.test(text)) return text.replace(pattern, ' ')
  }
  return null
}

function spellings(number: SourceNumber, target: string): string[] {
  const { shown, digits, decimals, scale } = number
  // A list ({3,5,7}) or a version.
  if (!/^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(shown)) return [shown.split(/[.,]/).join('[.,;、，]\\s?')]
  const found = [written(digits, decimals)]
  if (scale > 0) found.push(...shifted(digits, decimals - scale))
  if (['Hans', 'Hant', 'Jpan', 'Kore'].includes(scriptCode(target))) {
    found.push(...shifted(digits, decimals - scale + 4).map((spelling) => `${spelling}\\s?[万萬만]`))
    found.push(...shifted(digits, decimals - scale + 8).map((spelling) => `${spelling}\\s?[亿億억]`))
    if (decimals === 0 && scale === 0 && Number(digits) <= 10)
      found.push(...HAN_NUMERALS.slice(Number(digits)).slice(0, 1))
  }
  return found
}

const HAN_NUMERALS = ['[〇零]', '一', '[二两兩]', '三', '四', '五', '六', '七', '八', '九', '十']

/** With another number of decimals, where that says the same. */
function shifted(digits: string, decimals: number): string[] {
  if (decimals < 0) return [written(digits + '0'.repeat(-decimals), 0)]
  const padded = digits.padStart(decimals + 1, '0')
  // 1200000 is 120.0000万, written 120万.
  const zeros = Math.min(decimals, /0*$/.exec(padded)?.[0].length ?? 0)
  return [written(padded.slice(0, padded.length - zeros), decimals - zeros)]
}

/** A pattern: digits grouped by threes or as in India, or not; any decimal sign. */
function written(digits: string, decimals: number): string {
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals)
  const grouped = [...whole]
    .map((digit, index) => (index > 0 && [3, 5, 6, 7, 9].includes(whole.length - index) ? `${GROUP}?${digit}` : digit))
    .join('')
  const bare = whole.length > 12 ? whole : grouped
  return decimals > 0 ? `${bare}[.,٫·]${fraction}` : bare
}

const GROUP = String.raw`[.,'’٬\u00a0\u202f\u2009 ]`

/** Words of the source that another language may write in digits. */
const WORDS = new Map(
  Object.entries({
    1: 'one first once single',
    2: 'two second twice both double dual pair',
    3: 'three third thrice triple',
    4: 'four fourth',
    5: 'five fifth',
    6: 'six sixth',
    7: 'seven seventh',
    8: 'eight eighth',
    9: 'nine ninth',
    10: 'ten tenth decade',
    11: 'eleven',
    12: 'twelve dozen',
    13: 'thirteen',
    14: 'fourteen',
    15: 'fifteen',
    16: 'sixteen',
    17: 'seventeen',
    18: 'eighteen',
    19: 'nineteen',
    20: 'twenty',
    30: 'thirty',
    40: 'forty',
    50: 'fifty half',
    60: 'sixty',
    70: 'seventy',
    80: 'eighty',
    90: 'ninety',
    100: 'hundred',
    1000: 'thousand',
  }).flatMap(([digits, words]) => words.split(' ').map((word) => [word, digits] as const)),
)

function spelledNumbers(source: string): string[] {
  return (source.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) => WORDS.get(word) ?? [])
}

/** Zeros of the decimal digits of other scripts, each followed by its nine others. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10,
]

function asciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    const zero = ZEROS.find((one) => code >= one && code <= one + 9)
    return zero === undefined ? digit : String(code - zero)
  })
}
