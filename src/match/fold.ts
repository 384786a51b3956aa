/**
 * One word without the differences that do not count: Unicode NFKC, case, accents, Greek letters by their Latin names
 * (`π0` is `pi0`), thousands commas, characters of no width. May be empty.
 */
export function foldWord(word: string): string {
  // Nearly every word is plain: no need to look closer.
  if (/^[A-Za-z0-9]+$/.test(word)) return word.toLowerCase()
  const bare = word.replace(/[_^,]|\p{Default_Ignorable_Code_Point}/gu, '')
  if (/^[!-~]*$/.test(bare)) return bare.toLowerCase()
  return bare
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENT, '')
    .replace(/[^!-~]/gu, (char) => SPELLED.get(char) ?? char)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}.+#*]/gu, '')
}

/** The accents of Latin, Greek and Cyrillic; vowel signs of other scripts make other words. */
const ACCENT = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g

const SPELLED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ħ: 'h',
    ı: 'i',
    ȷ: 'j',
    ŋ: 'n',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    þ: 'th',
    ð: 'd',
    α: 'alpha',
    β: 'beta',
    γ: 'gamma',
    δ: 'delta',
    ε: 'epsilon',
    ζ: 'zeta',
    η: 'eta',
    θ: 'theta',
    ι: 'iota',
    κ: 'kappa',
    λ: 'lambda',
    μ: 'mu',
    ν: 'nu',
    ξ: 'xi',
    ο: 'omicron',
    π: 'pi',
    ρ: 'rho',
    σ: 'sigma',
    ς: 'sigma',
    τ: 'tau',
    υ: 'upsilon',
    φ: 'phi',
    χ: 'chi',
    ψ: 'psi',
    ω: 'omega',
    '∞': 'infinity',
  }),
)
