import type { Now } from '../lib/clock.ts'
import type { Store } from '../store/store.ts'
import type { Letters } from './letters.ts'

/** Mails on their way are long settled by then. */
const KEEP_TEXTS_MS = 14 * 24 * 60 * 60_000
/** No hold is that long. */
const KEEP_PACE_MS = 24 * 60 * 60_000

/** Forgets, once a day, what nobody needs any more. */
export async function clean(
  { digests, sendingPace }: Pick<Store, 'digests' | 'sendingPace'>,
  { signUp }: Pick<Letters, 'signUp'>,
  now: Now,
): Promise<object> {
  await signUp.clean()
  await digests.forgetTexts(new Date(now().getTime() - KEEP_TEXTS_MS))
  await sendingPace.forget(new Date(now().getTime() - KEEP_PACE_MS))
  return {}
}
