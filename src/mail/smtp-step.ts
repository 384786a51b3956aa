import type SMTPConnection from 'nodemailer/lib/smtp-connection'

export type Done<T> = (error?: unknown, result?: T) => void
/** Sets the clock anew: for what is waited now, and how long in milliseconds. */
export type Prolong = (what: string, ms: number) => void
type Step = <T>(what: string, ms: number, run: (done: Done<T>, prolong: Prolong) => void) => Promise<T>

/**
 * Makes one step of a conversation a promise: it ends with its callback, with an error or the end of the connection, or
 * when its time is up. After anything but a relay's refusal the connection is closed.
 */
export function createStep(smtp: SMTPConnection): Step {
  // One listener of each kind for the connection's life, whatever the number of messages; none would be thrown at.
  let current: Done<never> | null = null
  smtp.on('error', (error: unknown) => current?.(error))
  // When a relay says 421, `end` comes right before the callback that knows its words.
  smtp.on('end', () => {
    const ending = current
    setImmediate(() => ending?.(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' })))
  })
  return (what, ms, run) =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout
      let settled = false
      const finish: Done<unknown> = (error, result) => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        current = null
        if (error === undefined || error === null) return resolve(result as never)
        if (isRefusal(error)) return reject(error)
        smtp.close()
        // Replies that came together with the end of the connection are read one after the other: this is after the next.
        setImmediate(() => reject(withLastWord(smtp, error)))
      }
      const prolong: Prolong = (awaited, limit) => {
        if (settled) return
        clearTimeout(timer)
        timer = setTimeout(() => finish(timeUp(awaited, limit)), limit)
      }
      current = finish
      prolong(what, ms)
      run(finish, prolong)
    })
}

/** 421 is the relay's reason for ending the connection, whatever it was asked (RFC 5321 section 3.8). */
function withLastWord({ lastServerResponse: response }: SMTPConnection, error: unknown): unknown {
  if (!(error instanceof Error) || 'responseCode' in error || !/^421[ -]/.test(String(response))) return error
  return Object.assign(error, { response, responseCode: 421 })
}

/** The relay has answered, and is there for the next message: all but 421 (RFC 5321 section 4.2.1), 4yz and 5yz. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false
  const { responseCode } = error
  return typeof responseCode === 'number' && responseCode >= 400 && responseCode <= 599 && responseCode !== 421
}

function timeUp(what: string, ms: number): Error {
  return Object.assign(new Error(`timed out: no ${what} within ${ms / 1_000} s`), {
    code: 'ETIMEDOUT',
    command: 'CONN',
  })
}
