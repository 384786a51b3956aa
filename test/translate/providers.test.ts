import { afterEach, describe, expect, it } from 'vitest'
import { createApertium } from '../../src/translate/apertium.ts'
import { createDeepl } from '../../src/translate/deepl.ts'
import type { Fetch, HttpOptions } from '../../src/translate/http.ts'
import { createLibreTranslate } from '../../src/translate/libretranslate.ts'
import { createOpenAi } from '../../src/translate/openai.ts'
import { type Provider, ProviderFailure } from '../../src/translate/provider.ts'
import { translateText } from '../../src/translate/translate.ts'
import { type ApiServer, apiServer, type Step } from './support/api-server.ts'

const NOW = new Date('2026-05-11T06:00:00Z')
const KEY = 'not-a-real-key'

const open: ApiServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

async function server(...script: Step[]): Promise<ApiServer> {
  const made = await apiServer(...script)
  open.push(made)
  return made
}

const http = (options: Partial<HttpOptions> = {}): HttpOptions => ({
  fetch,
  now: () => NOW,
  timeoutMs: 5_000,
  ...options,
})

const make: Record<string, (baseUrl: string, options?: Partial<HttpOptions>) => Provider> = {
  openai: (baseUrl, options) => createOpenAi({ baseUrl: `${baseUrl}/v1/`, model: 'm', key: KEY }, http(options)),
  deepl: (baseUrl, options) => createDeepl({ baseUrl, key: KEY }, http(options)),
  libretranslate: (baseUrl, options) => createLibreTranslate({ baseUrl, key: KEY }, http(options)),
  apertium: (baseUrl, options) => createApertium({ baseUrl }, http(options)),
}

/** What each says for "El perro." */
const good: Record<string, unknown> = {
  openai: chat('{"translations":["El perro."]}'),
  deepl: { translations: [{ detected_source_language: 'EN', text: 'El perro.' }] },
  libretranslate: { translatedText: ['El perro.'] },
  apertium: { responseData: { translatedText: 'El perro.' }, responseDetails: null, responseStatus: 200 },
}

function chat(content: unknown, finish_reason = 'stop') {
  return { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }] }
}

async function failure(promise: Promise<unknown>): Promise<ProviderFailure> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProviderFailure)) throw error
  return error
}

describe.each(Object.keys(make))('%s', (name) => {
  const provider = (origin: string, options?: Partial<HttpOptions>) =>
    (make[name] as (typeof make)[string])(origin, options)
  const ask = (made: Provider, signal?: AbortSignal) =>
    made.translate(['The dog.'], 'en', 'es', signal ? { signal } : undefined)

  it('translates', async () => {
    const { origin } = await server({ body: good[name] })
    expect(await ask(provider(origin))).toEqual(['El perro.'])
  })

  it('is down where nobody listens', async () => {
    const gone = await apiServer('hang')
    await gone.close()
    expect(await failure(ask(provider(gone.origin)))).toMatchObject({
      kind: 'down',
      message: 'no connection (ECONNREFUSED)',
    })
  })

  it.each<[string, Step, Partial<ProviderFailure>]>([
    ['down where the connection ends', 'reset', { kind: 'down' }],
    ['down where it says so', { status: 503, headers: { 'retry-after': '7' } }, { kind: 'down', retryAfterMs: 7_000 }],
    ['down behind a gateway', { status: 502, body: '<html>Bad Gateway</html>' }, { kind: 'down', message: 'HTTP 502' }],
    ['limited', { status: 429 }, { kind: 'limited', retryAfterMs: null }],
    [
      'limited for a time',
      { status: 429, headers: { 'retry-after': '30' } },
      { kind: 'limited', retryAfterMs: 30_000 },
    ],
    [
      'limited until a date',
      { status: 429, headers: { 'retry-after': 'Mon, 11 May 2026 06:01:00 GMT' } },
      { kind: 'limited', retryAfterMs: 60_000 },
    ],
    ['out of money', { status: 402, body: { error: 'pay' } }, { kind: 'quota', message: 'HTTP 402: pay' }],
    [
      'given a wrong key',
      { status: 403, body: { message: 'no such key' } },
      { kind: 'settings', message: 'HTTP 403: no such key' },
    ],
    ['given a wrong address', { status: 404 }, { kind: 'settings' }],
    [
      'moved',
      { status: 301, headers: { location: 'https://b.example' } },
      { kind: 'settings', message: 'HTTP 301: it leads elsewhere' },
    ],
    [
      'garbage where it answers with HTML',
      { body: '<!doctype html><p>Hello' },
      { kind: 'garbage', message: 'an answer that is HTML' },
    ],
    ['garbage where it answers with nothing', { body: '' }, { kind: 'garbage', message: 'an answer that is nothing' }],
    [
      'garbage where it answers with half',
      { body: '{"translations": [' },
      { kind: 'garbage', message: 'an answer that is no JSON' },
    ],
    ['garbage where it answers something else', { body: { ok: true } }, { kind: 'garbage' }],
    ['garbage where it answers null', { body: 'null' }, { kind: 'garbage' }],
    [
      'garbage where it answers with numbers',
      { body: JSON.stringify(good[name]).replace(/"(?:\{.*\}|El perro\.)"/, '42') },
      { kind: 'garbage' },
    ],
    [
      'garbage where it refuses the request',
      { status: 400, body: { error: { message: 'too long' } } },
      { kind: 'garbage', message: 'HTTP 400: too long' },
    ],
    [
      'garbage where it never ends',
      { body: 'a'.repeat(5 * 2 ** 20) },
      { kind: 'garbage', message: 'an answer of more than 4 MiB' },
    ],
  ])('is %s', async (_, step, expected) => {
    const { origin } = await server(step)
    expect(await failure(ask(provider(origin)))).toMatchObject(expected)
  })

  it.each(['hang', 'stall'] as const)('is slow where it does not answer in time (%s)', async (step) => {
    const { origin } = await server(step)
    expect(await failure(ask(provider(origin, { timeoutMs: 150 })))).toMatchObject({
      kind: 'slow',
      message: 'no answer within 0.15 s',
    })
  })

  it('ends with the caller’s reason', async () => {
    const { origin } = await server('hang')
    const caller = new AbortController()
    const reason = new Error('too late for the digest')
    setTimeout(() => caller.abort(reason), 30)
    await expect(ask(provider(origin), caller.signal)).rejects.toBe(reason)
  })

  it('tells why its platform could not ask', async () => {
    const broken: Fetch = async () => {
      throw new TypeError('fetch failed', { cause: new Error('self-signed certificate') })
    }
    expect(await failure(ask(provider('https://a.example', { fetch: broken })))).toMatchObject({
      kind: 'down',
      message: 'no connection (self-signed certificate)',
    })
  })
})

describe('A key', () => {
  it.each(['openai', 'deepl', 'libretranslate'])('of %s never stands in an error', async (name) => {
    const { origin } = await server({ status: 401, body: { error: `the key ${KEY} is wrong` } })
    expect(await failure(make[name]?.(origin).translate(['a'], 'en', 'es') as Promise<unknown>)).toMatchObject({
      kind: 'settings',
      message: 'HTTP 401: the key … is wrong',
    })
  })
})

describe('OpenAI-compatible chat', () => {
  it('asks for JSON, with the rules, the language and the terms', async () => {
    const { origin, seen } = await server({ body: good.openai })
    const glossary = [{ source: 'diffusion policy', target: '扩散策略' }]
    await make.openai?.(origin).translate(['The dog.'], 'en', 'zh', { glossary })
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' })
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'content-type': 'application/json' })
    const { model, temperature, response_format, messages } = JSON.parse(seen[0]?.body ?? '')
    expect({ model, temperature, response_format }).toEqual({
      model: 'm',
      temperature: 0,
      response_format: { type: 'json_object' },
    })
    expect(messages[0].content).toContain('into Simplified Chinese')
    expect(messages[0].content).toContain('diffusion policy = 扩散策略')
    expect(messages[1]).toEqual({ role: 'user', content: '{"texts":["The dog."]}' })
  })

  it('sends no key to a local server, and leaves out what it does not know', async () => {
    const { origin, seen } = await server({ body: good.openai })
    const settings = { baseUrl: origin, model: 'm', temperature: null, jsonMode: false }
    await createOpenAi(settings, http()).translate(['The dog.'], 'en', 'es')
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
    expect(Object.keys(JSON.parse(seen[0]?.body ?? ''))).toEqual(['model', 'messages'])
  })

  it.each([
    ['in a code block', '```json\n{"translations":["El perro."]}\n```'],
    ['behind its thoughts', '<think>{"a"} dogs?</think> {"translations":["El perro."]}'],
  ])('takes JSON %s', async (_, content) => {
    const { origin } = await server({ body: chat(content) })
    expect(await make.openai?.(origin).translate(['The dog.'], 'en', 'es')).toEqual(['El perro.'])
  })

  it.each([
    ['prose', chat('El perro.'), 'a text that is no JSON'],
    ['one translation for two texts', chat('{"translations":["El perro."]}'), 'JSON without the 2 translations'],
    ['no list', chat('{"translations":"El perro."}'), 'JSON without the 2 translations'],
    ['a refusal', chat(null), 'an answer without a text'],
    ['an answer that was cut off', chat('{"translations":["El', 'length'), 'an answer that was cut off'],
  ])('calls %s garbage', async (_, body, message) => {
    const { origin } = await server({ body })
    const asked = make.openai?.(origin).translate(['The dog.', 'The cat.'], 'en', 'es') as Promise<string[]>
    expect(await failure(asked)).toMatchObject({ kind: 'garbage', message })
  })

  it('knows a used-up quota from too many requests', async () => {
    const body = {
      error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    }
    const { origin } = await server({ status: 429, body })
    expect(await failure(make.openai?.(origin).translate(['a'], 'en', 'es') as Promise<string[]>)).toMatchObject({
      kind: 'quota',
    })
  })

  it('leaves out from then on what a model or a server does not take', async () => {
    const refusal = (message: string) => ({ status: 400, body: { error: { message } } })
    const { origin, seen } = await server(
      refusal("Unsupported value: 'temperature' does not support 0 with this model."),
      refusal('response_format is not supported'),
      { body: good.openai },
    )
    const provider = createOpenAi({ baseUrl: origin, model: 'm' }, http())
    expect(await provider.translate(['The dog.'], 'en', 'es')).toEqual(['El perro.'])
    await provider.translate(['The dog.'], 'en', 'es')
    expect(seen.map(({ body }) => Object.keys(JSON.parse(body)))).toEqual([
      ['model', 'temperature', 'response_format', 'messages'],
      ['model', 'response_format', 'messages'],
      ['model', 'messages'],
      ['model', 'messages'],
    ])
  })

  it('can’t tell which languages it knows', async () => {
    expect(await make.openai?.('https://a.example').languages()).toBeNull()
  })
})

describe('DeepL', () => {
  it.each([
    ['free:fx', 'https://api-free.deepl.com/v2/translate'],
    ['pro', 'https://api.deepl.com/v2/translate'],
  ])('is asked where the key %s belongs', async (key, url) => {
    const asked: string[] = []
    const record: Fetch = async (address) => {
      asked.push(String(address))
      return Response.json(good.deepl)
    }
    await createDeepl({ key }, http({ fetch: record })).translate(['The dog.'], 'en', 'es')
    expect(asked).toEqual([url])
  })

  it('is told what to leave alone', async () => {
    const { origin, seen } = await server({ body: { translations: [{ text: '<x>1</x> &lt; 我们' }] } })
    const outcome = await translateText('We < $x$', {
      target: 'zh',
      providers: [createDeepl({ key: KEY, baseUrl: origin }, http())],
    })
    expect(seen[0]?.headers.authorization).toBe(`DeepL-Auth-Key ${KEY}`)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      text: ['We &lt; <x>1</x>'],
      source_lang: 'EN',
      target_lang: 'ZH-HANS',
      tag_handling: 'xml',
      ignore_tags: ['x'],
    })
    expect(outcome).toMatchObject({ text: '$x$ < 我们' })
  })

  it('gets at most 50 texts at once', async () => {
    const many = Array.from({ length: 50 }, () => ({ text: 'a' }))
    const { origin, seen } = await server(
      { body: { translations: many } },
      { body: { translations: many.slice(0, 10) } },
    )
    expect(await make.deepl?.(origin).translate(Array(60).fill('b'), 'en', 'es')).toHaveLength(60)
    expect(seen.map(({ body }) => JSON.parse(body).text.length)).toEqual([50, 10])
  })

  it.each([
    [456, { message: 'Quota Exceeded' }, 'quota'],
    [529, {}, 'limited'],
    [400, { message: "Value for 'target_lang' not supported." }, 'language'],
  ])('means by %i %j: %s', async (status, body, kind) => {
    const { origin } = await server({ status, body })
    expect(await failure(make.deepl?.(origin).translate(['a'], 'en', 'es') as Promise<string[]>)).toMatchObject({
      kind,
    })
  })

  it('lists its languages as BCP 47', async () => {
    const body = ['ES', 'EN-US', 'PT-BR', 'ZH', 'ZH-HANS', 'ZH-HANT', 'NB'].map((language) => ({ language, name: '' }))
    const { origin, seen } = await server({ body })
    expect(await make.deepl?.(origin).languages()).toEqual(['es', 'en-US', 'pt-BR', 'zh', 'zh-Hant', 'nb'])
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/v2/languages?type=target' })
  })
})

describe('LibreTranslate', () => {
  it('gets all texts at once, as plain text, with the key', async () => {
    const { origin, seen } = await server({ body: good.libretranslate })
    await make.libretranslate?.(`${origin}/`).translate(['The dog.'], 'en', 'es')
    expect(seen[0]?.path).toBe('/translate')
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      q: ['The dog.'],
      source: 'en',
      target: 'es',
      format: 'text',
      api_key: KEY,
    })
  })

  it.each([
    [400, 'xx is not supported', 'language'],
    [400, 'Please contact the server operator to get an API key', 'settings'],
    [403, 'Invalid API key', 'settings'],
    [500, 'Cannot translate text: out of memory', 'down'],
  ])('means by %i "%s": %s', async (status, error, kind) => {
    const { origin } = await server({ status, body: { error } })
    const asked = make.libretranslate?.(origin).translate(['a'], 'en', 'xx') as Promise<string[]>
    expect(await failure(asked)).toMatchObject({ kind, message: `HTTP ${status}: ${error}` })
  })

  it('lists what it translates English into', async () => {
    const body = [
      { code: 'es', name: 'Spanish', targets: ['en'] },
      { code: 'en', name: 'English', targets: ['en', 'es', 'zh-Hans', 'pt-BR'] },
    ]
    const { origin } = await server(
      { body },
      { body: [{ code: 'en' }, { code: 'fr' }] },
      { body: [{ code: 'fr' }] },
      { body: {} },
    )
    const provider = make.libretranslate?.(origin) as Provider
    expect(await provider.languages()).toEqual(['es', 'zh', 'pt-BR'])
    expect(await provider.languages()).toEqual(['fr'])
    expect(await provider.languages()).toEqual([])
    expect(await failure(provider.languages() as Promise<unknown>)).toMatchObject({ kind: 'garbage' })
  })
})

describe('Apertium APy', () => {
  it('gets one text after the other, as forms', async () => {
    const { origin, seen } = await server({ body: good.apertium })
    expect(await make.apertium?.(origin).translate(['The dog.', 'A & b'], 'en', 'pt-BR')).toHaveLength(2)
    expect(seen.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { q: 'The dog.', langpair: 'en|pt_BR', markUnknown: 'no', format: 'txt' },
      { q: 'A & b', langpair: 'en|pt_BR', markUnknown: 'no', format: 'txt' },
    ])
  })

  it('loses the marks of words that it could not inflect, unless the text has such signs', async () => {
    const { origin } = await server({ body: { responseData: { translatedText: '#Motor @de #1' } } })
    expect(await make.apertium?.(origin).translate(['Engine'], 'en', 'es')).toEqual(['Motor de #1'])
    expect(await make.apertium?.(origin).translate(['Engine #1'], 'en', 'es')).toEqual(['#Motor @de #1'])
  })

  it('lists the languages that have a pair with English', async () => {
    const pairs = [
      ['eng', 'spa'],
      ['spa', 'eng'],
      ['eng', 'por_BR'],
      ['eng', 'spa'],
      ['eng', '?'],
    ]
    const body = { responseData: pairs.map(([sourceLanguage, targetLanguage]) => ({ sourceLanguage, targetLanguage })) }
    const { origin } = await server({ body }, { body: [] })
    expect(await make.apertium?.(origin).languages()).toEqual(['es', 'pt-BR'])
    expect(await failure(make.apertium?.(origin).languages() as Promise<unknown>)).toMatchObject({ kind: 'garbage' })
  })

  it('says that a pair is not installed', async () => {
    const { origin } = await server({ status: 400, body: { code: 400, explanation: 'That pair is not installed' } })
    expect(await failure(make.apertium?.(origin).translate(['a'], 'en', 'zh') as Promise<string[]>)).toMatchObject({
      kind: 'language',
    })
  })
})
