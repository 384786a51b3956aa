import type { Now } from '../lib/clock.ts'

export interface TurnSettings {
  /** At the same time. */
  concurrency: number
  requestsPerMinute: number
}

export interface Turns {
  /**
   * Does the work when its turn comes, in the order of the calls. The work waits for its place in time itself, by `pace`,
   * so that what is refused without a request takes none.
   * @throws what the work throws, or the signal's reason where it is aborted while it waits
   */
  take<T>(signal: AbortSignal | undefined, work: (pace: () => Promise<void>) => Promise<T>): Promise<T>
}

export function createTurns(
  settings: TurnSettings,
  { now, sleep }: { now: Now; sleep: (ms: number, signal?: AbortSignal) => Promise<unknown> },
): Turns {
  const spacingMs = 60_000 / settings.requestsPerMinute
  const waiting: (() => void)[] = []
  let free = settings.concurrency
  let next = Number.NEGATIVE_INFINITY

  /** Reserves a place in time, so that many who wait do not all wake for the same one. */
  async function pace(signal: AbortSignal | undefined): Promise<void> {
    const at = now().getTime()
    const mine = Math.max(at, next)
    next = mine + spacingMs
    if (mine > at) await sleep(mine - at, signal)
  }

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal?.reason)
      }
      const go = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      signal?.addEventListener('abort', leave, { once: true })
      waiting.push(go)
    })
  }

  function leave(): void {
    const go = waiting.shift()
    if (go) go()
    else free++
  }

  return {
    take: async (signal, work) => {
      await enter(signal)
      try {
        return await work(() => pace(signal))
      } finally {
        leave()
      }
    },
  }
}
