import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { AppError } from '../domain/errors.ts'
import { isOnThisMachine, type RelayUrl } from '../lib/relay-url.ts'
import { createStep, type Done, type Prolong } from './smtp-step.ts'
import { messageStream } from './smtp-stream.ts'
import { SendError, type Stage } from './transport.ts'

/** A message as it goes over the wire, but for the dots. */
export interface WireMail {
  from: string
  to: string
  /** Headers and body, lines ended by CRLF, signed. */
  source: Buffer
}

/** A session with a relay, logged in. */
export interface RelayConnection {
  /**
   * Hands one message over; not while another is on its way.
   * @returns the relay's reply to the final dot
   * @throws SendError
   */
  send(mail: WireMail): Promise<string>
  /** Whether the relay is still there and begins anew (RSET); nothing else is lost where it is not. */
  reset(): Promise<boolean>
  isOpen(): boolean
  /** Whether TLS is in use. */
  isEncrypted(): boolean
  /** Says goodbye, and ends when the relay has answered or is too slow about it. */
  quit(): Promise<void>
}

export interface ConnectionOptions {
  relay: RelayUrl
  /** `require`: nothing without TLS. `prefer`: encrypted where the relay can. */
  tls: 'require' | 'prefer'
  /** What we call ourselves in EHLO; without it nodemailer's own choice. */
  name?: string
  timeouts: Timeouts
}

export type Timeouts = typeof TIMEOUTS

/** In milliseconds; RFC 5321 section 4.5.3.2 says what a client waits at least. */
export const TIMEOUTS = {
  /** From the name's look-up to a session that takes mail; its greeting alone may take five minutes (4.5.3.2.1). */
  connection: 300_000,
  /** For the replies to MAIL, RCPT and DATA, which go out together, and to AUTH (4.5.3.2.2 to 4). */
  command: 300_000,
  /** Until the relay takes the next piece of the message (4.5.3.2.5). */
  block: 180_000,
  /** From the final dot to its reply (4.5.3.2.6). */
  finalDot: 600_000,
  /** Where nothing depends on the reply: RSET between two messages, QUIT. */
  courtesy: 5_000,
}

/** A session on its way, which may be cut off at any time; what is waited for then fails. */
export interface Opening {
  /** Rejects with what nodemailer's SMTPConnection reports. */
  session: Promise<RelayConnection>
  cut(): void
}

/** Opens a session and logs in. */
export function openConnection(options: ConnectionOptions): Opening {
  const smtp = new SMTPConnection(connectionOptions(options))
  return { session: openSession(smtp, options), cut: () => smtp.close() }
}

async function openSession(smtp: SMTPConnection, { relay, timeouts }: ConnectionOptions): Promise<RelayConnection> {
  const step = createStep(smtp)
  await step('greeting or TLS', timeouts.connection, (done) => smtp.connect(done))
  const utf8 = /^250[ -]SMTPUTF8\b/im.test(String(smtp.lastServerResponse))
  try {
    if (relay.user !== null) await logIn(smtp, relay, (run) => step('reply to AUTH', timeouts.command, run))
  } catch (error) {
    smtp.close()
    throw error
  }
  return {
    send: async (mail) => {
      if (!utf8 && /[^\p{ASCII}]/u.test(mail.from + mail.to)) throw new SendError(needsUtf8(), 'before')
      const progress: { stage: Stage } = { stage: 'before' }
      const reach = (stage: Stage) => {
        progress.stage = stage
      }
      try {
        return await step<string>('reply to MAIL FROM, RCPT TO or DATA', timeouts.command, (done, prolong) =>
          transfer(smtp, mail, timeouts, { done, prolong, reach }),
        )
      } catch (error) {
        // Cut short, the relay still waits for the rest: no other message may go this way.
        if (progress.stage === 'during') smtp.close()
        throw new SendError(error, progress.stage)
      }
    },
    reset: () =>
      step<boolean>('reply to RSET', timeouts.courtesy, (done) => smtp.reset(done)).then(
        () => true,
        () => {
          smtp.close()
          return false
        },
      ),
    isOpen: () => !smtp.destroyed,
    isEncrypted: () => smtp.secure,
    quit: async () => {
      if (smtp.destroyed) return
      await step<void>('reply to QUIT', timeouts.courtesy, () => smtp.quit()).catch(() => {
        // The end of the connection is what was asked for.
      })
    },
  }
}

function connectionOptions({ relay, tls, name, timeouts }: ConnectionOptions): SMTPConnection.Options {
  const { connection, command, block, finalDot } = timeouts
  return {
    host: relay.host,
    port: relay.port,
    secure: relay.secure,
    requireTLS: tls === 'require' && !relay.secure,
    opportunisticTLS: tls === 'prefer',
    // Who would do without encryption may have it without a certificate, too (RFC 7435); and on this machine they are home-made.
    tls: { rejectUnauthorized: !isOnThisMachine(relay) && (tls === 'require' || relay.secure) },
    ...(name === undefined ? {} : { name }),
    connectionTimeout: connection,
    greetingTimeout: connection,
    dnsTimeout: connection,
    // Only a net under our own clocks, which know what is waited for.
    socketTimeout: 2 * Math.max(connection, command, block, finalDot),
    socketCloseTimeout: 1_000,
  }
}

async function logIn(
  smtp: SMTPConnection,
  { user, password }: RelayUrl,
  step: (run: (done: Done<boolean>) => void) => Promise<boolean>,
): Promise<void> {
  if (!smtp.allowsAuth) throw Object.assign(new Error('the relay offers no login'), { code: 'ENOAUTH' })
  await step((done) => smtp.login({ user: user ?? '', pass: password }, done))
}

/** RFC 6531: what is beyond ASCII in an address, only a relay that says so can take. */
function needsUtf8(): AppError {
  return new AppError('invalid', 'the relay takes no address beyond ASCII (it lacks SMTPUTF8)')
}

interface Watch {
  done: Done<string>
  prolong: Prolong
  reach(stage: Stage): void
}

function transfer(smtp: SMTPConnection, mail: WireMail, timeouts: Timeouts, { done, prolong, reach }: Watch): void {
  let ended = false
  const stream = messageStream(mail.source, {
    onBegin: () => {
      // A relay that is one reply ahead of us would have its next one taken for the answer to the message.
      if (!/^3/.test(String(smtp.lastServerResponse))) return done(outOfStep(smtp))
      reach('during')
    },
    onPiece: () => prolong('relay that takes more of the message', timeouts.block),
    onEnd: () => {
      ended = true
      reach('after')
      prolong('reply to the final dot', timeouts.finalDot)
    },
  })
  smtp.send({ from: mail.from, to: mail.to, size: mail.source.length }, stream, (error, info) => {
    if (error || ended) done(error, info?.response)
    else done(outOfStep(smtp))
  })
}

/** No number above 399 in it, so that nobody takes it for a refusal. */
function outOfStep(smtp: SMTPConnection): Error {
  const message = `the relay's replies are out of step: ${String(smtp.lastServerResponse)}`
  return Object.assign(new Error(message), { code: 'EPROTOCOL', command: 'DATA' })
}
