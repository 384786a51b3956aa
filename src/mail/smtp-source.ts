import { createPrivateKey } from 'node:crypto'
import DKIM from 'nodemailer/lib/dkim'
import MailComposer from 'nodemailer/lib/mail-composer'
import { AppError } from '../domain/errors.ts'
import type { MailMessage } from './message.ts'
import { SendError } from './transport.ts'

export interface DkimKey {
  domain: string
  selector: string
  /** PEM; RSA, as nodemailer signs with no other. */
  privateKey: string
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
 * Makes messages ready for the wire: MIME, signed. The signature holds no time, so that the same message has the same bytes.
 * @throws AppError `config` for a key that can't sign
 */
export function createSource(key: DkimKey | null): (message: MailMessage) => Promise<Buffer> {
  const dkim = key && createSigner(key)
  return async (message) => {
    try {
      const node = new MailComposer(message).compile()
      if (dkim) node.processFunc((input) => dkim.sign(input))
      return await node.build()
    } catch (error) {
      throw new SendError(error, 'before')
    }
  }
}

function createSigner({ domain, selector, privateKey }: DkimKey): DKIM {
  // With any other kind of key nodemailer would send the mail unsigned, and not say so.
  if (keyType(privateKey) !== 'rsa')
    throw new AppError('config', 'DKIM_PRIVATE_KEY_FILE must hold an RSA private key in PEM form')
  return new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: SIGNED_HEADERS.join(':'),
  })
}

function keyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType
  } catch {
    return undefined
  }
}
