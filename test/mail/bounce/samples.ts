import type { BounceReading } from '../../../src/mail/bounce/read-bounce.ts'

export const ADDRESS = 'bounces@example.org'
export const TOKEN = '1z0123456789abcdefghij'
const RETURN_PATH = `bounces+${TOKEN}@example.org`

interface Sample {
  name: string
  mail: string
  what: BounceReading['what']
  recipients?: string[]
  detail?: RegExp
}

interface Report {
  from?: string
  subject?: string
  /** For people. */
  words?: string
  /** The machine-readable part. */
  status: string
  headers?: string
}

const ORIGINAL = `Return-Path: <${RETURN_PATH}>
From: Paperboy <digest@example.org>
To: alice@example.net
Subject: 12 papers on diffusion policies
Message-ID: <digest.2026-05-11.0011@example.org>

Mailbox full of user unknown robots: 550 5.1.1 is a nice number, 552 5.2.2 another.
`

/** multipart/report, as RFC 3464 has it. */
function dsn({
  from = 'MAILER-DAEMON@mx.example.net',
  subject = 'Undelivered Mail',
  words = 'Sorry.',
  status,
  headers = '',
}: Report) {
  return `Return-Path: <>
From: Mail Delivery System <${from}>
To: ${RETURN_PATH}
Subject: ${subject}
Auto-Submitted: auto-replied
${headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"

--b/1
Content-Type: text/plain; charset=utf-8

${words}

--b/1
Content-Type: message/delivery-status

${status}

--b/1
Content-Type: message/rfc822

${ORIGINAL}
--b/1--
`
}

/** A mail in words alone. */
function plain(headers: string, body: string) {
  return `To: ${RETURN_PATH}\n${headers}\n\n${body}`
}

const failed = (status: string, diagnostic = '', recipient = 'alice@example.net') =>
  `Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ${recipient}
Action: failed
Status: ${status}${diagnostic && `\nDiagnostic-Code: ${diagnostic}`}`

export const SAMPLES: Sample[] = [
  {
    name: 'Postfix: an unknown user at the other server, with folded lines',
    mail: dsn({
      words: '<alice@example.net>: host mx.example.net said: 550 5.1.1 User unknown',
      status: `Reporting-MTA: dns; relay.example.org
X-Postfix-Queue-ID: 4C1
X-Postfix-Sender: rfc822; ${RETURN_PATH}

Final-Recipient: rfc822; Alice@Example.NET
Original-Recipient: rfc822;alice@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <alice@example.net>: Recipient address
    rejected: User unknown in local recipient table`,
    }),
    what: 'unknown',
    recipients: ['alice@example.net'],
    detail: /^5\.1\.1 550 5\.1\.1 <\(address\)>: Recipient address rejected: User unknown/,
  },
  {
    name: 'Postfix: an unknown user of its own',
    mail: dsn({ status: failed('5.1.1', 'X-Postfix; unknown user: "alice"') }),
    what: 'unknown',
    recipients: ['alice@example.net'],
  },
  {
    name: 'Postfix: a domain that there is not',
    mail: dsn({
      status: failed(
        '5.4.4',
        'X-Postfix; Host or domain name not found. Name service error for\n    name=exmaple.net type=A: Host not found',
        'alice@exmaple.net',
      ),
    }),
    what: 'hard',
    recipients: ['alice@exmaple.net'],
  },
  {
    name: 'Postfix: late, still trying',
    mail: dsn({ status: failed('4.4.1').replace('failed', 'delayed') }),
    what: 'delay',
  },
  {
    name: 'Postfix: given up after days of greylisting',
    mail: dsn({
      status: failed('4.7.1', 'smtp; 450 4.7.1 <alice@example.net>: Recipient address rejected: Greylisted'),
    }),
    what: 'soft',
  },
  {
    name: 'Exim with a report: a vague code, and the reason in words',
    mail: dsn({ status: failed('5.0.0', 'smtp; 550 No such user here') }),
    what: 'unknown',
  },
  {
    name: 'Exchange Online: a recipient that is not found',
    mail: dsn({
      from: 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net',
      subject: 'Undeliverable: 12 papers',
      status: failed(
        '5.1.10',
        'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ),
    }),
    what: 'unknown',
  },
  {
    name: 'Exchange: a mailbox over its quota',
    mail: dsn({ status: failed('5.2.2', 'smtp;554 5.2.2 mailbox full; STOREDRV.Deliver; quota exceeded') }),
    what: 'full',
  },
  {
    name: 'Gmail: an account that does not exist, over several lines',
    mail: dsn({
      from: 'mailer-daemon@googlemail.com',
      subject: 'Delivery Status Notification (Failure)',
      status: failed(
        '5.1.1',
        "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's email address\n 550 5.1.1 https://support.example.net/mail - gsmtp",
      ),
    }),
    what: 'unknown',
  },
  {
    name: 'Gmail: out of storage',
    mail: dsn({ status: failed('5.2.2', 'smtp; 552-5.2.2 The recipient’s inbox is out of storage space') }),
    what: 'full',
  },
  {
    name: 'Gmail: late, in words and in the report',
    mail: dsn({
      subject: 'Delivery Status Notification (Delay)',
      status: failed('4.0.0').replace('failed', 'delayed'),
    }),
    what: 'delay',
  },
  {
    name: 'Yahoo: an address that is no more, with 5.5.0',
    mail: dsn({
      status: failed('5.0.0', "smtp; 554 delivery error: dd This user doesn't have a yahoo.example account"),
    }),
    what: 'unknown',
  },
  {
    name: 'a disabled mailbox',
    mail: dsn({ status: failed('5.2.1', 'smtp; 550 5.2.1 The email account that you tried to reach is disabled') }),
    what: 'hard',
  },
  {
    name: 'a relay that gave up without another server’s word',
    mail: dsn({ status: failed('4.4.7') }),
    what: 'soft',
  },
  {
    name: 'a blocked network: about us, not about the reader',
    mail: dsn({
      status: failed(
        '5.7.1',
        'smtp; 550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example.net',
      ),
    }),
    what: 'ours',
  },
  {
    name: 'unauthenticated mail: about us',
    mail: dsn({
      status: failed('5.7.26', 'smtp; 550-5.7.26 This mail is unauthenticated: SPF and DKIM did not pass'),
    }),
    what: 'ours',
  },
  {
    name: 'a sender that the other server does not know: about us',
    mail: dsn({ status: failed('5.1.0', 'smtp; 550 5.1.0 Sender address rejected: User unknown') }),
    what: 'ours',
  },
  {
    name: 'content that looked like spam',
    mail: dsn({ status: failed('5.7.1', 'smtp; 554 5.7.1 Message content rejected, looks like spam') }),
    what: 'soft',
  },
  {
    name: 'a report of success',
    mail: dsn({ status: failed('2.0.0').replace('failed', 'delivered') }),
    what: 'other',
  },
  {
    name: 'two recipients without a blank line between them: the one that failed',
    mail: dsn({
      status: `Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.net
Action: delivered
Status: 2.0.0
Final-Recipient: rfc822; alice@example.net
Action: failed
Status: 5.1.1`,
    }),
    what: 'unknown',
    recipients: ['alice@example.net'],
  },
  {
    name: 'a report without an action',
    mail: dsn({ status: failed('5.1.1').replace('Action: failed\n', '') }),
    what: 'unknown',
  },
  {
    name: 'Exim in words',
    mail: plain(
      `From: Mail Delivery System <Mailer-Daemon@mx.example.net>
X-Failed-Recipients: alice@example.net
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender`,
      `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  alice@example.net
    host mx.example.net [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<alice@example.net>:
    550 5.1.1 <alice@example.net>: no such address here

------ This is a copy of the message, including all the headers. ------

${ORIGINAL}`,
    ),
    what: 'unknown',
    recipients: ['alice@example.net'],
    detail: /^550 5\.1\.1/,
  },
  {
    name: 'Exim in words: a full mailbox of its own, without codes',
    mail: plain(
      `From: Mail Delivery System <Mailer-Daemon@mx.example.net>
X-Failed-Recipients: alice@example.net
Subject: Mail delivery failed: returning message to sender`,
      `The following address(es) failed:

  alice@example.net
    mailbox is full: retry timeout exceeded
`,
    ),
    what: 'full',
  },
  {
    name: 'Exim in words: late',
    mail: plain(
      `From: Mail Delivery System <Mailer-Daemon@mx.example.net>
Subject: Warning: message 1xyz delayed 24 hours`,
      `A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.

  alice@example.net
    Delay reason: 451 4.7.1 greylisted

No action is required on your part. Delivery attempts will continue for some time.`,
    ),
    what: 'delay',
  },
  {
    name: 'qmail',
    mail: plain(
      `Return-Path: <>
From: MAILER-DAEMON@mx.example.net
Subject: failure notice`,
      `Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<alice@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

${ORIGINAL}`,
    ),
    what: 'unknown',
    recipients: ['alice@example.net'],
  },
  {
    name: 'qmail: the other server speaks',
    mail: plain(
      `From: MAILER-DAEMON@mx.example.net
Subject: failure notice`,
      `<alice@example.net>:
192.0.2.7 does not like recipient.
Remote host said: 552 5.2.2 Over quota
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

550 5.1.1 User unknown`,
    ),
    what: 'full',
  },
  {
    name: 'Yahoo in words',
    mail: plain(
      `From: MAILER-DAEMON@yahoo.example
Subject: Failure Notice`,
      `Sorry, we were unable to deliver your message to the following address.

<alice@yahoo.example>:
554: 5.5.1 delivery error: dd This user doesn't have a yahoo.example account (alice@yahoo.example) [0]

--- Below this line is a copy of the message.

${ORIGINAL}`,
    ),
    what: 'unknown',
    recipients: ['alice@yahoo.example'],
  },
  {
    name: 'Exchange of old in words',
    mail: plain(
      `From: System Administrator <postmaster@example.net>
Subject: Undeliverable: 12 papers on diffusion policies`,
      `Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

      alice@example.net on 5/11/2026 7:01 AM
            The e-mail account does not exist at the organization this message was sent to.
            <mx.example.net #5.1.1>`,
    ),
    what: 'unknown',
  },
  {
    name: 'HTML alone',
    mail: plain(
      `From: postmaster@example.net
Subject: Delivery failure
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8`,
      `<p>Delivery has failed to these recipients:</p><p>&lt;alice@example.net&gt;</p><p>550 5.1.1 User unknown</p>`,
    ),
    what: 'unknown',
  },
  {
    name: 'Chinese words: no such user',
    mail: plain(
      `From: Postmaster@qq.example
Subject: =?utf-8?B?6YCA5L+h?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8`,
      `抱歉，您的邮件被退回来了。
<alice@qq.example>:
收件人不存在`,
    ),
    what: 'unknown',
  },
  {
    name: 'an absence',
    mail: plain(
      `From: Alice <alice@example.net>
Auto-Submitted: auto-replied
Subject: Out of office: 12 papers`,
      'I am away until Monday. My mailbox is full of robots, error 550 5.1.1.',
    ),
    what: 'reply',
  },
  {
    name: 'an absence that says so by its subject alone',
    mail: plain('From: chen@example.net\nSubject: 自动回复：休假', '我在休假。'),
    what: 'reply',
  },
  {
    name: 'a person who writes about a bounce',
    mail: plain(
      'From: Bob <bob@example.net>\nSubject: Delivery failure?',
      'I got this: 550 5.1.1 User unknown. What does it mean?',
    ),
    what: 'other',
  },
  {
    name: 'a complaint (ARF)',
    mail: arf('abuse'),
    what: 'complaint',
  },
  { name: 'a report that it was no spam', mail: arf('not-spam'), what: 'other' },
  { name: 'a report on authentication (RFC 6591)', mail: arf('auth-failure'), what: 'other' },
]

function arf(type: string): string {
  return `From: <feedback@example.net>
To: <abuse@example.org>
Subject: FW: 12 papers
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain

This is an email abuse report.

--arf
Content-Type: message/feedback-report

Feedback-Type: ${type}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <${RETURN_PATH.toUpperCase()}>

--arf
Content-Type: message/rfc822

${ORIGINAL}
--arf--
`
}
