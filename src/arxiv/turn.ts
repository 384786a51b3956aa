import { AppError } from '../domain/errors.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { type Limiter, RENEW_MS } from './limiter.ts'

export interface TurnOptions {
  limiter: Limiter
  log: Log
  now: Now
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** When arXiv is closed for longer, ms, nobody waits. */
  maxClosedMs: number
}

/**
 * Makes one request when it is our turn, and gives the turn back when it has ended, however it did.
 * @throws AppError `unavailable` where arXiv has asked to be left alone for longer than `maxClosedMs`; the signal's reason
 */
export async function inTurn<T>(
  options: TurnOptions,
  service: string,
  signal: AbortSignal,
  request: () => Promise<T>,
): Promise<T> {
  const { limiter, log } = options
  const token = await turn(options, service, signal)
  const renewal = setInterval(() => {
    limiter.renew(token).catch((error: unknown) => log.warn({ err: error }, 'the turn at arXiv could not be renewed'))
  }, RENEW_MS)
  try {
    signal.throwIfAborted()
    return await request()
  } finally {
    clearInterval(renewal)
    // What the request brought or threw counts; a turn that is not given back passes on by itself.
    await limiter
      .release(token)
      .catch((error: unknown) => log.warn({ err: error }, 'the turn at arXiv could not be given back'))
  }
}

async function turn(
  { limiter, now, sleep, maxClosedMs }: TurnOptions,
  service: string,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const answer = await limiter.claim(service)
    if ('token' in answer) return answer.token
    if (answer.closedMs > maxClosedMs)
      throw new AppError('unavailable', `not asked for, because ${wantedBack(answer.closedMs, now())}`)
    // Timers may fire a fraction of a millisecond early.
    await sleep(Math.ceil(answer.waitMs), signal)
  }
}

/** `arXiv wants us back in 3,600 s, at 2026-05-11 05:00:00 UTC`. */
export function wantedBack(ms: number, now: Date): string {
  const back = new Date(now.getTime() + ms).toISOString().replace('T', ' ').slice(0, 19)
  return `arXiv wants us back in ${Math.ceil(ms / 1000).toLocaleString('en-US')} s, at ${back} UTC`
}
