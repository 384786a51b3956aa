import { AppError } from '../domain/errors.ts'
import { isOnThisMachine, parseRelayUrl, type RelayUrl } from '../lib/relay-url.ts'
import { openConnection, TIMEOUTS, type Timeouts } from './smtp-connection.ts'
import { createSmtpPool } from './smtp-pool.ts'
import { createSource, type DkimKey } from './smtp-source.ts'
import type { MailTransport } from './transport.ts'

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; user and password may be missing. */
  url: string
  dkim?: DkimKey | null
  /** Unless given: `require` where a password would cross a network, else `prefer`. */
  tls?: 'require' | 'prefer' | null
  /** What we call ourselves in EHLO; without it nodemailer's own choice. */
  name?: string
  /** At the same time; 5 unless given. */
  maxConnections?: number
  /** Over one connection; 100 unless given. */
  maxMessages?: number
  /** In milliseconds; the defaults are for relays, tests are less patient. */
  timeouts?: Partial<Timeouts>
  /** How long a connection that nobody uses is kept, in milliseconds; 30 s unless given. */
  idle?: number
  /** How long closing waits for a relay that keeps a mail in hand waiting, in milliseconds; 3 s unless given. */
  lastPatience?: number
}

/**
 * A pool of connections to one relay.
 * @throws AppError `config` for a URL or a DKIM key that can't work
 */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const { dkim, name, maxConnections = 5, maxMessages = 100, idle = 30_000, lastPatience = 3_000 } = options
  const relay = parseRelay(options.url)
  const sourceOf = createSource(dkim ?? null)
  const tls = tlsFor(relay, options.tls)
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const connection = { relay, tls, timeouts, ...(name === undefined ? {} : { name }) }
  const pool = createSmtpPool({
    open: () => openConnection(connection),
    maxConnections,
    maxMessages,
    idle,
    lastPatience,
  })
  return {
    send: async (message) => ({
      response: await pool.send(async () => ({ ...message.envelope, source: await sourceOf(message) })),
    }),
    describe: () => {
      const login = relay.user === null ? '' : ` as ${relay.user}`
      return `SMTP relay ${relay.host}:${relay.port}${login}${dkim ? `, signed for ${dkim.domain}` : ''}`
    },
    close: () => pool.close(),
  }
}

/** No password crosses a network in the clear, and everything else is encrypted where the relay can. */
export function tlsFor(relay: RelayUrl, wish: 'require' | 'prefer' | null | undefined): 'require' | 'prefer' {
  return wish ?? (relay.user !== null && !isOnThisMachine(relay) ? 'require' : 'prefer')
}

function parseRelay(text: string): RelayUrl {
  try {
    return parseRelayUrl(text)
  } catch (error) {
    if (error instanceof AppError) throw new AppError('config', `SMTP_URL is ${error.message}`, { cause: error })
    throw error
  }
}
