import { setTimeout as delay } from 'node:timers/promises'
import type { Opening, RelayConnection, WireMail } from './smtp-connection.ts'
import { SendError } from './transport.ts'

export interface SmtpPool {
  /**
   * Tried once: whether again is the ledger's decision.
   * @param make makes the mail once its turn has come, so that few are in memory
   * @returns the relay's reply to the final dot
   * @throws SendError, and what `make` throws
   */
  send(make: () => Promise<WireMail>): Promise<string>
  /** Finishes the mails in hand, where the relay is quick enough about it, then says goodbye on every connection. */
  close(): Promise<void>
}

interface PoolOptions {
  open(): Opening
  /** At the same time. */
  maxConnections: number
  /** After so many messages a connection is ended: many relays allow no more. */
  maxMessages: number
  /** In milliseconds; a connection that nobody used for so long is ended. */
  idle: number
  /** In milliseconds; who closes the pool waits no longer for the mails in hand. */
  lastPatience: number
}

/** A connection unused for so long, in milliseconds, may have been ended by the relay: it is asked before it gets a mail. */
const ASK_AFTER = 1_000

/** Keeps connections to one relay open, and hands each to one mail at a time. */
export function createSmtpPool({ open, maxConnections, maxMessages, idle, lastPatience }: PoolOptions): SmtpPool {
  const free: Pooled[] = []
  const waiting: (() => void)[] = []
  const inHand = new Set<Promise<unknown>>()
  const openings = new Set<Opening>()
  let busy = 0
  let closed = false
  let over = false

  const send = async (make: () => Promise<WireMail>): Promise<string> => {
    await turn()
    try {
      const mail = await make()
      const reused = await take()
      if (reused) {
        try {
          return await sendOver(reused, mail)
        } catch (error) {
          if (!hadEnded(error)) throw error
        }
      }
      return await sendOver(await opened(), mail)
    } finally {
      pass()
    }
  }

  const turn = async () => {
    if (busy < maxConnections) busy += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** The turn goes to who waits longest; nobody may come between. */
  const pass = () => {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }

  /** The one used last, so that those not needed grow old. */
  const take = async (): Promise<Pooled | null> => {
    for (let pooled = free.pop(); pooled; pooled = free.pop()) {
      clearTimeout(pooled.timer)
      const { connection } = pooled
      const certain = !pooled.unclean && Date.now() - pooled.usedAt < ASK_AFTER
      if (connection.isOpen() && (certain || (await connection.reset()))) return pooled
      openings.delete(pooled.opening)
    }
    return null
  }

  const opened = async (): Promise<Pooled> => {
    if (over) throw new SendError(new Error('there is no time left for another connection'), 'nowhere')
    const opening = open()
    openings.add(opening)
    try {
      const connection = await opening.session
      return { opening, connection, messages: 0, unclean: false, usedAt: Date.now(), timer: undefined }
    } catch (error) {
      openings.delete(opening)
      throw new SendError(error, 'nowhere')
    }
  }

  const sendOver = async (pooled: Pooled, mail: WireMail): Promise<string> => {
    pooled.messages += 1
    pooled.unclean = true
    try {
      const response = await pooled.connection.send(mail)
      pooled.unclean = false
      return response
    } finally {
      give(pooled)
    }
  }

  const give = (pooled: Pooled) => {
    const { connection } = pooled
    if (!connection.isOpen()) {
      openings.delete(pooled.opening)
      return
    }
    if (pooled.messages >= maxMessages) {
      end(pooled)
      return
    }
    pooled.usedAt = Date.now()
    pooled.timer = setTimeout(() => {
      free.splice(free.indexOf(pooled), 1)
      end(pooled)
    }, idle)
    free.push(pooled)
  }

  const end = ({ opening, connection }: Pooled) => track(connection.quit().finally(() => openings.delete(opening)))

  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => inHand.delete(tracked))
    inHand.add(tracked)
    return tracked
  }

  return {
    send: (make) =>
      closed ? Promise.reject(new SendError(new Error('the connections are closed'), 'before')) : track(send(make)),
    close: async () => {
      closed = true
      const done = new AbortController()
      const cutOff = delay(lastPatience, undefined, { signal: done.signal }).then(
        () => {
          over = true
          for (const { cut } of openings) cut()
        },
        () => {},
      )
      while (inHand.size > 0) await Promise.allSettled(inHand)
      done.abort()
      await cutOff
      await Promise.all(
        free.splice(0).map(({ connection, timer }) => {
          clearTimeout(timer)
          return connection.quit()
        }),
      )
    },
  }
}

interface Pooled {
  opening: Opening
  connection: RelayConnection
  messages: number
  /** What a mail that was refused left behind is to be cleared away first (RSET). */
  unclean: boolean
  usedAt: number
  timer: NodeJS.Timeout | undefined
}

/**
 * The relay had ended the connection while nobody used it, or said so to the first command: no failure of the mail, which
 * it has not been told of yet. A new connection knows.
 */
function hadEnded(error: unknown): boolean {
  if (!(error instanceof SendError) || error.stage !== 'before' || !(error.cause instanceof Error)) return false
  const { code, command, responseCode } = error.cause as Error & Ending
  if (responseCode === 421) return command === 'MAIL FROM' || command === 'CONN'
  return responseCode === undefined && ['ECONNECTION', 'ESOCKET'].includes(code ?? '')
}

interface Ending {
  code?: string
  command?: string
  responseCode?: number
}
