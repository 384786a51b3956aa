import { languageTag } from '../domain/language-tag.ts'
import { askJson, type HttpOptions } from './http.ts'
import { primarySubtag } from './languages.ts'
import { WORDS } from './placeholders.ts'
import { type FailureKind, type Provider, ProviderFailure } from './provider.ts'

export interface LibreTranslateOptions {
  /** `http://127.0.0.1:5000` */
  baseUrl: string
  key?: string | undefined
}

/** https://docs.libretranslate.com/api/operations/translate/ */
export function createLibreTranslate(options: LibreTranslateOptions, http: HttpOptions): Provider {
  const { key } = options
  const base = options.baseUrl.replace(/\/+$/, '')

  return {
    name: 'libretranslate',
    placeholders: WORDS,
    takesGlossary: false,
    languages: async (signal) => {
      const answer = await askJson({ url: `${base}/languages`, signal, kindOf }, http)
      if (!Array.isArray(answer)) throw new ProviderFailure('garbage', 'JSON that is no list of languages')
      const all = answer as ({ code?: unknown; targets?: unknown } | null)[]
      const english = all.find((one) => one?.code === 'en')
      // Old servers name no targets: each language goes to each.
      const codes = Array.isArray(english?.targets) ? english.targets : english ? all.map((one) => one?.code) : []
      return codes.flatMap((code) => languageTag(String(code)) ?? []).filter((code) => code !== 'en')
    },
    translate: async (texts, source, target, { signal } = {}) => {
      const body = {
        q: texts,
        source: primarySubtag(source),
        target,
        format: 'text',
        ...(key && { api_key: key }),
      }
      const answer = await askJson({ url: `${base}/translate`, body, secret: key, signal, kindOf }, http)
      const { translatedText } = (answer ?? {}) as { translatedText?: unknown }
      const isWhole = Array.isArray(translatedText) && translatedText.length === texts.length
      if (!isWhole || !translatedText.every((text) => typeof text === 'string'))
        throw new ProviderFailure('garbage', `JSON without the ${texts.length} translations`)
      return translatedText
    },
  }
}

function kindOf(status: number, detail: string): FailureKind | null {
  if (status === 400 && /not supported|not available/i.test(detail)) return 'language'
  return /api key/i.test(detail) && (status === 400 || status === 403) ? 'settings' : null
}
