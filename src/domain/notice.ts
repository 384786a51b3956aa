import type { Language } from './subscriber.ts'

/**
 * Mail that answers what somebody did on a page.
 * - `confirm`: the link makes the subscription active, in the place of one that its reader had left, and lives for 48 hours
 * - `known`: the address that was signed up is subscribed already, the link leads to its settings
 * - `settings`: the link leads to the settings, as asked for
 * - `unknown`: the settings were asked for, and nobody is subscribed; the link leads to the sign-up
 * - `address`: goes to the new address; the link makes it the one that counts and lives for 48 hours
 * - `occupied`: goes to the new address where that has a subscription of its own; the link leads to its settings
 * - `moved`: goes to the old address; the link leads to the settings
 */
export const NOTICE_KINDS = ['confirm', 'known', 'settings', 'unknown', 'address', 'occupied', 'moved'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export interface Notice {
  kind: NoticeKind
  to: string
  language: Language
  /** Absolute URL, signed but for `unknown`. */
  link: string
  /** As asked for at the sign-up; shown, so that one can see what is confirmed. */
  keywords: string[]
  /** How many keywords the subscription has that the address has already, or had before its reader left; else 0. */
  keptKeywords: number
  /** The other address of a change: the old one in `address`, the new one in `moved`; else empty. */
  otherAddress: string
}
