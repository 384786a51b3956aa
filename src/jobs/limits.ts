import type { Limit } from '../domain/limit.ts'

export interface Limits {
  /** Counts one more for a key. False where that is one too many. */
  take(limit: Limit, key: string): Promise<boolean>
  /** Lets nothing more be counted for a key until so many seconds are over. */
  hold(limit: Limit, key: string, seconds: number): Promise<void>
  /** Forgets counters whose time is over. */
  deleteExpired(now: Date): Promise<number>
}

/** Mail to one address that nobody may have asked for. */
export const NOTICES_TO_ADDRESS = [
  { name: 'notice-10min', points: 1, seconds: 600 },
  { name: 'notice-day', points: 5, seconds: 86_400 },
] as const satisfies readonly Limit[]

/** What one network may do in an hour. */
export const VISITS = {
  'sign-up': { name: 'sign-up', points: 20, seconds: 3_600 },
  preview: { name: 'preview', points: 240, seconds: 3_600 },
  link: { name: 'link', points: 20, seconds: 3_600 },
} as const satisfies Record<string, Limit>

/** What one subscriber may do in a day. */
export const ADDRESS_CHANGES: Limit = { name: 'address-change', points: 5, seconds: 86_400 }
