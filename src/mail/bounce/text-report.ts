import type { Failure } from './judge.ts'
import type { OpenMail } from './open-mail.ts'

/** A bounce for people's eyes: who failed, where it says so, and the words about it. */
export interface TextReport extends Failure {
  recipients: string[]
}

/** Whether a machine wrote it about a delivery: by its sender, or a header that only such mails have. */
export function isFromMailer(mail: OpenMail): boolean {
  const returnPath = mail.headers('return-path')[0]?.trim()
  return (
    mail.headers('x-failed-recipients').length > 0 ||
    /^(mailer-daemon|mailerdaemon|mail-daemon|postmaster|mail-delivery|mdaemon|microsoftexchange[0-9a-f]*)@/.test(
      mail.from,
    ) ||
    (returnPath === '<>' && FAILURE_SUBJECT.test(mail.subject))
  )
}

/** Whether it only says that the mail is late, and is still being tried. */
export function isDelay(mail: OpenMail): boolean {
  return DELAY_WORDS.test(`${mail.subject}\n${ownWords(mail.text)}`)
}

/**
 * The reports of qmail, Exim, older Exchange, Yahoo and others: the failing address in angle brackets or on a line of its
 * own, then the reason.
 */
export function readTextReport(mail: OpenMail): TextReport {
  const words = ownWords(mail.text)
  const named = mail.headers('x-failed-recipients').flatMap((value) => value.split(','))
  const found = [...words.matchAll(/^[ \t]*<?([^\s<>@,;:()]{1,64}@[\w.-]{1,255})>?(?=[:\s(]|$)/gm)].map(
    ([, address]) => address,
  )
  const first = /^[ \t]*<?[^\s<>@,;:()]{1,64}@[\w.-]{1,255}>?/m.exec(words)?.index ?? 0
  return {
    recipients: [...new Set([...named, ...found].map((address = '') => address.trim().toLowerCase()))].filter(Boolean),
    status: null,
    text: reasonIn(words.slice(first)) ?? reasonIn(words) ?? words.slice(first),
  }
}

/** The line with a reply of an SMTP server, or that of qmail's and Exchange's `#5.1.1`, and what follows it. */
function reasonIn(words: string): string | null {
  const found =
    /(?:^|[\s:;("'#>])(?:[45]\d\d[- ]#?[45]\.\d{1,3}\.\d{1,3}|[45]\d\d[- :]|#?[45]\.\d{1,3}\.\d{1,3}\b(?!\.))[^\n]*(?:\n[ \t]*\S[^\n]*){0,3}/.exec(
      words,
    )
  return found ? found[0].replace(/\s+/g, ' ').replace(/#/g, '').trim() : null
}

/** Up to where the mail that came back begins: its words say nothing about its delivery. */
function ownWords(text: string): string {
  const normal = text.replace(/\r\n?/g, '\n')
  const end = ORIGINAL_BELOW.exec(normal)?.index ?? normal.length
  return normal.slice(0, Math.min(end, 20_000))
}

const ORIGINAL_BELOW =
  /^.{0,20}(-{2,} ?(below this line|this is a copy|original message|the (body|header)|returned message|forwarded message|enclosed|transcript of session follows.{0,20}enclosed)|original message headers:|message headers follow|unsent message below|received: from )/im
const FAILURE_SUBJECT =
  /undeliver|not deliver|deliver(y|able)?.{0,20}(fail|status|notif|problem|report)|fail(ure|ed).{0,10}(notice|deliver)|returned mail|mail (delivery )?(system|failed)|message (you sent )?.{0,20}(could not|not) |退信|投递失败|无法投递/i
const DELAY_WORDS =
  /this is a warning message only|you do not need to resend|delivery (status notification \(delay\)|incomplete|delayed|temporarily suspended)|delayed mail|message .{0,60}(delayed|is still being (retried|tried))|still being retried|will (continue to )?(be retried|retry|keep trying)|not yet (been )?delivered|could not be delivered for .{0,30}\b(hours?|minutes?)\b.{0,200}will/is
