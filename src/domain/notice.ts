import type { Language } from './subscriber.ts'

/**
 * Mail that answers what somebody did on a page. `confirm`: the link makes the subscription active and lives for 48
 * hours; `known`: the address that was signed up is subscribed already, the link leads to its settings.
 */
export interface Notice {
  kind: 'confirm' | 'known'
  to: string
  language: Language
  /** Absolute URL, signed. */
  link: string
  /** As asked for at the sign-up; shown, so that one can see what is confirmed. */
  keywords: string[]
}
