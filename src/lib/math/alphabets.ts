import type { Look } from './tree.ts'

/** The alphabet that a command asks for. `default`: italic letters, upright digits and Greek capitals. */
export type Font =
  | 'default'
  | 'roman'
  | 'bold'
  | 'italic'
  | 'sans'
  | 'mono'
  | 'bold-italic'
  | 'double-struck'
  | 'script'
  | 'fraktur'

/** Fonts in which letters that stand side by side are a word, not a product. */
export const WORD_FONTS: ReadonlySet<Font> = new Set(['roman', 'bold', 'italic', 'sans', 'mono'])

/** First code points of A, a and 0 in a mathematical alphabet (Unicode's block 1D400); 0 where it has none. */
const ALPHABETS: Partial<Record<Font, readonly [upper: number, lower: number, digit: number]>> = {
  bold: [0x1d400, 0x1d41a, 0x1d7ce],
  'bold-italic': [0x1d468, 0x1d482, 0x1d7ce],
  'double-struck': [0x1d538, 0x1d552, 0x1d7d8],
  // TeX's calligraphic font has capitals alone.
  script: [0x1d49c, 0, 0],
  fraktur: [0x1d504, 0x1d51e, 0],
  sans: [0x1d5a0, 0x1d5ba, 0],
}

/** Letters that Unicode had before that block. */
const OLDER = new Map<string, string>(
  Object.entries({
    'script B': 'ℬ',
    'script E': 'ℰ',
    'script F': 'ℱ',
    'script H': 'ℋ',
    'script I': 'ℐ',
    'script L': 'ℒ',
    'script M': 'ℳ',
    'script R': 'ℛ',
    'fraktur C': 'ℭ',
    'fraktur H': 'ℌ',
    'fraktur I': 'ℑ',
    'fraktur R': 'ℜ',
    'fraktur Z': 'ℨ',
    'double-struck C': 'ℂ',
    'double-struck H': 'ℍ',
    'double-struck N': 'ℕ',
    'double-struck P': 'ℙ',
    'double-struck Q': 'ℚ',
    'double-struck R': 'ℝ',
    'double-struck Z': 'ℤ',
  }),
)

/** Bold Greek begins here: capitals upright, small letters italic, as TeX sets them. */
const BOLD_GREEK = { upper: 0x1d6a8, lower: 0x1d736 }

/** One letter or digit as Unicode has it in a font; null where it has none. */
export function letterIn(font: Font, letter: string): string | null {
  const older = OLDER.get(`${font} ${letter}`)
  if (older !== undefined) return older
  const alphabet = ALPHABETS[font]
  const code = letter.codePointAt(0) as number
  if (font === 'bold' || font === 'bold-italic') {
    if (letter >= 'Α' && letter <= 'Ω') return String.fromCodePoint(BOLD_GREEK.upper + code - 0x391)
    if (letter >= 'α' && letter <= 'ω') return String.fromCodePoint(BOLD_GREEK.lower + code - 0x3b1)
  }
  const [first, at] = /[A-Z]/.test(letter) ? [65, 0] : /[a-z]/.test(letter) ? [97, 1] : /\d/.test(letter) ? [48, 2] : []
  const start = alphabet && at !== undefined ? alphabet[at as 0 | 1 | 2] : 0
  return start && first !== undefined ? String.fromCodePoint(start + code - first) : null
}

export function lookOf(font: Font, letter: string): Look {
  if (font === 'bold') return /[α-ω]/.test(letter) ? 'bold-italic' : 'bold'
  if (font === 'bold-italic') return /[\dΑ-Ω]/.test(letter) ? 'bold' : 'bold-italic'
  if (font === 'italic') return 'italic'
  return font === 'default' && /[A-Za-zα-ωϵϑϰϖϱϕ]/.test(letter) ? 'italic' : 'upright'
}

const RAISED = pairs(
  '0⁰ 1¹ 2² 3³ 4⁴ 5⁵ 6⁶ 7⁷ 8⁸ 9⁹ +⁺ −⁻ =⁼ (⁽ )⁾ aᵃ bᵇ cᶜ dᵈ eᵉ fᶠ gᵍ hʰ iⁱ jʲ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ wʷ xˣ yʸ zᶻ',
  'Aᴬ Bᴮ Dᴰ Eᴱ Gᴳ Hᴴ Iᴵ Jᴶ Kᴷ Lᴸ Mᴹ Nᴺ Oᴼ Pᴾ Rᴿ Tᵀ Uᵁ Vⱽ Wᵂ βᵝ γᵞ δᵟ θᶿ φᵠ χᵡ',
  // Raised by themselves.
  '** ∗* ⋆⋆ †† ‡‡',
)

const LOWERED = pairs(
  '0₀ 1₁ 2₂ 3₃ 4₄ 5₅ 6₆ 7₇ 8₈ 9₉ +₊ −₋ =₌ (₍ )₎ aₐ eₑ hₕ iᵢ jⱼ kₖ lₗ mₘ nₙ oₒ pₚ rᵣ sₛ tₜ uᵤ vᵥ xₓ βᵦ γᵧ ρᵨ φᵩ χᵪ',
)

function pairs(...lists: string[]): ReadonlyMap<string, string> {
  return new Map(lists.flatMap((list) => list.split(' ').map((pair) => [pair[0] as string, pair.slice(1)] as const)))
}

/** The text in Unicode's super- or subscripts, or null where a character has none. */
export function inScript(text: string, up: boolean): string | null {
  const map = up ? RAISED : LOWERED
  let found = ''
  for (const character of text) {
    const script = map.get(character)
    if (script === undefined) return null
    found += script
  }
  return found
}
