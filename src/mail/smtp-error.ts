import { AppError } from '../domain/errors.ts'
import { SendError } from './transport.ts'

/**
 * What to do about a message that was not taken:
 * `transient` try again later; `rejected` this message or this recipient will never be taken; `fatal` no message will,
 * until the operator mends something; `uncertain` it may have been delivered.
 */
export interface Verdict {
  outcome: 'transient' | 'rejected' | 'fatal' | 'uncertain'
  /** Short, one line, without credentials. */
  reason: string
}

/** What nodemailer and node add to an Error. */
interface Failure {
  message: string
  code?: string
  /** Of the system call or of TLS, where nodemailer put its own in its place. */
  originalCode?: string
  /** `CONN`, `EHLO`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`, `API`. */
  command?: string
  response?: string
  responseCode?: number
}

/** The one place that knows what SMTP failures mean. RFC 5321 section 4.2.1: 4yz may pass later, 5yz will not. */
export function classify(error: unknown): Verdict {
  const handedOver = error instanceof SendError && error.handedOver
  const cause = error instanceof SendError ? error.cause : error
  if (cause instanceof AppError)
    return { outcome: cause.code === 'invalid' ? 'rejected' : 'fatal', reason: oneLine(cause.message) }
  const failure = asFailure(cause)
  if (failure.responseCode !== undefined && failure.responseCode >= 400)
    return classifyReply(failure, failure.responseCode)
  if (handedOver)
    return {
      outcome: 'uncertain',
      reason: `no answer after the whole message was handed over (${whatFailed(failure)})`,
    }
  return classifyFailure(failure)
}

function classifyReply(failure: Failure, code: number): Verdict {
  const isLogin = failure.code === 'EAUTH' || failure.command?.startsWith('AUTH') === true
  // A login's reply may quote what was sent: only its codes are kept.
  const reply = isLogin ? codesOf(failure.response ?? String(code)) : oneLine(failure.response ?? String(code))
  // 503 says that the conversation is out of step, not that the message is bad.
  if (code < 500 || code === 503) return { outcome: 'transient', reason: `the relay says: ${reply}` }
  if (isLogin) return { outcome: 'fatal', reason: `the relay refuses the login (${reply})` }
  if (code === 530 || code === 535) return { outcome: 'fatal', reason: `the relay wants another login: ${reply}` }
  if (isRelayDenied(reply)) return { outcome: 'fatal', reason: `the relay does not send mail for us: ${reply}` }
  const aboutThisMessage =
    failure.command === 'RCPT TO' || failure.command === 'DATA' || (failure.command === 'MAIL FROM' && code === 552)
  return { outcome: aboutThisMessage ? 'rejected' : 'fatal', reason: `the relay says: ${reply}` }
}

/** Given for each recipient, but it is the relay's configuration: nobody must be struck off for it. */
function isRelayDenied(reply: string): boolean {
  return /relay(ing)?( access)? (is )?(denied|not permitted|prohibited)|(unable|not permitted|not allowed) to relay/i.test(
    reply,
  )
}

/** Nobody replied, or nobody was asked. */
function classifyFailure(failure: Failure): Verdict {
  const code = failure.code ?? ''
  const reason = whatFailed(failure)
  if (isUntrusted(failure)) return { outcome: 'fatal', reason: `no safe connection to the relay (${reason})` }
  if (code === 'ETLS' && !/closed|timed out|timeout/i.test(failure.message))
    return { outcome: 'fatal', reason: `no safe connection to the relay (${reason})` }
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2'].includes(code))
    return { outcome: 'fatal', reason: `the login to the relay failed (${code})` }
  if (['ECONFIG', 'EREQUIRETLS'].includes(code)) return { outcome: 'fatal', reason }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(code))
    return { outcome: 'fatal', reason: `the outbox can't be written to (${reason})` }
  if (['ENOSPC', 'EDQUOT'].includes(code))
    return { outcome: 'transient', reason: `the disk of the outbox is full (${code})` }
  if (failure.command === 'API' || code === 'EMESSAGE')
    return { outcome: 'rejected', reason: `the message can't be sent (${reason})` }
  return { outcome: 'transient', reason: `no message was handed over (${reason})` }
}

/** Certificates that are expired, self-made or for another name; and a relay that talks no TLS on a TLS port. */
function isUntrusted({ originalCode = '' }: Failure): boolean {
  return /CERT|^ERR_(TLS|SSL)|UNABLE_TO_|SELF_SIGNED|^EPROTO$/.test(originalCode)
}

function whatFailed(failure: Failure): string {
  const code = failure.originalCode ?? failure.code
  const message = oneLine(failure.message)
  return [code, message].filter((part) => part !== undefined && part !== '').join(': ') || 'unknown error'
}

/** `535 5.7.8` of `535 5.7.8 Error: authentication failed`. */
function codesOf(reply: string): string {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(reply)?.[0].replace('-', ' ') ?? 'no code'
}

/** Replies may have many lines, and whatever a server likes to put there. */
function oneLine(text: string): string {
  const line = text
    .replace(/:\/\/[^\s/@]*@/g, '://')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function asFailure(cause: unknown): Failure {
  return cause instanceof Error ? (cause as Error & Failure) : { message: String(cause) }
}
