import { join } from 'node:path'
import type { Config } from '../config.ts'
import { createOutbox } from '../mail/outbox.ts'
import { createSmtpTransport } from '../mail/smtp.ts'
import type { MailTransport } from '../mail/transport.ts'

/** The relay of the settings, or a folder instead. */
export function createTransport({ smtpUrl, smtp, dkim, dataDir }: Config): MailTransport {
  if (smtpUrl === null) return createOutbox(join(dataDir, 'outbox'))
  const { tls, connections, messagesPerConnection } = smtp
  return createSmtpTransport({
    url: smtpUrl,
    dkim,
    tls,
    maxConnections: connections,
    maxMessages: messagesPerConnection,
  })
}
