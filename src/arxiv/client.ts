import { setTimeout as delay } from 'node:timers/promises'
import { Agent } from 'undici'
import { AppError, shown } from '../domain/errors.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type Answer, ExchangeFailure, type ExchangeLimits, exchange } from './exchange.ts'
import { backoffMs, retryAfterMs } from './retry.ts'

interface ArxivLimits extends ExchangeLimits {
  /** Attempts after the first. */
  retries: number
  /** Followed within one attempt. */
  redirects: number
  /** The first wait between attempts, ms; doubled each time. */
  backoffMs: number
  /** A longer `Retry-After` ends the attempts; ms. */
  maxRetryAfterMs: number
}

export interface ArxivClientOptions {
  /** Who we are and how to reach us, as arXiv asks. */
  userAgent: string
  /** Between the end of one request and the start of the next, whoever asks, retries and redirects included. */
  minIntervalMs: number
  log: Log
  limits?: Partial<ArxivLimits>
  now?: Now
  /** A clock that never jumps, ms. */
  elapsed?: () => number
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** In [0, 1). */
  random?: () => number
}

export type GetResult = Exclude<Answer, { status: 'redirect' }>

export interface ArxivClient {
  /**
   * The body as text, or `unchanged` where the server still holds what `etag` names. Calls are served one at a time, in
   * the order in which they come.
   * @throws AppError `unavailable` naming the URL, what happened and the attempts made; `invalid` for no http(s) URL
   */
  get(url: string, request?: { etag?: string; signal?: AbortSignal }): Promise<GetResult>
  /** Ends everything, in flight and waiting, and all connections. */
  close(): Promise<void>
}

const DEFAULT_LIMITS: ArxivLimits = {
  headersMs: 30_000,
  totalMs: 120_000,
  maxBytes: 64 * 2 ** 20,
  retries: 3,
  redirects: 3,
  backoffMs: 2_000,
  maxRetryAfterMs: 120_000,
}

/**
 * The one door to arXiv, for RSS, API and OAI alike: their limits are common (https://info.arxiv.org/help/api/tou.html:
 * one request every three seconds, one connection).
 */
export function createArxivClient(options: ArxivClientOptions): ArxivClient {
  const { log, userAgent, minIntervalMs, now = () => new Date(), elapsed = () => performance.now() } = options
  const { sleep = (ms, signal) => delay(ms, undefined, { signal }), random = Math.random } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  let agent = connect(limits, minIntervalMs)
  const stops = new Set<(why: string) => void>()
  let queue: Promise<unknown> = Promise.resolve()
  let closed: Promise<void> | null = null
  let notBefore = Number.NEGATIVE_INFINITY

  async function get(text: string, request: { etag?: string; signal?: AbortSignal } = {}): Promise<GetResult> {
    const url = httpUrl(text)
    if (closed) throw new AppError('unavailable', `${url}: not asked for, because the arXiv client is closed`)
    const job = new AbortController()
    const stop = (why: string, cause?: unknown) => job.abort(new AppError('unavailable', `${url}: ${why}`, { cause }))
    const giveUp = () => stop('given up by the caller before the answer', request.signal?.reason)
    request.signal?.addEventListener('abort', giveUp, { once: true })
    if (request.signal?.aborted) giveUp()
    stops.add(stop)
    const turn = queue.then(() => persist(url, request.etag, job.signal))
    queue = turn.catch(() => {})
    try {
      // Who waits in the queue need not wait for their turn to learn that they are stopped.
      return await Promise.race([turn, abortion(job.signal)])
    } finally {
      request.signal?.removeEventListener('abort', giveUp)
      stops.delete(stop)
    }
  }

  async function persist(url: URL, etag: string | undefined, signal: AbortSignal): Promise<GetResult> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await follow(url, etag, signal)
      } catch (error) {
        if (!(error instanceof ExchangeFailure)) throw error
        const waitMs = patience(error, attempt)
        if (typeof waitMs === 'string') throw new AppError('unavailable', `${url}: ${waitMs}`, { cause: error })
        log.warn({ url: url.href, attempt, waitMs: Math.round(waitMs) }, `arXiv: ${error.message}; trying again`)
        await sleep(waitMs, signal)
      }
    }
  }

  /** The wait before the next attempt in ms, or the whole story where there is to be none. */
  function patience(failure: ExchangeFailure, attempt: number): number | string {
    const attempts = attempt === 1 ? '1 attempt' : `${attempt} attempts`
    const askedMs = failure.passing ? retryAfterMs(failure.retryAfter, now()) : null
    if (askedMs !== null && askedMs > limits.maxRetryAfterMs) {
      const back = new Date(now().getTime() + askedMs).toISOString().replace('T', ' ').slice(0, 19)
      const wait = Math.ceil(askedMs / 1000).toLocaleString('en-US')
      return `${failure.message}, and arXiv wants us back in ${wait} s, at ${back} UTC (${attempts})`
    }
    if (!failure.passing || attempt > limits.retries) return `${failure.message} (${attempts})`
    return Math.max(askedMs ?? 0, backoffMs(attempt, limits.backoffMs, random()))
  }

  async function follow(url: URL, etag: string | undefined, signal: AbortSignal): Promise<GetResult> {
    let target = url
    for (let hop = 0; hop <= limits.redirects; hop++) {
      const answer = await paced(signal, () => {
        if (agent.destroyed) agent = connect(limits, minIntervalMs)
        return exchange(agent, target, { userAgent, etag, signal, limits })
      })
      if (answer.status !== 'redirect') return answer
      target = redirected(target, answer.location)
    }
    throw new ExchangeFailure(`more than ${limits.redirects} redirects`, { passing: false })
  }

  /**
   * Counts from the end of the request before, not from its start: the server's clock sees a request later than ours,
   * by as much as connecting took, and would see the next one too early.
   */
  async function paced<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    // Timers may fire a fraction of a millisecond early.
    for (let waitMs = notBefore - elapsed(); waitMs > 0; waitMs = notBefore - elapsed())
      await sleep(Math.ceil(waitMs), signal)
    signal.throwIfAborted()
    try {
      return await request()
    } finally {
      notBefore = elapsed() + minIntervalMs
    }
  }

  function close(): Promise<void> {
    if (!closed) {
      for (const stop of stops) stop('not finished, because the arXiv client was closed')
      closed = Promise.all([queue, agent.destroy()]).then(() => {})
    }
    return closed
  }

  return { get, close }
}

function connect(limits: ArxivLimits, minIntervalMs: number): Agent {
  return new Agent({
    connections: 1,
    pipelining: 1,
    // Kept until the next request can come, unless the server wants it shorter.
    keepAliveTimeout: minIntervalMs + 5_000,
    // Both times are ours, exact and over the whole: undici's count from byte to byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: limits.headersMs },
  })
}

function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AppError('invalid', `"${shown(text)}" is not a URL to fetch: it must begin with https:// or http://`)
  return url
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Anywhere over https, or within the same host; never from https back to http. */
function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  const allowed = to?.protocol === 'https:' || (to?.protocol === 'http:' && to.origin === from.origin)
  if (to && allowed) return to
  const message = `a redirect to ${shown(location)}, which is neither https nor the same host`
  throw new ExchangeFailure(message, { passing: false })
}
