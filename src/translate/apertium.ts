import { languageTag } from '../domain/language-tag.ts'
import { askJson, type HttpOptions } from './http.ts'
import { WORDS } from './placeholders.ts'
import { type FailureKind, type Provider, ProviderFailure } from './provider.ts'

export interface ApertiumOptions {
  /** `http://127.0.0.1:2737` */
  baseUrl: string
}

/** Apertium APy: https://wiki.apertium.org/wiki/Apertium-apy */
export function createApertium(options: ApertiumOptions, http: HttpOptions): Provider {
  const base = options.baseUrl.replace(/\/+$/, '')

  async function translateOne(text: string, source: string, target: string, signal?: AbortSignal): Promise<string> {
    const body = new URLSearchParams({
      q: text,
      langpair: `${apertiumCode(source)}|${apertiumCode(target)}`,
      markUnknown: 'no',
      format: 'txt',
    })
    const answer = await askJson({ url: `${base}/translate`, body, signal, kindOf }, http)
    const { translatedText } = ((answer as { responseData?: unknown } | null)?.responseData ?? {}) as {
      translatedText?: unknown
    }
    if (typeof translatedText !== 'string') throw new ProviderFailure('garbage', 'JSON without a translation')
    return withoutMarks(translatedText, text)
  }

  return {
    name: 'apertium',
    placeholders: WORDS,
    takesGlossary: false,
    languages: async (signal) => {
      const answer = await askJson({ url: `${base}/listPairs`, signal, kindOf }, http)
      const { responseData: pairs } = (answer ?? {}) as { responseData?: unknown }
      if (!Array.isArray(pairs)) throw new ProviderFailure('garbage', 'JSON without the list of pairs')
      const fromEnglish = (pairs as Record<string, unknown>[]).filter(
        ({ sourceLanguage }) => languageTag(String(sourceLanguage)) === 'en',
      )
      return [...new Set(fromEnglish.flatMap(({ targetLanguage }) => languageTag(String(targetLanguage)) ?? []))]
    },
    translate: async (texts, source, target, { signal } = {}) => {
      const all: string[] = []
      for (const text of texts) all.push(await translateOne(text, source, target, signal))
      return all
    },
  }
}

/** Words that it could not inflect or has no translation of begin with # or @, whatever `markUnknown` says. */
function withoutMarks(translation: string, text: string): string {
  return /[#@]/.test(text) ? translation : translation.replace(/[#@](?=\p{L})/gu, '')
}

/** The server itself makes `eng` of `en`, and `por_BR` of `pt_BR`. */
function apertiumCode(language: string): string {
  return language.replace('-', '_')
}

function kindOf(status: number, detail: string): FailureKind | null {
  return status === 400 && /not installed|pair/i.test(detail) ? 'language' : null
}
