import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Agent, Dispatcher } from 'undici'

export interface ExchangeLimits {
  /** From the start of the request, connecting included, to the response's headers; ms. */
  headersMs: number
  /** From the start of the request to the last byte of the body; ms. */
  totalMs: number
  /** Of the body, as sent and as decompressed. */
  maxBytes: number
}

export interface ExchangeRequest {
  userAgent: string
  etag: string | undefined
  signal: AbortSignal
  limits: ExchangeLimits
}

export type Answer =
  | { status: 'ok'; body: string; etag: string | null }
  | { status: 'unchanged' }
  /** `location` as the header gives it: it may be relative. */
  | { status: 'redirect'; location: string }

/** Why one request brought nothing. The message is one clause and names no URL: the client adds it. */
export class ExchangeFailure extends Error {
  /** Whether the same request may well succeed a little later. */
  readonly passing: boolean
  /** The `Retry-After` header, as it came. */
  readonly retryAfter: string | null
  /** Of HTTP; null where there was no answer, or an unusable one. */
  readonly status: number | null

  constructor(
    message: string,
    options: { passing: boolean; retryAfter?: string | null; status?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.status = options.status ?? null
    this.name = 'ExchangeFailure'
    this.passing = options.passing
    this.retryAfter = options.retryAfter ?? null
  }
}

/** Ends the connection before anything else can happen on it. */
type End = (reason: Error) => Error

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const PASSING_STATUSES = new Set([429, 500, 502, 503, 504])

/**
 * One GET on the wire, without a second try: at most one body of at most `maxBytes`, held in memory as text.
 *
 * The agent is destroyed after all but `ok` and `unchanged`, and the next request needs a new one. Aborting by undici's
 * own signal will not do: its pool then opens another connection at once, for nobody (seen in 7.30.2).
 * @throws ExchangeFailure, or the signal's reason where it is aborted meanwhile
 */
export async function exchange(agent: Agent, url: URL, request: ExchangeRequest): Promise<Answer> {
  const { limits, signal } = request
  const ended = new AbortController()
  const end: End = (reason) => {
    ended.abort(reason)
    void agent.destroy(reason)
    return reason
  }
  const expire = (message: string) => end(new ExchangeFailure(message, { passing: true }))
  const headersTimer = setTimeout(
    () => expire(`no response headers within ${seconds(limits.headersMs)}`),
    limits.headersMs,
  )
  const totalTimer = setTimeout(() => expire(`not finished within ${seconds(limits.totalMs)}`), limits.totalMs)
  const stop = () => end(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { origin, pathname, search } = url
    const path = `${pathname}${search}`
    const response = await agent.request({ origin, path, method: 'GET', headers: requestHeaders(request) })
    clearTimeout(headersTimer)
    const answer = await readAnswer(response, request, end)
    if (answer.status === 'redirect') void agent.destroy()
    return answer
  } catch (error) {
    void agent.destroy()
    // Why we ended it says more than the stream error that this has caused.
    if (ended.signal.aborted) throw ended.signal.reason
    throw error instanceof ExchangeFailure ? error : connectionFailure(error, url)
  } finally {
    clearTimeout(headersTimer)
    clearTimeout(totalTimer)
    signal.removeEventListener('abort', stop)
  }
}

function requestHeaders(request: ExchangeRequest): Record<string, string> {
  return {
    'user-agent': request.userAgent,
    'accept-encoding': 'gzip',
    ...(request.etag !== undefined && { 'if-none-match': request.etag }),
  }
}

async function readAnswer(response: Dispatcher.ResponseData, request: ExchangeRequest, end: End): Promise<Answer> {
  const { statusCode, headers, body } = response
  const location = first(headers.location)
  if (statusCode === 200)
    return { status: 'ok', body: await readText(response, request, end), etag: first(headers.etag) }
  if (statusCode === 304 && request.etag !== undefined) {
    await body.dump()
    return { status: 'unchanged' }
  }
  if (REDIRECTS.has(statusCode) && location !== null) return { status: 'redirect', location }
  const passing = PASSING_STATUSES.has(statusCode)
  // Error pages are not read: they may hang as well as any other.
  throw new ExchangeFailure(`HTTP ${statusCode}`, {
    passing,
    retryAfter: first(headers['retry-after']),
    status: statusCode,
  })
}

async function readText(
  { headers, body }: Dispatcher.ResponseData,
  { limits: { maxBytes } }: ExchangeRequest,
  end: End,
): Promise<string> {
  const announced = Number(first(headers['content-length']) ?? Number.NaN)
  // Bytes stay outside of V8's heap, which text that grows piece by piece would swell to several times its size.
  const chunks: Buffer[] = []
  let received = 0
  let unpacked = 0
  const limit = (bytes: number) => {
    if (bytes > maxBytes) throw end(new ExchangeFailure(`more than ${maxBytes / 2 ** 20} MiB`, { passing: false }))
  }
  const count = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      received += chunk.length
      limit(received)
      yield chunk
    }
  }
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      unpacked += chunk.length
      limit(unpacked)
      chunks.push(chunk)
    }
  }
  limit(announced)
  const encoding = first(headers['content-encoding'])?.toLowerCase() ?? 'identity'
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') await pipeline(body, count, createGunzip(), collect)
    else if (encoding === 'identity') await pipeline(body, count, collect)
    else throw new ExchangeFailure(`content-encoding "${encoding}", which was not asked for`, { passing: false })
    return new TextDecoder('utf-8').decode(Buffer.concat(chunks))
  } catch (error) {
    throw error instanceof ExchangeFailure ? error : bodyFailure(error, received, announced)
  }
}

/** Failures after the headers have come. */
function bodyFailure(cause: unknown, received: number, announced: number): ExchangeFailure {
  const code = codeOf(cause)
  if (code === 'Z_BUF_ERROR')
    return new ExchangeFailure(`the gzip data ends too early, after ${bytes(received)}`, { passing: true, cause })
  if (code.startsWith('Z_')) return new ExchangeFailure('the gzip data is damaged', { passing: false, cause })
  const whole = Number.isNaN(announced) ? bytes(received) : `${received.toLocaleString('en-US')} of ${bytes(announced)}`
  return new ExchangeFailure(`the connection ended after ${whole}`, { passing: true, cause })
}

/** Failures before the headers have come. */
function connectionFailure(cause: unknown, url: URL): ExchangeFailure {
  const code = codeOf(cause)
  const clause = CONNECTION_CLAUSES[code]?.replace('{host}', url.host)
  if (clause !== undefined) return new ExchangeFailure(clause, { passing: true, cause })
  const message = cause instanceof Error ? cause.message : String(cause)
  return new ExchangeFailure(code === '' ? message : `${message} (${code})`, { passing: false, cause })
}

const CONNECTION_CLAUSES: Record<string, string> = {
  ECONNREFUSED: '{host} refused the connection',
  ECONNRESET: 'the connection was reset before a response',
  EPIPE: 'the connection was reset before a response',
  UND_ERR_SOCKET: 'the connection was closed before a response',
  UND_ERR_CONNECT_TIMEOUT: 'no connection to {host} in time',
  ETIMEDOUT: 'no connection to {host} in time',
  EHOSTUNREACH: 'no way to {host} (EHOSTUNREACH)',
  ENETUNREACH: 'no way to {host} (ENETUNREACH)',
  EAI_AGAIN: 'the name {host} could not be looked up (EAI_AGAIN)',
  ENOTFOUND: 'the name {host} could not be looked up (ENOTFOUND)',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function first(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}

function bytes(count: number): string {
  return `${count.toLocaleString('en-US')} bytes`
}
