import { type ApertiumOptions, createApertium } from './apertium.ts'
import { createDeepl, type DeeplOptions } from './deepl.ts'
import { DEFAULT_GUARD, type GuardDeps, type GuardSettings, guarded } from './guarded.ts'
import type { Fetch } from './http.ts'
import { createLibreTranslate, type LibreTranslateOptions } from './libretranslate.ts'
import { createOpenAi, type OpenAiOptions } from './openai.ts'
import type { Provider } from './provider.ts'

/** A provider as the configuration names it. `none` brings no provider. */
export type ProviderSettings = (
  | { kind: 'none' }
  | ({ kind: 'openai' } & OpenAiOptions)
  | ({ kind: 'deepl' } & DeeplOptions)
  | ({ kind: 'libretranslate' } & LibreTranslateOptions)
  | ({ kind: 'apertium' } & ApertiumOptions)
) & { timeoutMs?: number; guard?: Partial<GuardSettings> }

export interface ProviderDeps extends GuardDeps {
  fetch: Fetch
}

/** A language model takes its time for a long abstract. */
const TIMEOUTS_MS = { openai: 90_000, deepl: 30_000, libretranslate: 60_000, apertium: 30_000 }

/** Guarded, in the order in which they are to be asked. */
export function createProviders(settings: readonly ProviderSettings[], deps: ProviderDeps): Provider[] {
  return settings.flatMap((one) => {
    if (one.kind === 'none') return []
    return [guarded(createProvider(one, deps), { ...DEFAULT_GUARD, ...one.guard }, deps)]
  })
}

function createProvider(settings: Exclude<ProviderSettings, { kind: 'none' }>, { fetch, now }: ProviderDeps): Provider {
  const http = { fetch, now, timeoutMs: settings.timeoutMs ?? TIMEOUTS_MS[settings.kind] }
  switch (settings.kind) {
    case 'openai':
      return createOpenAi(settings, http)
    case 'deepl':
      return createDeepl(settings, http)
    case 'libretranslate':
      return createLibreTranslate(settings, http)
    case 'apertium':
      return createApertium(settings, http)
  }
}
