import { shown } from '../domain/errors.ts'
import type { Now } from '../lib/clock.ts'
import { type FailureKind, ProviderFailure } from './provider.ts'

/** The platform's own, or what a test puts in its place. */
export type Fetch = typeof globalThis.fetch

export interface HttpOptions {
  fetch: Fetch
  now: Now
  /** From the request to the last byte of the answer. */
  timeoutMs: number
}

export interface JsonRequest {
  url: string
  /** Sent as JSON, or as a form where it is one; a GET without. */
  body?: object | URLSearchParams
  headers?: Record<string, string>
  /** Taken out of error messages. */
  secret?: string | undefined
  signal?: AbortSignal | undefined
  /** What a provider means by a status, where that is not what others mean. `detail` is what its answer says. */
  kindOf?: (status: number, detail: string) => FailureKind | null
}

/** A translation of an abstract is a few KB. */
const MAX_BYTES = 4 * 2 ** 20

/**
 * One request, one answer in JSON; nothing is tried twice.
 * @throws ProviderFailure, or the signal's reason where it is aborted meanwhile
 */
export async function askJson(request: JsonRequest, options: HttpOptions): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
  let response: Response
  let text: string
  try {
    response = await options.fetch(request.url, { ...initOf(request), redirect: 'manual', signal })
    text = await bodyOf(response)
  } catch (error) {
    if (error instanceof ProviderFailure) throw error
    request.signal?.throwIfAborted()
    if (timeout.aborted)
      throw new ProviderFailure('slow', `no answer within ${options.timeoutMs / 1000} s`, { cause: error })
    throw new ProviderFailure('down', `no connection (${reasonOf(error, request.secret)})`, { cause: error })
  }
  if (!response.ok) throw refusal(response, text, request, options.now)
  return parsed(text)
}

function initOf({ body, headers }: JsonRequest): RequestInit {
  if (body === undefined) return { method: 'GET', headers: { accept: 'application/json', ...headers } }
  const isForm = body instanceof URLSearchParams
  return {
    method: 'POST',
    headers: { accept: 'application/json', ...(!isForm && { 'content-type': 'application/json' }), ...headers },
    body: isForm ? body : JSON.stringify(body),
  }
}

async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new ProviderFailure('garbage', `an answer of more than ${MAX_BYTES / 2 ** 20} MiB`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** undici says "fetch failed", and why in the cause; of a header that it does not take it names the value. */
function reasonOf(error: unknown, secret: string | undefined): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : shown(without(secret, cause.message))
}

function without(secret: string | undefined, text: string): string {
  return secret ? text.replaceAll(secret, '…') : text
}

function refusal(response: Response, text: string, request: JsonRequest, now: Now): ProviderFailure {
  const { status } = response
  const detail = detailOf(text)
  const retryAfterMs = waitOf(response.headers.get('retry-after'), now())
  const kind = request.kindOf?.(status, detail) ?? usualKind(status)
  const where = status >= 300 && status < 400 ? 'it leads elsewhere' : shown(without(request.secret, detail))
  return new ProviderFailure(kind, `HTTP ${status}${where === '' ? '' : `: ${where}`}`, { retryAfterMs })
}

function usualKind(status: number): FailureKind {
  if (status === 429) return 'limited'
  if (status === 402) return 'quota'
  if (status === 401 || status === 403 || status === 404 || status === 405 || (status >= 300 && status < 400))
    return 'settings'
  if (status === 408) return 'slow'
  return status >= 500 ? 'down' : 'garbage'
}

/** What APIs say of an error, wherever they say it. */
function detailOf(text: string): string {
  try {
    const found: unknown[] = [JSON.parse(text)]
    const words: string[] = []
    for (let one = found.shift(); one !== undefined; one = found.shift()) {
      if (typeof one === 'string') words.push(one)
      else if (typeof one === 'object' && one !== null)
        for (const name of ['code', 'error', 'message', 'detail', 'explanation', 'type'])
          found.push((one as Record<string, unknown>)[name] ?? '')
    }
    return [...new Set(words.filter((word) => word !== ''))].slice(0, 3).join(', ')
  } catch {
    return ''
  }
}

/** RFC 9110, section 10.2.3: whole seconds, or an HTTP-date. */
function waitOf(header: string | null, now: Date): number | null {
  if (header === null) return null
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const what = /^\s*</.test(text) ? 'HTML' : text.trim() === '' ? 'nothing' : 'no JSON'
    throw new ProviderFailure('garbage', `an answer that is ${what}`, { cause })
  }
}
