import { setTimeout as delay } from 'node:timers/promises'
import { Agent } from 'undici'
import { AppError, shown } from '../domain/errors.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type Answer, ExchangeFailure, type ExchangeLimits, exchange } from './exchange.ts'
import { closedBy, type Limiter, serviceOf } from './limiter.ts'
import { backoffMs, retryAfterMs } from './retry.ts'
import { inTurn, wantedBack } from './turn.ts'

interface ArxivLimits extends ExchangeLimits {
  /** As `headersMs`, for what arXiv is known to be slow to make. */
  slowHeadersMs: number
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
  /** Gives the turn for each request, retries and redirects included. */
  limiter: Limiter
  log: Log
  limits?: Partial<ArxivLimits>
  now?: Now
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** In [0, 1). */
  random?: () => number
}

export type GetResult = Exclude<Answer, { status: 'redirect' }>

export interface GetRequest {
  etag?: string
  /** Whether arXiv may take its time before it begins to answer. */
  slow?: boolean
  signal?: AbortSignal
}

export interface ArxivClient {
  /**
   * The body as text, or `unchanged` where the server still holds what `etag` names. Calls are served one at a time, in
   * the order in which they come.
   * @throws AppError `unavailable` naming the URL, what happened and the attempts made; `invalid` for no http(s) URL
   */
  get(url: string, request?: GetRequest): Promise<GetResult>
  /** Ends everything, in flight and waiting, and all connections. */
  close(): Promise<void>
}

const DEFAULT_LIMITS: ArxivLimits = {
  headersMs: 30_000,
  // OAI-PMH takes half a minute for some pages, and more in the hour after an announcement.
  slowHeadersMs: 110_000,
  totalMs: 120_000,
  // A feed of 2,000 papers has 5 MiB, a page of OAI-PMH fewer.
  maxBytes: 16 * 2 ** 20,
  retries: 3,
  redirects: 3,
  backoffMs: 2_000,
  maxRetryAfterMs: 120_000,
}

/** The one door to arXiv, for RSS, API and OAI-PMH alike: their limits are common. */
export function createArxivClient(options: ArxivClientOptions): ArxivClient {
  const { log, userAgent, limiter, now = () => new Date(), random = Math.random } = options
  const { sleep = (ms, signal) => delay(ms, undefined, { signal }) } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const turns = { limiter, log, now, sleep, maxClosedMs: limits.maxRetryAfterMs }
  let agent = connect(limits)
  let connectedTo: string | null = null
  const stops = new Set<(why: string) => void>()
  let queue: Promise<unknown> = Promise.resolve()
  let closed: Promise<void> | null = null

  async function get(text: string, request: GetRequest = {}): Promise<GetResult> {
    const url = httpUrl(text)
    if (closed) throw new AppError('unavailable', `${url}: not asked for, because the arXiv client is closed`)
    const job = new AbortController()
    const stop = (why: string, cause?: unknown) => job.abort(new AppError('unavailable', `${url}: ${why}`, { cause }))
    const giveUp = () => stop('given up by the caller before the answer', request.signal?.reason)
    request.signal?.addEventListener('abort', giveUp, { once: true })
    if (request.signal?.aborted) giveUp()
    stops.add(stop)
    const turn = queue.then(() => persist(url, request, job.signal))
    queue = turn.catch(() => {})
    try {
      // Who waits in the queue need not wait for their turn to learn that they are stopped.
      return await Promise.race([turn, abortion(job.signal)])
    } finally {
      request.signal?.removeEventListener('abort', giveUp)
      stops.delete(stop)
    }
  }

  async function persist(url: URL, request: GetRequest, signal: AbortSignal): Promise<GetResult> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await follow(url, request, signal)
      } catch (error) {
        if (error instanceof AppError && !signal.aborted)
          throw new AppError(error.code, `${url}: ${error.message}`, { cause: error })
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
    const askedMs = restAsked(failure)
    if (askedMs !== null && askedMs > limits.maxRetryAfterMs)
      return `${failure.message}, and ${wantedBack(askedMs, now())} (${attempts})`
    if (!failure.passing || attempt > limits.retries) return `${failure.message} (${attempts})`
    return Math.max(askedMs ?? 0, backoffMs(attempt, limits.backoffMs, random()))
  }

  async function follow(url: URL, { etag, slow }: GetRequest, signal: AbortSignal): Promise<GetResult> {
    const patient = slow ? { ...limits, headersMs: limits.slowHeadersMs } : limits
    let target = url
    for (let hop = 0; hop <= limits.redirects; hop++) {
      const ask = { userAgent, etag, signal, limits: patient }
      const asked = target
      const answer = await inTurn(turns, serviceOf(asked), signal, () =>
        exchange(agentFor(asked), asked, ask).catch((error) => closeWhereAsked(error, asked)),
      )
      if (answer.status !== 'redirect') return answer
      target = redirected(target, answer.location)
    }
    throw new ExchangeFailure(`more than ${limits.redirects} redirects`, { passing: false })
  }

  /** While the turn is still ours: whoever else of us would ask next, in other processes too, is to rest as well. */
  async function closeWhereAsked(error: unknown, url: URL): Promise<never> {
    if (error instanceof ExchangeFailure) {
      const askedMs = restAsked(error)
      if (askedMs) await limiter.closeFor(askedMs, closedBy(error.status, url))
    }
    throw error
  }

  function restAsked({ passing, retryAfter }: ExchangeFailure): number | null {
    return passing ? retryAfterMs(retryAfter, now()) : null
  }

  /** One connection in all: that to another of arXiv's hosts is closed first. */
  function agentFor({ origin }: URL): Agent {
    if (connectedTo !== origin) void agent.destroy()
    connectedTo = origin
    if (agent.destroyed) agent = connect(limits)
    return agent
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

/** Long enough for the next request at arXiv's pace. */
const KEEP_ALIVE_MS = 8_000

function connect(limits: ArxivLimits): Agent {
  return new Agent({
    connections: 1,
    pipelining: 1,
    // The server may want it shorter.
    keepAliveTimeout: KEEP_ALIVE_MS,
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
