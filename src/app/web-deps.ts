import { textRendition } from '../digest/rendition.ts'
import type { Digest } from '../domain/digest.ts'
import { readEdition } from '../jobs/content.ts'
import { createKeywordPreview } from '../jobs/keyword-preview.ts'
import type { SignUp } from '../jobs/sign-up.ts'
import { parseChanges } from '../jobs/subscribe.ts'
import type { Log } from '../lib/log.ts'
import type { Tokens } from '../lib/tokens.ts'
import type { Database } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import type { WebDeps } from '../web/ports.ts'
import type { SignLinks } from './links.ts'

/** What the pages ask for, from the store. */
export function createWebDeps(
  store: Store,
  database: Database,
  tokens: Tokens,
  links: SignLinks,
  signUp: SignUp,
  categories: readonly string[],
  log: Log,
): WebDeps {
  return {
    tokens,
    signUp,
    categories,
    admit: (what, network) => signUp.admit(what, network),
    previewKeywords: createKeywordPreview(store),
    formStamp: {
      make: () => tokens.stamp(new Date()),
      age: (stamp) => tokens.stampAge(stamp, new Date()),
    },
    log,
    textRendition,
    subscriber: (id) => store.subscribers.byId(id),
    change: async (id, form) => {
      await store.subscribers.change(id, parseChanges(form))
    },
    resume: (id) => store.subscribers.resume(id),
    forget: async (id) => {
      const subscriber = await store.subscribers.byId(id)
      if (subscriber) await store.subscribers.remove(subscriber.email)
    },
    unsubscribe: (id) => store.subscribers.unsubscribe(id, new Date()),
    unsubscribeLink: (id) => links(id, 0n).unsubscribe,
    digest: (id) => readDigest(store, id),
    ping: async () => {
      await database.pool.query('select 1')
    },
  }
}

/** A ledger row's complete digest, as its reader would have it now. */
async function readDigest(store: Store, id: bigint): Promise<Digest | null> {
  const row = await store.digests.byId(id)
  if (!row) return null
  const subscriber = await store.subscribers.byId(row.subscriberId)
  const edition = await readEdition(store, row.edition)
  if (!subscriber || !edition) return null
  const { language, timeZone } = subscriber
  return edition.digest(row.matches, { language, timeZone, madeAt: row.plannedAt })
}
