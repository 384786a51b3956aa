import { createPrivateKey } from 'node:crypto'
import { createTransport, type DKIMOptions, type SMTPPoolOptions } from 'nodemailer'
import { AppError } from '../domain/errors.ts'
import { parseRelayUrl, type RelayUrl } from '../lib/relay-url.ts'
import type { MailMessage } from './message.ts'
import { type MailTransport, type Receipt, SendError } from './transport.ts'

export interface DkimKey {
  domain: string
  selector: string
  /** PEM; RSA, as nodemailer signs with no other. */
  privateKey: string
}

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; user and password may be missing. */
  url: string
  dkim?: DkimKey | null
  /** What we call ourselves in EHLO; without it nodemailer's own choice. */
  name?: string
  /** At the same time; 5 unless given. */
  maxConnections?: number
  /** In milliseconds; the defaults are for relays, tests are less patient. */
  timeouts?: Partial<typeof TIMEOUTS>
}

const TIMEOUTS = {
  /** From the name's look-up to the greeting. */
  connection: 30_000,
  /** Between two replies: RFC 5321 section 4.5.3.2.6 asks for ten minutes after the final dot. */
  reply: 600_000,
}

/** All that a reader's mail program acts on or shows; the one-click pair must be signed (RFC 8058 section 4). */
const SIGNED_HEADERS = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-ID',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
]

/**
 * A pool of connections to one relay.
 * @throws AppError `config` for a URL or a DKIM key that can't work
 */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const relay = parseRelay(options.url)
  const pool = createTransport(poolOptions(relay, options))
  const progress = new WeakMap<object, { handedOver: boolean }>()
  const inHand = new Set<Promise<unknown>>()

  // nodemailer's errors do not say whether the message had left. It reads a message's stream to the end right before it
  // writes the final dot: a stream that has ended means that the dot may be out, one that has not means that it is not.
  pool.use('stream', (mail, done) => {
    const { message, data } = mail
    const state = progress.get(data.envelope as object)
    const createReadStream = message.createReadStream.bind(message)
    message.createReadStream = (streamOptions) => {
      const stream = createReadStream(streamOptions)
      stream.once('end', () => {
        if (state) state.handedOver = true
      })
      return stream
    }
    done()
  })

  const send = async (message: MailMessage): Promise<Receipt> => {
    const envelope = { ...message.envelope }
    const state = { handedOver: false }
    progress.set(envelope, state)
    try {
      const { response } = await pool.sendMail({ ...message, envelope })
      return { response }
    } catch (error) {
      throw new SendError(error, state.handedOver)
    }
  }

  return {
    send: (message) => {
      const sending = send(message).finally(() => inHand.delete(sending))
      inHand.add(sending)
      return sending
    },
    describe: () => {
      const login = relay.user === null ? '' : ` as ${relay.user}`
      return `SMTP relay ${relay.host}:${relay.port}${login}${options.dkim ? `, signed for ${options.dkim.domain}` : ''}`
    },
    close: async () => {
      await Promise.allSettled(inHand)
      pool.close()
    },
  }
}

function parseRelay(text: string): RelayUrl {
  try {
    return parseRelayUrl(text)
  } catch (error) {
    if (error instanceof AppError) throw new AppError('config', `SMTP_URL is ${error.message}`, { cause: error })
    throw error
  }
}

function poolOptions(relay: RelayUrl, options: SmtpOptions): SMTPPoolOptions & { pool: true } {
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const onThisMachine = /^(localhost|127\.[\d.]+|::1)$/.test(relay.host)
  return {
    pool: true,
    host: relay.host,
    port: relay.port,
    secure: relay.secure,
    ...(relay.user === null ? {} : { auth: { user: relay.user, pass: relay.password } }),
    // A password never crosses a network in the clear. On this machine there is no network, and certificates are home-made.
    requireTLS: relay.user !== null && !onThisMachine,
    ...(onThisMachine ? { tls: { rejectUnauthorized: false } } : {}),
    ...(options.name === undefined ? {} : { name: options.name }),
    maxConnections: options.maxConnections ?? 5,
    // Whether to try again is the ledger's decision: the pool must not send anything twice by itself.
    maxRequeues: 0,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.connection,
    dnsTimeout: timeouts.connection,
    socketTimeout: timeouts.reply,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(options.dkim ? { dkim: dkimOptions(options.dkim) } : {}),
  }
}

function dkimOptions(key: DkimKey): DKIMOptions {
  // With any other kind of key nodemailer would send the mail unsigned, and not say so.
  if (keyType(key.privateKey) !== 'rsa')
    throw new AppError('config', 'DKIM_PRIVATE_KEY_FILE must hold an RSA private key in PEM form')
  return {
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey,
    headerFieldNames: SIGNED_HEADERS.join(':'),
  }
}

function keyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType
  } catch {
    return undefined
  }
}
