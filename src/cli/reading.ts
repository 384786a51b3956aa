import type { Given } from './command.ts'

/** How papers are read: options of several commands. */
export const READING = {
  translation: { type: 'string' },
  show: { type: 'string' },
  abstracts: { type: 'string' },
} as const

export const READING_HELP = `  --translation  a language to translate papers to, such as es or zh; none for originals only (zh with --language zh)
  --show         of a translated paper: both (default), or the translation alone
  --abstracts    whole (default), or short for the first two sentences
`

export function reading(given: Given) {
  return { translation: given.text('translation'), show: given.text('show'), abstracts: given.text('abstracts') }
}
