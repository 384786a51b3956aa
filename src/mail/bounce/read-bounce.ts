import type { BounceKind } from '../../domain/bounce.ts'
import { maskAddresses } from '../../lib/address.ts'
import { type Fields, readBlocks } from './fields.ts'
import { type Failure, hasFailureWords, judge } from './judge.ts'
import { type OpenMail, openMail } from './open-mail.ts'
import { isDelay, isFromMailer, readTextReport } from './text-report.ts'
import { tokensIn } from './verp.ts'

/** What a mail to the bounce address is. */
export interface BounceReading {
  /**
   * `ours`: refused because of who sends, which says nothing of the address; `delay`: still being tried; `reply`: a
   * machine's answer, such as an absence; `other`: somebody wrote, or it was delivered.
   */
  what: BounceKind | 'ours' | 'delay' | 'reply' | 'other'
  /** What the other server said, in one line, without addresses. */
  detail: string
  /** Addresses that failed, in lower case, where the report names them. */
  recipients: string[]
  /** Tokens of return paths found in it, the ones it was addressed to first; none of them is checked. */
  tokens: string[]
}

type Finding = Omit<BounceReading, 'tokens'>

/**
 * Reads a mail that came back: delivery status notifications (RFC 3464), feedback reports (RFC 5965), and what mail
 * servers write in words alone.
 * @param bounceAddress that our return paths are made from
 * @param recipient whom the mail server says it came to, where it says so
 * @throws AppError `invalid` for bytes that are no mail
 */
export async function readBounce(bytes: Uint8Array, bounceAddress: string, recipient = ''): Promise<BounceReading> {
  const mail = await openMail(bytes)
  const finding = readFeedback(mail) ?? readStatus(mail) ?? readText(mail)
  const addressed = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to'].flatMap(mail.headers)
  return {
    ...finding,
    detail: oneLine(finding.detail),
    tokens: tokensIn([recipient, ...addressed, mail.raw].join('\n'), bounceAddress),
  }
}

/** RFC 5965; `not-spam` and reports on authentication are no complaints. */
function readFeedback(mail: OpenMail): Finding | null {
  const report = mail.part('message/feedback-report')
  if (report === null) return null
  const type = readBlocks(report)[0]?.get('feedback-type')?.toLowerCase() ?? ''
  const isComplaint = ['abuse', 'fraud', 'opt-out', 'opt-out-list'].includes(type)
  return {
    what: isComplaint ? 'complaint' : 'other',
    detail: `feedback report: ${type || 'without a type'}`,
    recipients: [],
  }
}

const SEVERITY = ['unknown', 'full', 'hard', 'soft', 'ours'] as const

/** RFC 3464: the worst of the recipients that failed; each of our mails has one. */
function readStatus(mail: OpenMail): Finding | null {
  const report = mail.part('message/delivery-status') ?? mail.part('message/global-delivery-status')
  const blocks = report === null ? [] : readBlocks(report).filter((block) => block.has('action') || block.has('status'))
  if (blocks.length === 0) return null
  const failed = blocks.filter((block) => actionOf(block) === 'failed')
  if (failed.length === 0)
    return {
      what: blocks.some((block) => actionOf(block) === 'delayed') ? 'delay' : 'other',
      detail: `delivery report: ${blocks.map(actionOf).join(', ')}`,
      recipients: [],
    }
  const judged = failed.map((block) => ({ failure: failureOf(block), verdict: judge(failureOf(block)) }))
  const what = SEVERITY.find((kind) => judged.some(({ verdict }) => verdict === kind)) ?? 'hard'
  const { failure } = judged.find(({ verdict }) => verdict === what) ?? { failure: failureOf(new Map()) }
  return {
    what,
    detail: [failure.status, failure.text].filter(Boolean).join(' ') || 'failed, without a reason',
    recipients: failed.flatMap(recipientsOf),
  }
}

/** `failed` also where a server leaves the action out and gives a code of failure. */
function actionOf(block: Fields): string {
  const action =
    block
      .get('action')
      ?.toLowerCase()
      .split(/[\s;(]/)[0] ?? ''
  return action || (/^5\./.test(block.get('status') ?? '') ? 'failed' : 'unknown')
}

function failureOf(block: Fields): Failure {
  const text = (block.get('diagnostic-code') ?? '').replace(/^[\w-]+;\s*/, '')
  return { status: block.get('status')?.split(/\s/)[0] || null, text }
}

/** `rfc822; alice@example.org` as `alice@example.org`. */
function recipientsOf(block: Fields): string[] {
  return ['original-recipient', 'final-recipient'].flatMap((name) => {
    const address = (block.get(name) ?? '')
      .replace(/^[\w-]+;/, '')
      .replace(/[<>\s]/g, '')
      .toLowerCase()
    return address.includes('@') ? [address] : []
  })
}

function readText(mail: OpenMail): Finding {
  const nothing = (what: 'delay' | 'reply' | 'other'): Finding => ({ what, detail: mail.subject, recipients: [] })
  if (!isFromMailer(mail)) return nothing(isReply(mail) ? 'reply' : 'other')
  if (isDelay(mail)) return nothing('delay')
  const report = readTextReport(mail)
  const isFailure = /[45]\.\d{1,3}\.\d{1,3}|(?<!\d)5\d\d(?!\d)/.test(report.text) || hasFailureWords(report.text)
  if (!isFailure && report.recipients.length === 0) return nothing(isReply(mail) ? 'reply' : 'other')
  return { what: judge(report), detail: report.text, recipients: report.recipients }
}

/** RFC 3834, and what came before it. */
function isReply(mail: OpenMail): boolean {
  const submitted = mail.headers('auto-submitted')[0]?.toLowerCase() ?? 'no'
  return (
    !submitted.startsWith('no') ||
    ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'x-vacation'].some((name) => mail.headers(name).length > 0) ||
    mail.headers('precedence').some((value) => /auto[_-]?reply/i.test(value)) ||
    /out of (the )?office|automatic reply|auto(matic)?[- ]?(reply|response)|自动(回复|答复)|abwesenheit|absence/i.test(
      mail.subject,
    )
  )
}

function oneLine(text: string): string {
  const line = maskAddresses(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
