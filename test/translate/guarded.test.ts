import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { DEFAULT_GUARD, type GuardSettings, guarded, memoryBudget } from '../../src/translate/guarded.ts'
import { type FailureKind, type Provider, ProviderFailure } from '../../src/translate/provider.ts'
import { createProviders } from '../../src/translate/providers.ts'
import { fakeProvider } from './support/fake-provider.ts'

const HOUR = 3_600_000
const SETTINGS: GuardSettings = {
  ...DEFAULT_GUARD,
  requestsPerMinute: Number.POSITIVE_INFINITY,
  failures: 3,
  firstPauseMs: 30_000,
  longestPauseMs: 120_000,
  operatorPauseMs: 6 * HOUR,
}

/** Time that passes only as told, or by sleeping; and the log, in lines. */
function surroundings(start = '2026-05-11T06:00:00Z') {
  let at = Date.parse(start)
  const sleeps: number[] = []
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line).msg) })
  const sleep = async (ms: number) => {
    sleeps.push(ms)
    at += ms
  }
  return {
    deps: { now: () => new Date(at), sleep, log, budget: memoryBudget() },
    sleeps,
    lines,
    pass: (ms: number) => {
      at += ms
    },
  }
}

/** A provider that fails as it is told, until told otherwise. */
function moody(world: ReturnType<typeof surroundings>, settings: Partial<GuardSettings> = {}) {
  let mood: ProviderFailure | null = null
  const inner = fakeProvider((text) => mood ?? text.toUpperCase())
  const provider = guarded(inner, { ...SETTINGS, ...settings }, world.deps)
  return {
    inner,
    provider,
    be: (kind: FailureKind | null, retryAfterMs: number | null = null) => {
      mood = kind === null ? null : new ProviderFailure(kind, `is ${kind}`, { retryAfterMs })
    },
    /** What comes of one text: the answer, or the kind of the failure. */
    ask: async (text = 'a') => tried(provider.translate([text], 'en', 'es')),
  }
}

async function tried(promise: Promise<string[]>): Promise<string> {
  return promise.then(
    ([answer]) => answer ?? '',
    (error: unknown) => (error instanceof ProviderFailure ? error.kind : Promise.reject(error)),
  )
}

describe('A provider that fails', () => {
  it.each<FailureKind>(['down', 'slow', 'garbage'])(
    'because it is %s is left alone after three times',
    async (kind) => {
      const world = surroundings()
      const { inner, ask, be } = moody(world)
      be(kind)
      expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
        kind,
        kind,
        kind,
        'paused',
        'paused',
      ])
      expect(inner.requests).toHaveLength(3)
    },
  )

  it('is tried again after the pause, by one call alone, and then trusted', async () => {
    const world = surroundings()
    const { inner, ask, be } = moody(world)
    be('down')
    for (let n = 0; n < 3; n++) await ask()
    world.pass(29_999)
    expect(await ask()).toBe('paused')
    world.pass(1)
    be(null)
    expect(await Promise.all([ask('a'), ask('b')])).toEqual(['A', 'paused'])
    expect(await ask()).toBe('A')
    expect(inner.requests).toHaveLength(5)
  })

  it('is left alone twice as long each time, up to a limit', async () => {
    const world = surroundings()
    const { ask, be, provider } = moody(world)
    be('slow')
    for (let n = 0; n < 3; n++) await ask()
    const pauses: (number | null)[] = []
    for (let n = 0; n < 4; n++) {
      const failure = await provider.translate(['a'], 'en', 'es').catch((error: ProviderFailure) => error)
      const pause = (failure as ProviderFailure).retryAfterMs
      pauses.push(pause)
      world.pass(pause ?? 0)
      expect(await ask()).toBe('slow')
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000, 120_000])
  })

  it('counts failures in a row only', async () => {
    const { ask, be } = moody(surroundings())
    for (let n = 0; n < 4; n++) {
      be('down')
      expect([await ask(), await ask()]).toEqual(['down', 'down'])
      be(null)
      expect(await ask()).toBe('A')
    }
  })

  it('by too many requests is left alone at once, as long as it asks', async () => {
    const world = surroundings()
    const { ask, be } = moody(world)
    be('limited', 90_000)
    expect([await ask(), await ask()]).toEqual(['limited', 'paused'])
    be(null)
    world.pass(89_999)
    expect(await ask()).toBe('paused')
    world.pass(1)
    expect(await ask()).toBe('A')
  })

  it.each<FailureKind>(['quota', 'settings'])('for good (%s) is left alone for six hours', async (kind) => {
    const world = surroundings()
    const { ask, be } = moody(world)
    be(kind)
    expect([await ask(), await ask()]).toEqual([kind, 'paused'])
    be(null)
    world.pass(6 * HOUR - 1)
    expect(await ask()).toBe('paused')
    world.pass(1)
    expect(await ask()).toBe('A')
  })

  it('for good while it is paused for less is left alone for six hours, too', async () => {
    const world = surroundings()
    const underWay: ((failure: ProviderFailure) => void)[] = []
    const inner: Provider = {
      ...fakeProvider((text) => text),
      translate: () => new Promise((_, reject) => underWay.push(reject)),
    }
    const provider = guarded(inner, { ...SETTINGS, concurrency: 2 }, world.deps)
    const both = [tried(provider.translate(['a'], 'en', 'es')), tried(provider.translate(['b'], 'en', 'es'))]
    await expect.poll(() => underWay.length).toBe(2)
    for (const [index, kind] of (['limited', 'quota'] as const).entries())
      underWay[index]?.(new ProviderFailure(kind, `is ${kind}`))
    expect(await Promise.all(both)).toEqual(['limited', 'quota'])
    world.pass(6 * HOUR - 1)
    expect(await tried(provider.translate(['a'], 'en', 'es'))).toBe('paused')
    world.pass(1)
    const third = tried(provider.translate(['a'], 'en', 'es'))
    await expect.poll(() => underWay.length).toBe(3)
    underWay[2]?.(new ProviderFailure('down', 'is down'))
    expect(await third).toBe('down')
  })

  it('is not blamed for a call that was given up', async () => {
    const world = surroundings()
    const inner = fakeProvider(() => new Error('given up'))
    const provider = guarded(inner, SETTINGS, world.deps)
    for (let n = 0; n < 5; n++) await expect(provider.translate(['a'], 'en', 'es')).rejects.toThrow('given up')
    expect(inner.requests).toHaveLength(5)
    expect(world.lines).toEqual([])
  })
})

describe('The log', () => {
  it('has each kind of failure once, and that it works again', async () => {
    const world = surroundings()
    const { ask, be } = moody(world, { failures: 2 })
    for (const kind of ['down', 'down', 'slow', 'slow', 'down'] as const) {
      be(kind)
      await ask()
      world.pass(HOUR)
    }
    be(null)
    for (let n = 0; n < 3; n++) await ask()
    be('down')
    await ask()
    await ask()
    expect(world.lines).toEqual([
      'translation: fake: is down',
      'translation: fake: is slow',
      'translation: fake works again',
      'translation: fake: is down',
    ])
  })

  it('has a provider that fails now and then once, too', async () => {
    const world = surroundings()
    const { ask, be } = moody(world)
    for (let n = 0; n < 10; n++) {
      be('garbage')
      await ask()
      be(null)
      await ask()
    }
    expect(world.lines).toEqual(['translation: fake: is garbage'])
  })

  it('has each language that it does not know once', async () => {
    const world = surroundings()
    const provider = guarded(
      fakeProvider((text) => text, { languages: ['es', 'pt-BR', 'zh'] }),
      SETTINGS,
      world.deps,
    )
    const to = (language: string) => tried(provider.translate(['a'], 'en', language))
    expect([await to('ja'), await to('ja'), await to('pt'), await to('es'), await to('ko')]).toEqual([
      'language',
      'language',
      'a',
      'a',
      'language',
    ])
    expect([await to('zh'), await to('zh-Hant')]).toEqual(['a', 'language'])
    expect(world.lines).toEqual([
      'translation: fake: it does not translate into ja',
      'translation: fake: it does not translate into ko',
      'translation: fake: it does not translate into zh-Hant',
    ])
  })
})

describe('The daily budget', () => {
  it('takes no text that goes beyond it, until the next day in UTC', async () => {
    const world = surroundings('2026-05-11T22:00:00Z')
    const { inner, ask, provider } = moody(world, { charactersPerDay: 10 })
    expect([await ask('aaaaaa'), await ask('bbbbbb'), await ask('cccc'), await ask('d')]).toEqual([
      'AAAAAA',
      'budget',
      'CCCC',
      'budget',
    ])
    const failure = await provider.translate(['d'], 'en', 'es').catch((error: ProviderFailure) => error)
    expect(failure).toMatchObject({ message: "the day's 10 characters are used up", retryAfterMs: 2 * HOUR })
    world.pass(2 * HOUR)
    expect(await ask('bbbbbb')).toBe('BBBBBB')
    expect(inner.requests).toHaveLength(3)
    expect(world.lines).toEqual(["translation: fake: the day's 10 characters are used up"])
  })

  it('is of each provider its own', async () => {
    const budget = memoryBudget()
    expect(await budget.take('a', '2026-05-11', 10, 10)).toBe(true)
    expect(await budget.take('a', '2026-05-11', 1, 10)).toBe(false)
    expect(await budget.take('b', '2026-05-11', 10, 10)).toBe(true)
  })
})

describe('The pace', () => {
  it('keeps the rate, whoever asks', async () => {
    const world = surroundings()
    const { ask } = moody(world, { requestsPerMinute: 30, concurrency: 3 })
    await ask()
    await ask()
    world.pass(500)
    await ask()
    await Promise.all([ask(), ask()])
    // The list of languages is a request too.
    expect(world.sleeps.slice(0, 3)).toEqual([2_000, 2_000, 1_500])
    expect(world.sleeps).toHaveLength(5)
  })

  it('keeps the number of requests at the same time, and the order', async () => {
    const started: string[] = []
    let underWay = 0
    let most = 0
    const slow: Provider = {
      ...fakeProvider((text) => text),
      translate: async (texts) => {
        started.push(...texts)
        most = Math.max(most, ++underWay)
        await delay(10)
        underWay--
        return [...texts]
      },
    }
    const provider = guarded(slow, { ...SETTINGS, concurrency: 2 }, surroundings().deps)
    await provider.languages()
    const texts = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(texts.map((text) => provider.translate([text], 'en', 'es')))
    expect({ most, started }).toEqual({ most: 2, started: texts })
  })

  it('lets those who wait give up, and others go on', async () => {
    let finish = () => {}
    const stuck: Provider = {
      ...fakeProvider((text) => text),
      translate: (texts) => new Promise((resolve) => (finish = () => resolve([...texts]))),
    }
    const provider = guarded(stuck, { ...SETTINGS, concurrency: 1 }, surroundings().deps)
    await provider.languages()
    const first = provider.translate(['a'], 'en', 'es')
    const caller = new AbortController()
    const second = provider.translate(['b'], 'en', 'es', { signal: caller.signal })
    const third = provider.translate(['c'], 'en', 'es')
    await delay(5)
    caller.abort(new Error('too late'))
    await expect(second).rejects.toThrow('too late')
    finish()
    expect(await first).toEqual(['a'])
    await delay(5)
    finish()
    expect(await third).toEqual(['c'])
    await expect(provider.translate(['d'], 'en', 'es', { signal: caller.signal })).rejects.toThrow('too late')
  })

  it('asks for the languages once in six hours', async () => {
    const world = surroundings()
    let asked = 0
    const inner: Provider = { ...fakeProvider((text) => text), languages: async () => [`e${++asked}`, 'es'] }
    const provider = guarded(inner, SETTINGS, world.deps)
    await provider.languages()
    expect(await provider.languages()).toEqual(['e1', 'es'])
    world.pass(6 * HOUR + 1)
    expect(await provider.languages()).toEqual(['e2', 'es'])
  })
})

describe('Providers of a configuration', () => {
  it('stand in its order, and "none" is none', () => {
    const { deps } = surroundings()
    const providers = createProviders(
      [
        { kind: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen' },
        { kind: 'none' },
        { kind: 'deepl', key: 'a:fx', guard: { charactersPerDay: 16_000 } },
        { kind: 'libretranslate', baseUrl: 'http://127.0.0.1:5000', timeoutMs: 1_000 },
        { kind: 'apertium', baseUrl: 'http://127.0.0.1:2737' },
      ],
      { ...deps, fetch },
    )
    expect(providers.map(({ name }) => name)).toEqual(['openai:qwen', 'deepl', 'libretranslate', 'apertium'])
  })
})
