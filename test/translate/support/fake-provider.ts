import type { GlossaryEntry } from '../../../src/translate/glossary.ts'
import { type PlaceholderForm, WORDS } from '../../../src/translate/placeholders.ts'
import type { Provider } from '../../../src/translate/provider.ts'

export interface FakeProvider extends Provider {
  /** The texts of each request. */
  readonly requests: string[][]
  /** The terms that came with each. */
  readonly glossaries: (readonly GlossaryEntry[])[]
}

export interface FakeOptions {
  name?: string
  placeholders?: PlaceholderForm
  takesGlossary?: boolean
  languages?: readonly string[] | null
}

/** A provider without a server. @param answer to one text, or an error to throw for its request */
export function fakeProvider(
  answer: (text: string, request: number) => string | Error,
  { name = 'fake', placeholders = WORDS, takesGlossary = false, languages = null }: FakeOptions = {},
): FakeProvider {
  const requests: string[][] = []
  const glossaries: (readonly GlossaryEntry[])[] = []
  return {
    name,
    placeholders,
    takesGlossary,
    requests,
    glossaries,
    languages: async () => languages,
    translate: async (texts, _source, _target, request) => {
      requests.push([...texts])
      glossaries.push(request?.glossary ?? [])
      return texts.map((text) => {
        const made = answer(text, requests.length)
        if (made instanceof Error) throw made
        return made
      })
    },
  }
}

/** Something like Spanish: every word gets another end, everything else stays. */
export function pseudoSpanish(text: string): string {
  return text.replace(/(?<![\w<&/'’])[A-Z]?[a-z]{3,}(?![\w'’])/g, (word) => `${word.slice(0, -1)}os`)
}
