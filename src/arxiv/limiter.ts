/**
 * Who may ask arXiv, one at a time: one for all sources and, where it stands in the database, for all processes.
 * https://info.arxiv.org/help/api/tou.html: one request every three seconds over one connection, for RSS, API and OAI-PMH
 * together, from all machines under one's control.
 */
export interface Limiter {
  /**
   * Takes the turn, at the earliest an interval after the request before has ended; or says how long to wait before asking
   * again, ms, of which `closedMs` because arXiv wants to be left alone.
   * @param service host and first part of the path, as `rss.arxiv.org/rss`
   */
  claim(service: string): Promise<{ token: string } | { waitMs: number; closedMs: number }>
  /** Keeps the turn, which else passes on a few seconds after it was taken or renewed, as that of a process that died. */
  renew(token: string): Promise<void>
  /** Gives the turn back; the interval begins. A turn that has passed on is left to whom it went. */
  release(token: string): Promise<void>
  /** Lets nobody ask the service for so long, or any of them where it is null, as a `Retry-After` demands. */
  closeFor(ms: number, service: string | null): Promise<void>
}

/** How often a turn is renewed: several times within the lease of each limiter, so that a slow moment does not lose it. */
export const RENEW_MS = 1_000

/** What arXiv can close by itself: `rss.arxiv.org/rss`. */
export function serviceOf({ host, pathname }: URL): string {
  return `${host}/${pathname.split('/')[1] ?? ''}`
}

/**
 * What a `Retry-After` closes: null, which is all, with 429, for that is about the client, whatever it asks (RFC 6585,
 * section 4); else the service is not there (RFC 9110, section 15.6.4).
 */
export function closedBy(status: number | null, url: URL): string | null {
  return status === 429 ? null : serviceOf(url)
}
