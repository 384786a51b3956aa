/** A translation engine as the settings name it, ready to be asked. */
export type TranslatorSettings =
  | { kind: 'openai'; baseUrl: string; model: string; key: string | undefined }
  | { kind: 'deepl'; baseUrl: string | undefined; key: string }
  | { kind: 'libretranslate'; baseUrl: string; key: string | undefined }
  | { kind: 'apertium'; baseUrl: string }

export interface TranslationSettings {
  /** In the order in which they are asked; none by default: then nothing is translated. */
  translators: TranslatorSettings[]
  /** Papers translated at the same time, and requests under way to each engine. */
  concurrency: number
  /** To each engine, of each process. */
  requestsPerMinute: number
  /** Of source text, to each engine, of all processes together; per day in UTC. */
  charactersPerDay: number
}

type Given = Readonly<Record<string, string | undefined>>

const KINDS = ['openai', 'deepl', 'libretranslate', 'apertium'] as const
const OPENAI_URL = 'https://api.openai.com/v1'
const APERTIUM_URL = 'http://127.0.0.1:2737'
const DEFAULTS = { concurrency: 2, requestsPerMinute: 60, charactersPerDay: 500_000 }

/** What is wrong is added to `problems`. A translator's variables are looked at where `TRANSLATORS` names it. */
export function readTranslation(given: Given, problems: string[]): TranslationSettings {
  const text = given.TRANSLATORS ?? ''
  const names = [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ].filter((name) => name !== 'none')
  const unknown = names.filter((name) => !isKind(name))
  if (unknown.length > 0)
    problems.push(
      `TRANSLATORS is "${text}": it must be none, or names of ${KINDS.join(', ')} separated by blanks, in the order in which they are asked; not there: ${unknown.join(', ')}`,
    )
  const read = new Reader(given, problems)
  return {
    translators: names.filter(isKind).flatMap((kind) => readTranslator(kind, read) ?? []),
    concurrency: read.wholeNumber('TRANSLATE_CONCURRENCY', 1, 50, DEFAULTS.concurrency),
    requestsPerMinute: read.wholeNumber('TRANSLATE_REQUESTS_PER_MINUTE', 1, 60_000, DEFAULTS.requestsPerMinute),
    charactersPerDay: read.wholeNumber('TRANSLATE_CHARACTERS_PER_DAY', 1, 1_000_000_000, DEFAULTS.charactersPerDay),
  }
}

function isKind(name: string): name is (typeof KINDS)[number] {
  return (KINDS as readonly string[]).includes(name)
}

function readTranslator(kind: (typeof KINDS)[number], read: Reader): TranslatorSettings | null {
  switch (kind) {
    case 'openai': {
      const baseUrl = read.url('OPENAI_BASE_URL', OPENAI_URL)
      const model = read.needed('OPENAI_MODEL', kind, "the model's name, e.g. gpt-4o-mini")
      // A server of one's own may want none.
      const key =
        baseUrl === OPENAI_URL
          ? read.needed('OPENAI_API_KEY', kind, 'a key of platform.openai.com')
          : read.text('OPENAI_API_KEY')
      return model === undefined || baseUrl === undefined ? null : { kind, baseUrl, model, key }
    }
    case 'deepl': {
      const key = read.needed('DEEPL_API_KEY', kind, 'a key of the free API (it ends in :fx) or of the pro one')
      const baseUrl = read.url('DEEPL_URL', undefined)
      return key === undefined ? null : { kind, key, baseUrl }
    }
    case 'libretranslate': {
      const named = read.needed('LIBRETRANSLATE_URL', kind, "the server's URL, e.g. http://127.0.0.1:5000")
      const baseUrl = named && read.url('LIBRETRANSLATE_URL', undefined)
      return baseUrl === undefined ? null : { kind, baseUrl, key: read.text('LIBRETRANSLATE_KEY') }
    }
    case 'apertium': {
      const baseUrl = read.url('APERTIUM_URL', APERTIUM_URL)
      return baseUrl === undefined ? null : { kind, baseUrl }
    }
  }
}

class Reader {
  readonly #given: Given
  readonly #problems: string[]

  constructor(given: Given, problems: string[]) {
    this.#given = given
    this.#problems = problems
  }

  text(name: string): string | undefined {
    return this.#given[name]?.trim()
  }

  needed(name: string, kind: string, wanted: string): string | undefined {
    const text = this.text(name)
    if (text === undefined)
      this.#problems.push(`${name} is unset, while TRANSLATORS names ${kind}: it must be ${wanted}`)
    return text
  }

  /** Without a slash at its end. */
  url<T extends string | undefined>(name: string, otherwise: T): string | T {
    const text = this.text(name)
    if (text === undefined) return otherwise
    if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
      const { username, search, hash } = new URL(text)
      if (username === '' && search === '' && hash === '') return text.replace(/\/+$/, '')
    }
    // Not quoted: what is no URL may well be a key.
    this.#problems.push(
      `${name} can't be used: it must be a URL that begins with http:// or https://, without a password, a query and a fragment, e.g. ${APERTIUM_URL}`,
    )
    return otherwise
  }

  wholeNumber(name: string, min: number, max: number, otherwise: number): number {
    const text = this.text(name)
    if (text === undefined) return otherwise
    if (/^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
    this.#problems.push(`${name} is "${text}": it must be a whole number from ${min} to ${max.toLocaleString('en-US')}`)
    return otherwise
  }
}

/** By variable name, as text, keys masked. */
export function describeTranslation(settings: TranslationSettings): Record<string, string> {
  const described: Record<string, string> = {
    TRANSLATORS: settings.translators.map(({ kind }) => kind).join(' ') || '(unset: nothing is translated)',
  }
  const secret = (key: string | undefined) => (key === undefined ? '(unset)' : '********')
  for (const one of settings.translators) {
    if (one.kind === 'openai') {
      described.OPENAI_BASE_URL = one.baseUrl
      described.OPENAI_MODEL = one.model
      described.OPENAI_API_KEY = secret(one.key)
    }
    if (one.kind === 'deepl') {
      described.DEEPL_URL = one.baseUrl ?? '(unset: the one that the key belongs to)'
      described.DEEPL_API_KEY = secret(one.key)
    }
    if (one.kind === 'libretranslate') {
      described.LIBRETRANSLATE_URL = one.baseUrl
      described.LIBRETRANSLATE_KEY = secret(one.key)
    }
    if (one.kind === 'apertium') described.APERTIUM_URL = one.baseUrl
  }
  described.TRANSLATE_CONCURRENCY = String(settings.concurrency)
  described.TRANSLATE_REQUESTS_PER_MINUTE = String(settings.requestsPerMinute)
  described.TRANSLATE_CHARACTERS_PER_DAY = String(settings.charactersPerDay)
  return described
}
