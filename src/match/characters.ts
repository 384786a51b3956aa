/**
 * What a character is to the reader of words:
 * `word` part of a word; `single` a word of its own (scripts that write without blanks); `dash`; `blank` separates words
 * of one phrase (white space, quotation marks, what is left of markup); `apostrophe`; `none` not there at all (soft
 * hyphen, zero-width); `stop` ends a phrase (punctuation, brackets, operators).
 */
export type CharacterClass = 'word' | 'single' | 'dash' | 'blank' | 'apostrophe' | 'none' | 'stop'

export function characterClass(codePoint: number): CharacterClass {
  let found = codePoint < 128 ? ascii[codePoint] : others.get(codePoint)
  if (found === undefined) {
    found = classify(String.fromCodePoint(codePoint))
    if (codePoint < 128) ascii[codePoint] = found
    else others.set(codePoint, found)
  }
  return found
}

/** What has been classified already: the properties of Unicode are slow to ask for. */
const ascii = new Array<CharacterClass | undefined>(128).fill(undefined)
const others = new Map<number, CharacterClass>()

function classify(char: string): CharacterClass {
  if (/^\p{Default_Ignorable_Code_Point}$/u.test(char)) return 'none'
  if (/^['\u2018\u2019\u02bc\uff07]$/.test(char)) return 'apostrophe'
  if (/^[\p{Pd}\u2212\u2043]$/u.test(char)) return 'dash'
  if (/^[\s"`´*_^~\p{Pi}\p{Pf}\u201e\u201a\uff02\p{Cc}]$/u.test(char)) return 'blank'
  if (/^\p{L}$/u.test(char) && UNSPACED.test(char)) return 'single'
  if (/^[\p{L}\p{M}\p{N}∞]$/u.test(char)) return 'word'
  return 'stop'
}

/** Scripts that put no blanks between words (or, in Korean, hang particles on them). */
const UNSPACED =
  /^[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u
