import { bibtexRendition } from '../digest/bibtex.ts'
import { jsonRendition } from '../digest/export.ts'
import { textRendition } from '../digest/rendition.ts'
import { risRendition } from '../digest/ris.ts'
import type { Digest } from '../domain/digest.ts'
import { createDigestReader, makingFor } from '../jobs/content.ts'
import { createKeywordPreview } from '../jobs/keyword-preview.ts'
import { changeSettings, muteKeyword, resume, type SettingsDeps, trustAgain } from '../jobs/settings.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
import type { Database } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import type { Operator, WebDeps } from '../web/ports.ts'
import type { Letters } from './letters.ts'
import type { SignLinks } from './links.ts'
import { personalData } from './personal-data.ts'

export interface WebParts {
  store: Store
  database: Pick<Database, 'pool'>
  tokens: Tokens
  links: SignLinks
  /** What planning a digest anew takes. */
  settings: SettingsDeps
  letters: Pick<Letters, 'signUp' | 'addresses' | 'sendSettingsLink'>
  /** That papers can be had in. */
  languages(): Promise<readonly string[]>
  /** That this Paperboy reads. */
  categories: readonly string[]
  operator: Operator
  log: Log
}

/** What the pages ask for, from the store. */
export function createWebDeps({ store, database, tokens, links, settings, letters, ...rest }: WebParts): WebDeps {
  const { now } = settings
  return {
    ...rest,
    tokens,
    signUp: letters.signUp,
    addresses: letters.addresses,
    sendSettingsLink: letters.sendSettingsLink,
    admit: letters.signUp.admit,
    previewKeywords: createKeywordPreview(store),
    formStamp: {
      make: () => tokens.stamp(now()),
      age: (stamp) => tokens.stampAge(stamp, now()),
    },
    textRendition,
    exports: { bib: bibtexRendition, ris: risRendition, json: jsonRendition },
    subscriber: (id) => store.subscribers.byId(id),
    change: async (reader, form, madeFrom) => {
      await changeSettings(settings, reader, form, madeFrom)
    },
    muteKeyword: (id, keyword) => muteKeyword(settings, id, keyword),
    personalData: (id) => personalData(store, links, id),
    receipts: (id, count) => store.digests.receipts(id, count),
    digestLink: (id, digestId) => links(id, digestId).web,
    resume: (id) => resume(settings, id),
    trust: (id) => trustAgain(settings, id),
    forget: async (id) => {
      const subscriber = await store.subscribers.byId(id)
      if (subscriber) await store.subscribers.remove(subscriber.email)
    },
    unsubscribe: async (id, reason) => {
      await store.subscribers.unsubscribe(id, now())
      if (reason !== null) await store.subscribers.noteLeaveReason(id, reason)
    },
    unsubscribeLink: (id) => links(id, 0n).unsubscribe,
    manageLink: (id) => links(id, 0n).manage,
    digest: (id) => readDigest(store, id),
    editions: { ...store.editionCounts, latest: () => store.editions.latest(), warnings: () => warnings(store, now()) },
    now,
    ping: async () => {
      await database.pool.query('select 1')
    },
  }
}

/** Alarms of the last week that still hold: what was incomplete may be complete by now. */
async function warnings({ alarms }: Store, at: Date): Promise<string[]> {
  const weekAgo = new Date(at.getTime() - 7 * 86_400_000).toISOString().slice(0, 10)
  return (await alarms.raised(weekAgo)).map(({ detail }) => detail)
}

/** A ledger row's complete digest, as its reader would have it now. */
async function readDigest(store: Store, id: bigint): Promise<Digest | null> {
  const row = await store.digests.byId(id)
  if (!row) return null
  const subscriber = await store.subscribers.byId(row.subscriberId)
  if (!subscriber) return null
  const ids = [...row.matches.flatMap(({ papers }) => papers), ...(row.replaced ?? [])].map(({ id }) => id)
  return createDigestReader(store, ids).digest(row, { ...makingFor(subscriber), madeAt: row.plannedAt })
}
