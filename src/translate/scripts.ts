import { scriptCode } from './languages.ts'

/** Letters of each script that is more than its own name says; all others are Unicode's scripts. */
const LETTERS: Readonly<Record<string, string>> = {
  Hans: String.raw`\p{Script=Han}`,
  Hant: String.raw`\p{Script=Han}`,
  Jpan: String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー`,
  Kore: String.raw`\p{Script=Hangul}\p{Script=Han}`,
}
/** Of a word as long as English words are: one Han character is half a word. */
const LETTERS_A_WORD: Readonly<Record<string, number>> = { Hans: 2, Hant: 2, Jpan: 2.5, Kore: 2.5 }

/** Names and acronyms stay Latin in every language; more than this share of the words is no translation. */
const MOST_LATIN_WORDS = 0.6
/** So many words of small letters in a row are English that was left. */
const ENGLISH_WORDS = /(?:(?<![\p{L}-])[a-z]{2,}(?![\p{L}])[,;:\s]+){5}[a-z]{2,}/u

/** Why a text is not written as its language is, or null. */
export function scriptFault(source: string, answer: string, target: string): string | null {
  const script = scriptCode(target)
  if (!/\p{L}/u.test(source)) return null
  if (script === 'Latn') return latinFault(answer)
  const letter = lettersOf(script)
  if (letter === null) return `nobody can tell whether it is written in the script of ${target}`
  const own = (answer.match(letter) ?? []).length
  const latin = (answer.match(/\p{Script=Latin}+/gu) ?? []).length
  const letters = (answer.match(/\p{L}/gu) ?? []).length
  const latinLetters = (answer.match(/\p{Script=Latin}/gu) ?? []).length
  if (letters === 0) return 'it holds no letters'
  if (letters - latinLetters - own > letters * 0.05) return `it is not written in the script of ${target}`
  const words = own / (LETTERS_A_WORD[script] ?? 6)
  if (own === 0 || latin > (latin + words) * MOST_LATIN_WORDS) return `most of it is not in the script of ${target}`
  if (script === 'Jpan' && own > 30 && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(answer))
    return 'it is no Japanese'
  return ENGLISH_WORDS.test(answer) ? 'a part of it is left in English' : null
}

/** Null for what ISO 15924 has, but Unicode does not tell apart by letters: Gothic type, Nastaliq, symbols. */
function lettersOf(script: string): RegExp | null {
  try {
    return new RegExp(`[${LETTERS[script] ?? `\\p{Script=${script}}`}]`, 'gu')
  } catch {
    return null
  }
}

function latinFault(answer: string): string | null {
  const letters = (answer.match(/\p{L}/gu) ?? []).length
  const latin = (answer.match(/\p{Script=Latin}/gu) ?? []).length
  return latin < letters * 0.9 ? 'it is not written in Latin letters' : null
}
