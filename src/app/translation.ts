import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { translateNeeded } from '../jobs/translate.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { once } from '../lib/once.ts'
import type { Store } from '../store/store.ts'
import { readGlossaries } from '../translate/glossaries.ts'
import { DEFAULT_GUARD } from '../translate/guarded.ts'
import { isAmong } from '../translate/languages.ts'
import { createOffer } from '../translate/offered.ts'
import { createProviders } from '../translate/providers.ts'
import { translateTexts } from '../translate/translate.ts'

export interface Translation {
  /** Where somebody translates: what the scheduler asks. */
  work: Pick<Store['translationWork'], 'isDue'> | undefined
  /** Translates what digests wait for. */
  run(signal?: AbortSignal): ReturnType<typeof translateNeeded>
  /** The languages that papers can be had in, BCP 47, as far as is known: a page waits a moment for the first at most. */
  forPages(): Promise<readonly string[]>
  /** Whether a language is among them, after having asked all translators, a few seconds at most: for commands. */
  translatesTo(language: string): Promise<boolean>
}

const A_MOMENT_MS = 300

/** The translators of the settings, each asked no faster and no more than it may be. */
export function wireTranslation(
  { translation: settings }: Pick<Config, 'translation'>,
  { store, now, log }: { store: Store; now: Now; log: Log },
): Translation {
  const { concurrency, requestsPerMinute, charactersPerDay } = settings
  const guard = { ...DEFAULT_GUARD, concurrency, requestsPerMinute, charactersPerDay }
  const providers = createProviders(
    settings.translators.map((one) => ({ ...one, guard })),
    { fetch, now, sleep: (ms, signal) => delay(ms, undefined, { signal }), log, budget: store.translationUse },
  )
  const glossaries = once(async () => readGlossaries())
  const offer = createOffer(providers, { now, stored: () => store.translations.languages(), log })

  return {
    work: providers.length > 0 ? store.translationWork : undefined,
    run: (signal) =>
      translateNeeded(
        {
          translationWork: store.translationWork,
          translator: {
            translate: async (texts, target, signal) => {
              const glossary = (await glossaries()).get(target) ?? null
              return translateTexts(texts, { target, providers, glossary, ...(signal && { signal }) })
            },
          },
          now,
          log,
        },
        { concurrency, ...(signal && { signal }) },
      ),
    forPages: async () => {
      const known = offer.offered()
      return known.length > 0 ? known : offer.whenOffered(A_MOMENT_MS)
    },
    translatesTo: async (language) => isAmong(await offer.whenOffered(), language),
  }
}
