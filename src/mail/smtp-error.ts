import { AppError } from '../domain/errors.ts'
import { type Verdict, verdict } from '../domain/verdict.ts'
import { maskAddresses } from '../lib/address.ts'
import { type Phase, REFUSALS, scopeOfDelay, strikeOf } from './smtp-outcomes.ts'
import { enhancedCode, type Subject, subjectOf } from './smtp-reply.ts'
import { SendError, type Stage } from './transport.ts'

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
 * The one place that knows what SMTP failures mean; what follows from a reply stands in the table of smtp-outcomes.ts.
 * @param error a SendError or an AppError; anything else was never meant to be thrown
 */
export function classify(error: unknown): Verdict {
  const judged = verdictOn(error)
  return { ...judged, reason: maskAddresses(judged.reason) }
}

function verdictOn(error: unknown): Verdict {
  const cause = error instanceof SendError ? error.cause : error
  if (cause instanceof AppError) return verdict(cause.code === 'invalid' ? 'rejected' : 'fatal', oneLine(cause.message))
  if (!(error instanceof SendError) || (isMistake(cause) && error.stage !== 'after')) return internal(cause)
  const failure = asFailure(cause)
  if (isReply(failure.responseCode)) return classifyReply(failure, failure.responseCode, error.stage)
  if (error.stage === 'after')
    return verdict('uncertain', `no answer after the whole message was handed over (${whatFailed(failure)})`)
  const judged = classifyFailure(failure)
  // Without a session no other mail would have come further.
  return error.stage === 'nowhere' ? { ...judged, scope: 'pool' } : judged
}

/** What JavaScript throws for code that is wrong. */
function isMistake(cause: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => cause instanceof kind)
}

function internal(cause: unknown): Verdict {
  return verdict('internal', `an internal error: ${whatFailed(asFailure(cause))}`)
}

/** RFC 5321 section 4.2.1: 4yz may pass later, 5yz will not. */
function isReply(code: number | undefined): code is number {
  return code !== undefined && code >= 400 && code <= 599
}

function classifyReply(failure: Failure, code: number, stage: Stage): Verdict {
  const text = failure.response ?? String(code)
  const enhanced = enhancedCode(text)
  const isLogin = failure.code === 'EAUTH' || failure.command?.startsWith('AUTH') === true
  // A login's reply may quote what was sent: only its codes are kept.
  const reply = isLogin ? codesOf(text) : oneLine(text)
  const phase = phaseOf(failure, stage)
  const delay = (): Verdict => {
    const scope = scopeOfDelay({ code, enhanced, text, phase })
    return { outcome: 'transient', reason: `the relay says: ${reply}`, enhanced, suppress: null, scope, patience: true }
  }
  if (code < 500) return delay()
  const stop = (reason: string): Verdict => ({ ...stopAll(reason), enhanced })
  if (isLogin) return stop(`the relay refuses the login (${reply})`)
  if (failure.command === 'STARTTLS') return stop(`no safe connection to the relay (it says: ${reply})`)
  const said = subjectOf({ code, text, afterMessage: phase === 'message' })
  // Otherwise 503 says that the conversation is out of step, not that anything is bad.
  if (code === 503 && said !== 'login') return delay()
  const subject = phase === 'session' ? beforeRecipients(said, failure) : said
  const { outcome, scope, says } = REFUSALS[subject]
  return {
    outcome,
    reason: `${says}: ${reply}`,
    enhanced,
    suppress: strikeOf(subject, enhanced),
    scope,
    patience: false,
  }
}

function phaseOf({ command }: Failure, stage: Stage): Phase {
  if (stage === 'during' || stage === 'after') return 'message'
  return command === 'RCPT TO' || command === 'DATA' ? 'recipient' : 'session'
}

/** Until MAIL FROM nobody has been named who could be refused; there a size may have been (RFC 1870 section 6). */
function beforeRecipients(subject: Subject, { command }: Failure): Subject {
  return subject === 'recipient' || (subject === 'message' && command !== 'MAIL FROM') ? 'us' : subject
}

/** Nobody replied, or nobody was asked. */
function classifyFailure(failure: Failure): Verdict {
  const code = failure.code ?? ''
  const reason = whatFailed(failure)
  // Nonsense; to a login it may quote what was sent.
  if (failure.response && code === 'EAUTH') return verdict('transient', 'the relay answered the login with nonsense')
  if (failure.response) return verdict('transient', `no message was handed over (${reason})`)
  if (isUntrusted(failure) || (code === 'ETLS' && !/closed|timed out|timeout/i.test(failure.message)))
    return stopAll(`no safe connection to the relay (${reason})`)
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2'].includes(code)) return stopAll(`the login to the relay failed (${code})`)
  if (['ECONFIG', 'EREQUIRETLS'].includes(code)) return stopAll(reason)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(code))
    return stopAll(`the outbox can't be written to (${reason})`)
  if (['ENOSPC', 'EDQUOT'].includes(code)) return verdict('transient', `the disk of the outbox is full (${code})`)
  if ((failure.command === 'API' && code !== 'ECONNECTION') || code === 'EMESSAGE')
    return verdict('rejected', `the message can't be sent (${reason})`)
  return verdict('transient', `no message was handed over (${reason})`)
}

function stopAll(reason: string): Verdict {
  return { ...verdict('fatal', reason), scope: 'pool' }
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
