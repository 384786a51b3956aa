import type { Language, Subscriber } from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import type { Now } from '../lib/clock.ts'
import type { Tokens } from '../lib/tokens.ts'
import type { NoticeDesk } from './notices.ts'
import { CONFIRM_WITHIN_MS } from './sign-up.ts'

export interface SettingsLinkDeps {
  subscribers: { byEmail(email: string): Promise<Subscriber | null> }
  tokens: Pick<Tokens, 'signUntil'>
  notices: NoticeDesk
  manageLink(subscriberId: number): string
  confirmLink(token: string): string
  signUpLink: string
  now: Now
}

/**
 * Mails the link to their settings to whoever has the address; every address gets one mail, so that neither answer nor
 * count tells which are known.
 * @param language for an address that nobody has
 * @throws AppError `invalid`
 */
export async function sendSettingsLink(deps: SettingsLinkDeps, text: string, language: Language): Promise<void> {
  const email = parseAddress(text)
  deps.notices.post(email, async () => {
    const subscriber = await deps.subscribers.byEmail(email)
    const letter = { keywords: [], keptKeywords: 0, otherAddress: '' }
    if (!subscriber) return { ...letter, kind: 'unknown', to: email, language, link: deps.signUpLink }
    const addressed = { ...letter, to: subscriber.email, language: subscriber.language }
    if (subscriber.state !== 'pending') return { ...addressed, kind: 'settings', link: deps.manageLink(subscriber.id) }
    const until = new Date(deps.now().getTime() + CONFIRM_WITHIN_MS)
    const keywords = subscriber.keywords.map((keyword) => keyword.text)
    const link = deps.confirmLink(deps.tokens.signUntil('confirm', subscriber.id, until))
    return { ...addressed, kind: 'confirm', keywords, link }
  })
}
