import { languageTag } from '../domain/language-tag.ts'
import { askJson, type HttpOptions } from './http.ts'
import { primarySubtag } from './languages.ts'
import { IGNORED_XML } from './placeholders.ts'
import { type FailureKind, type Provider, ProviderFailure } from './provider.ts'

export interface DeeplOptions {
  /** One of the free API ends in `:fx`. */
  key: string
  /** Without a path; by default the one that the key belongs to. */
  baseUrl?: string | undefined
}

/** A request takes so many texts. */
const MAX_TEXTS = 50

/** Where DeepL wants a variant, or calls it differently. */
const TARGETS: Readonly<Record<string, string>> = {
  zh: 'ZH-HANS',
  'zh-Hant': 'ZH-HANT',
  'zh-TW': 'ZH-HANT',
  en: 'EN-US',
  pt: 'PT-PT',
  no: 'NB',
}

/** https://developers.deepl.com/api-reference/translate */
export function createDeepl({ key, baseUrl = baseOf(key) }: DeeplOptions, http: HttpOptions): Provider {
  const base = baseUrl.replace(/\/+$/, '')
  const headers = { authorization: `DeepL-Auth-Key ${key}` }

  async function translateSome(texts: readonly string[], source: string, target: string, signal?: AbortSignal) {
    const body = {
      text: texts,
      source_lang: primarySubtag(source).toUpperCase(),
      target_lang: TARGETS[target] ?? target.toUpperCase(),
      tag_handling: 'xml',
      tag_handling_version: 'v2',
      ignore_tags: ['x'],
      preserve_formatting: true,
    }
    const answer = await askJson({ url: `${base}/v2/translate`, body, headers, secret: key, signal, kindOf }, http)
    const { translations } = (answer ?? {}) as { translations?: unknown }
    const found = Array.isArray(translations) ? translations.map((one) => (one as { text?: unknown } | null)?.text) : []
    if (found.length !== texts.length || !found.every((text) => typeof text === 'string'))
      throw new ProviderFailure('garbage', `JSON without the ${texts.length} translations`)
    return found
  }

  return {
    name: 'deepl',
    placeholders: IGNORED_XML,
    takesGlossary: false,
    languages: async (signal) => {
      const answer = await askJson(
        { url: `${base}/v2/languages?type=target`, headers, secret: key, signal, kindOf },
        http,
      )
      if (!Array.isArray(answer)) throw new ProviderFailure('garbage', 'JSON that is no list of languages')
      const codes = answer.map((one) => String((one as { language?: unknown } | null)?.language ?? ''))
      return [...new Set(codes.flatMap((code) => languageTag(code) ?? []))]
    },
    translate: async (texts, source, target, { signal } = {}) => {
      const all: string[] = []
      for (let from = 0; from < texts.length; from += MAX_TEXTS)
        all.push(...(await translateSome(texts.slice(from, from + MAX_TEXTS), source, target, signal)))
      return all
    },
  }
}

function baseOf(key: string): string {
  return key.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com'
}

/** https://developers.deepl.com/docs/best-practices/error-handling */
function kindOf(status: number, detail: string): FailureKind | null {
  if (status === 456) return 'quota'
  if (status === 529) return 'limited'
  return status === 400 && /target_lang|source_lang/i.test(detail) ? 'language' : null
}
