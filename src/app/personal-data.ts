import type { Store } from '../store/store.ts'
import type { SignLinks } from './links.ts'

/** All that is kept of a subscriber, for themselves, as one JSON value. */
export async function personalData(store: Store, links: SignLinks, subscriberId: number): Promise<object> {
  const subscriber = await store.subscribers.kept(subscriberId)
  const digests = await store.digests.ofSubscriber(subscriberId)
  const bounces = await store.bounces.ofSubscriber(subscriberId)
  return {
    about: 'All that Paperboy keeps of you. Times are in UTC.',
    subscriber,
    addressChangesAsked: await store.addressChanges.ofSubscriber(subscriberId),
    digests: digests.map(({ id, ...digest }) => ({ ...digest, web: links(subscriberId, id).web })),
    bounces: bounces.map(({ digestId, ...bounce }) => ({ ...bounce, web: links(subscriberId, digestId).web })),
  }
}
