import { type AddressChangeStore, createAddressChangeStore } from './address-changes.ts'
import { type AlarmStore, createAlarmStore } from './alarms.ts'
import { type ArxivPaceStore, createArxivPaceStore } from './arxiv-pace.ts'
import { type BalanceStore, createBalanceStore } from './balances.ts'
import { type BounceStore, createBounceStore } from './bounces.ts'
import { createDigestStore, type DigestStore } from './digests.ts'
import { type BatchStore, createBatchStore } from './edition-batches.ts'
import { createEditionCountStore, type EditionCountStore } from './edition-counts.ts'
import { createOverviewStore, type OverviewStore } from './edition-overview.ts'
import { createEditionStore, type EditionStore } from './editions.ts'
import type { PrismaClient } from './generated/client.ts'
import { createLimitStore, type LimitStore } from './limits.ts'
import { createPaceStore, type PaceStore } from './pace.ts'
import { createPaperStore, type PaperStore } from './papers.ts'
import type { Presence } from './presence.ts'
import { createRunStore, type RunStore } from './runs.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSubscriberStore, type SubscriberStore } from './subscribers.ts'
import { createTranslationUseStore, type TranslationUseStore } from './translation-use.ts'
import { createTranslationWorkStore, type TranslationWorkStore } from './translation-work.ts'
import { createTranslationStore, type TranslationStore } from './translations.ts'

/** All aggregates over one database. */
export interface Store {
  balances: BalanceStore
  subscribers: SubscriberStore
  addressChanges: AddressChangeStore
  editions: EditionStore
  editionCounts: EditionCountStore
  batches: BatchStore
  alarms: AlarmStore
  overviews: OverviewStore
  limits: LimitStore
  sendingPace: PaceStore
  papers: PaperStore
  digests: DigestStore
  translations: TranslationStore
  translationWork: TranslationWorkStore
  translationUse: TranslationUseStore
  runs: RunStore
  settings: SettingsStore
  arxivPace: ArxivPaceStore
  bounces: BounceStore
}

/** @param presence of the worker that claims digests through this store; null where other workers go by its leases */
export function createStore(prisma: PrismaClient, presence: Presence | null = null): Store {
  return {
    balances: createBalanceStore(prisma),
    subscribers: createSubscriberStore(prisma),
    addressChanges: createAddressChangeStore(prisma),
    editions: createEditionStore(prisma),
    editionCounts: createEditionCountStore(prisma),
    batches: createBatchStore(prisma),
    alarms: createAlarmStore(prisma),
    overviews: createOverviewStore(prisma),
    limits: createLimitStore(prisma),
    sendingPace: createPaceStore(prisma),
    papers: createPaperStore(prisma),
    digests: createDigestStore(prisma, presence),
    translations: createTranslationStore(prisma),
    translationWork: createTranslationWorkStore(prisma),
    translationUse: createTranslationUseStore(prisma),
    runs: createRunStore(prisma),
    settings: createSettingsStore(prisma),
    arxivPace: createArxivPaceStore(prisma),
    bounces: createBounceStore(prisma),
  }
}
