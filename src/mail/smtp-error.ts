import { AppError } from '../domain/errors.ts'
import { type Verdict, verdict } from '../domain/verdict.ts'
import { maskAddresses } from '../lib/address.ts'
import { type Subject, subjectOf } from './smtp-reply.ts'
import { SendError } from './transport.ts'

type Opinion = Pick<Verdict, 'outcome' | 'reason'>

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

/**
 * The one place that knows what SMTP failures mean. RFC 5321 section 4.2.1: 4yz may pass later, 5yz will not.
 * @param error a SendError or an AppError; anything else was never meant to be thrown
 */
export function classify(error: unknown): Verdict {
  const { outcome, reason } = verdictOn(error)
  return verdict(outcome, maskAddresses(reason))
}

function verdictOn(error: unknown): Opinion {
  const cause = error instanceof SendError ? error.cause : error
  if (cause instanceof AppError)
    return { outcome: cause.code === 'invalid' ? 'rejected' : 'fatal', reason: oneLine(cause.message) }
  if (!(error instanceof SendError) || (isMistake(cause) && !error.handedOver)) return internal(cause)
  const failure = asFailure(cause)
  if (failure.responseCode !== undefined && failure.responseCode >= 400)
    return classifyReply(failure, failure.responseCode, error.handedOver)
  if (error.handedOver)
    return {
      outcome: 'uncertain',
      reason: `no answer after the whole message was handed over (${whatFailed(failure)})`,
    }
  return classifyFailure(failure)
}

/** What JavaScript throws for code that is wrong. */
function isMistake(cause: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => cause instanceof kind)
}

function internal(cause: unknown): Opinion {
  return { outcome: 'internal', reason: `an internal error: ${whatFailed(asFailure(cause))}` }
}

function classifyReply(failure: Failure, code: number, afterMessage: boolean): Opinion {
  const text = failure.response ?? String(code)
  const isLogin = failure.code === 'EAUTH' || failure.command?.startsWith('AUTH') === true
  // A login's reply may quote what was sent: only its codes are kept.
  const reply = isLogin ? codesOf(text) : oneLine(text)
  if (code < 500) return { outcome: 'transient', reason: `the relay says: ${reply}` }
  if (isLogin) return { outcome: 'fatal', reason: `the relay refuses the login (${reply})` }
  const subject = subjectOf({ code, text, afterMessage })
  // Otherwise 503 says that the conversation is out of step, not that anything is bad.
  if (code === 503 && subject !== 'login') return { outcome: 'transient', reason: `the relay says: ${reply}` }
  return verdictOf(hasRecipient(failure) ? subject : beforeRecipients(subject), reply)
}

function hasRecipient({ command }: Failure): boolean {
  return command === 'RCPT TO' || command === 'DATA'
}

/** Until MAIL FROM nobody has been named who could be refused; a size may have been (RFC 1870 section 6). */
function beforeRecipients(subject: Subject): Subject {
  return subject === 'recipient' ? 'us' : subject
}

function verdictOf(subject: Subject, reply: string): Opinion {
  if (subject === 'login') return { outcome: 'fatal', reason: `the relay wants another login: ${reply}` }
  if (subject === 'relaying') return { outcome: 'fatal', reason: `the relay does not send mail for us: ${reply}` }
  if (subject === 'us') return { outcome: 'fatal', reason: `the relay refuses us: ${reply}` }
  return { outcome: 'rejected', reason: `the relay says: ${reply}` }
}

/** Nobody replied, or nobody was asked. */
function classifyFailure(failure: Failure): Opinion {
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
