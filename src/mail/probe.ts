import { parseRelayUrl } from '../lib/relay-url.ts'
import { tlsFor } from './smtp.ts'
import { openConnection, TIMEOUTS } from './smtp-connection.ts'

/** How a relay received us. */
export interface RelayProbe {
  /** TLS was in use when we logged in, or would have. */
  encrypted: boolean
  loggedIn: boolean
}

const IMPATIENT = { ...TIMEOUTS, connection: 15_000, command: 15_000 }

/**
 * Opens a session with the relay as sending does, logs in where there is a login, and leaves: no mail is sent.
 * @throws what nodemailer does; its `code` and `response` say why
 */
export async function probeRelay(url: string, tls: 'require' | 'prefer' | null): Promise<RelayProbe> {
  const relay = parseRelayUrl(url)
  const connection = await openConnection({ relay, tls: tlsFor(relay, tls), timeouts: IMPATIENT }).session
  const probe = { encrypted: connection.isEncrypted(), loggedIn: relay.user !== null }
  await connection.quit()
  return probe
}
