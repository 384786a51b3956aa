import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type Provider, ProviderFailure } from './provider.ts'

/** What language models translate into well; none says so itself. */
const OF_MODELS = [
  ...'ar bg bn ca cs da de el es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl pl pt-BR pt-PT'.split(' '),
  ...'ro ru sk sl sr sv sw ta th tr uk ur vi zh zh-Hant'.split(' '),
]

/** How long a list is believed. */
const FRESH_MS = 3_600_000
/** After a provider did not tell. */
const AGAIN_MS = 60_000
/** What a command waits for at most. */
const PATIENCE_MS = 5_000

export interface Offer {
  /** As far as is known by now; asks anew in the background where that is old. */
  offered(): readonly string[]
  /** After having asked, as long as that takes a few seconds at most. */
  whenOffered(patienceMs?: number): Promise<readonly string[]>
}

/**
 * The languages that readers can choose from: what any provider has, and what has been translated to already (by an
 * import). In the order of their codes, without English.
 * @param stored languages of translations that are kept
 */
export function createOffer(
  providers: readonly Pick<Provider, 'name' | 'languages'>[],
  { stored, now, log }: { stored(): Promise<readonly string[]>; now: Now; log: Log },
): Offer {
  const lists = new Map<string, readonly string[]>()
  let asked: Promise<void> | null = null
  let freshUntil = Number.NEGATIVE_INFINITY

  async function look(name: string, list: () => Promise<readonly string[]>): Promise<boolean> {
    try {
      lists.set(name, await list())
      return true
    } catch (error) {
      // What a provider fails with is in the log already; what it said before stands.
      if (!(error instanceof ProviderFailure)) log.warn({ err: error }, `the languages of ${name} could not be read`)
      return false
    }
  }

  function refresh(): Promise<void> {
    if (now().getTime() < freshUntil) return asked ?? Promise.resolve()
    freshUntil = Number.POSITIVE_INFINITY
    asked = Promise.all([
      look('the store', stored),
      ...providers.map((provider) => look(provider.name, async () => (await provider.languages()) ?? OF_MODELS)),
    ]).then((all) => {
      freshUntil = now().getTime() + (all.every(Boolean) ? FRESH_MS : AGAIN_MS)
      asked = null
    })
    return asked
  }

  const known = () => [...new Set([...lists.values()].flat())].filter((language) => !/^en\b/.test(language)).sort()
  return {
    offered: () => {
      void refresh()
      return known()
    },
    whenOffered: async (patienceMs = PATIENCE_MS) => {
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs)
      })
      await Promise.race([refresh(), patience])
      clearTimeout(timer)
      return known()
    },
  }
}
