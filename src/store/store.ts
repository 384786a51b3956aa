import { type AddressChangeStore, createAddressChangeStore } from './address-changes.ts'
import { type BounceStore, createBounceStore } from './bounces.ts'
import { createDigestStore, type DigestStore } from './digests.ts'
import { createEditionCountStore, type EditionCountStore } from './edition-counts.ts'
import { createEditionStore, type EditionStore } from './editions.ts'
import type { PrismaClient } from './generated/client.ts'
import { createLimitStore, type LimitStore } from './limits.ts'
import { createPaperStore, type PaperStore } from './papers.ts'
import { createRunStore, type RunStore } from './runs.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSubscriberStore, type SubscriberStore } from './subscribers.ts'
import { createTranslationStore, type TranslationStore } from './translations.ts'

/** All aggregates over one database. */
export interface Store {
  subscribers: SubscriberStore
  addressChanges: AddressChangeStore
  editions: EditionStore
  editionCounts: EditionCountStore
  limits: LimitStore
  papers: PaperStore
  digests: DigestStore
  translations: TranslationStore
  runs: RunStore
  settings: SettingsStore
  bounces: BounceStore
}

export function createStore(prisma: PrismaClient): Store {
  return {
    subscribers: createSubscriberStore(prisma),
    addressChanges: createAddressChangeStore(prisma),
    editions: createEditionStore(prisma),
    editionCounts: createEditionCountStore(prisma),
    limits: createLimitStore(prisma),
    papers: createPaperStore(prisma),
    digests: createDigestStore(prisma),
    translations: createTranslationStore(prisma),
    runs: createRunStore(prisma),
    settings: createSettingsStore(prisma),
    bounces: createBounceStore(prisma),
  }
}
