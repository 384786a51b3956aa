import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { parseRelayUrl } from '../lib/relay-url.ts'

/** How a relay received us. */
export interface RelayProbe {
  /** TLS was in use when we logged in, or would have. */
  encrypted: boolean
  loggedIn: boolean
}

const TIMEOUT_MS = 15_000

/**
 * Connects to the relay, begins TLS where it is offered, logs in where there is a login, and leaves: no mail is sent.
 * @throws what nodemailer does; its `code` and `response` say why
 */
export async function probeRelay(url: string): Promise<RelayProbe> {
  const relay = parseRelayUrl(url)
  const onThisMachine = /^(localhost|127\.[\d.]+|::1)$/.test(relay.host)
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    secure: relay.secure,
    requireTLS: relay.user !== null && !onThisMachine,
    ...(onThisMachine ? { tls: { rejectUnauthorized: false } } : {}),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    const { user, password } = relay
    if (user !== null)
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject)
        connection.login({ credentials: { user, pass: password } }, (error) => (error ? reject(error) : resolve()))
      })
    return { encrypted: connection.secure, loggedIn: user !== null }
  } finally {
    // What the relay still has to say to a goodbye is no finding.
    connection.on('error', () => {})
    connection.quit()
  }
}
