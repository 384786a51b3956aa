/**
 * Why something is taken out before a translation:
 * - `formula` mathematics with its delimiters, and signs of mathematics outside of it
 * - `command` a TeX command with its arguments
 * - `address` a URL, an email address, a DOI
 * - `id` an arXiv identifier or category
 * - `code` identifiers, file names, options, calls, tags, words with digits
 * - `money` a sum with a dollar sign
 * - `name` a name with letters that English does not have
 * - `acronym` STaR, LLMs, LoRA: only engines that translate word by word need it
 * - `term` a term of the glossary
 * - `number` digits, where an engine has failed to keep them
 */
export type HeldKind =
  | 'formula'
  | 'command'
  | 'address'
  | 'id'
  | 'code'
  | 'money'
  | 'name'
  | 'acronym'
  | 'term'
  | 'number'

/** What is not given to the translator. */
export interface Held {
  kind: HeldKind
  source: string
  /** What is put back: the source itself, a term in the other language, or money whose dollar can't open a formula. */
  target: string
}

/** A text as a translator gets it: text, and what is held back, in the order of the source. */
export type Passage = readonly (string | Held)[]

/** A translator's answer: text, and which of the held pieces (1 is the first) stands where. */
export type Reply = readonly (string | number)[]

export function heldOf(passage: Passage): Held[] {
  return passage.filter((part) => typeof part !== 'string')
}

/** The text alone, with a blank for each piece that is held. */
export function textOf(parts: Passage | Reply): string {
  return parts.map((part) => (typeof part === 'string' ? part : ' ')).join('')
}

/** The passage untranslated, but for what is put back. */
export function targetOf(passage: Passage): string {
  return passage.map((part) => (typeof part === 'string' ? part : part.target)).join('')
}
