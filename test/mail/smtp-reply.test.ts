import { describe, expect, it } from 'vitest'
import { classify } from '../../src/mail/smtp-error.ts'
import { SendError } from '../../src/mail/transport.ts'

describe('a refusal at RCPT TO that is about us: nobody is struck off for it', () => {
  it.each([
    '553 5.7.1 <digest@example.org>: Sender address rejected: not owned by user alice',
    '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.example.net',
    '554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied',
    '504 5.5.2 <paperboy>: Helo command rejected: need fully-qualified hostname',
    '550 5.7.1 <localhost>: Helo command rejected: Host not found',
    '550-5.7.26 This mail is unauthenticated, which poses a security risk\n550-5.7.26 to the recipient and the user. DKIM did not pass',
    '554 5.7.0 Daily sending quota exceeded',
    '550 5.4.5 Daily user sending limit exceeded',
    '550 5.1.90 You have reached your daily limit for message recipients',
    '530 5.7.0 Must issue a STARTTLS command first',
    '530 5.7.57 Client was not authenticated to send anonymous mail',
    '550 5.7.1 Relaying denied. Proper authentication required.',
    '554 5.7.1 <bob@example.org>: Relay access denied',
    '550 5.7.54 Unable to relay recipient in non-accepted domain',
    '551 we do not relay',
    '503 5.5.1 Authentication required before RCPT',
    '550 5.1.0 <digest@example.org>: Sender address rejected: User unknown in local recipient table',
    '550 5.1.7 <digest@example.org>: Sender address rejected: undeliverable address',
    '550 5.1.8 <digest@example.org>: Sender address rejected: Domain not found',
    '553 sorry, your envelope sender is in my badmailfrom list: invalid sender',
    '550 5.7.1 SPF check failed',
    '550 5.7.23 <bob@example.org>: Recipient address rejected: SPF fail, not authorized',
    '550 5.7.25 The IP address sending this message does not have a PTR record',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.7]',
    '550 5.7.64 TenantAttribution',
    '554 5.7.1 <bob@example.org>: Recipient address rejected: Policy rejection, quota exceeded',
    '550 Your IP address is listed in a blacklist',
    '550 Verification of reverse DNS failed',
    '550 Your account has been suspended for outgoing mail',
    '550 User alice not authorized to send as digest@example.org',
    '550 5.7.1 Access denied',
    '571 Delivery not authorized, message refused',
    '550 Rejected',
    '554 Transaction failed',
    '550',
    '521 5.3.2 This host takes no mail',
    '501 5.5.4 Syntax error in parameters',
    '502 5.5.1 Command not implemented',
  ])('%s', (reply) => {
    expect(outcome(reply, 'RCPT TO')).toBe('fatal')
  })
})

describe('a refusal at RCPT TO that is about the recipient', () => {
  it.each([
    '550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
    '550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking the address',
    '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
    '550 5.1.2 Bad destination host',
    '550 5.1.2 <bob@example.org>: Recipient address rejected: Domain not found',
    '501 5.1.3 Bad recipient address syntax',
    '550 5.1.6 The mailbox has moved',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound',
    '556 5.1.10 The recipient domain has a null MX',
    '556 Domain takes no mail',
    '550 5.1.0 Address rejected: no such address',
    '550 5.2.1 The email account that you tried to reach is disabled',
    '552 5.2.2 The mailbox is over quota',
    '550 5.4.1 Recipient address rejected: Access denied',
    '550 5.4.4 Unable to route: no mail hosts for domain',
    '554 5.4.6 Hop count exceeded',
    '550 5.5.0 Requested action not taken: mailbox unavailable',
    '554 5.7.1 <bob@example.org>: Recipient address rejected: Access denied',
    '550 5.7.133 Authentication required: the sender was not authenticated when sending to this group',
    '550 5.7.124 Sender not allowed to send to this group',
    '550 5.1.1 <bob@example.org>: undeliverable address: host mx.example.org said: blocked using a blacklist',
    '550 User not listed in the public directory',
    '550 Mailbox unknown, please check your recipient address',
    '550 5.7.17 The mailbox has another owner now',
    '550 No such user here',
    '550 Unknown user',
    '550 <bob@example.org> Mailbox not found',
    '550 Requested action not taken: mailbox unavailable',
    '550 Unrouteable address',
    '551 User not local',
    '553 Mailbox name not allowed',
    '554 delivery error: This user doesn’t have an example.org account (bob@example.org)',
    '550 5.1.1 <spf@blacklist.example.org>: Recipient address rejected: undeliverable address',
    '550 helo.dkim@spf.example.org: no such user',
  ])('%s', (reply) => {
    expect(outcome(reply, 'RCPT TO')).toBe('rejected')
  })
})

describe('a refusal after the final dot', () => {
  it.each([
    ['554 5.7.1 Message rejected as spam', 'rejected'],
    ['550 5.7.1 This message contains a virus', 'rejected'],
    ['552 5.3.4 Message size exceeds fixed limit', 'rejected'],
    ['554 5.6.0 Message is not valid MIME', 'rejected'],
    ['554 Transaction failed', 'rejected'],
    ['550 5.1.1 User unknown', 'rejected'],
    ['550 5.7.26 Unauthenticated mail is not accepted due to the domain’s DMARC policy', 'fatal'],
    ['550-5.7.1 Suspicious due to the very low reputation of the sending IP address', 'fatal'],
    ['554 5.7.0 Your message could not be sent: daily sending limit reached', 'fatal'],
    ['554 5.7.1 Sender address rejected', 'fatal'],
    ['550 5.7.1 Access denied', 'fatal'],
  ])('%s: %s', (reply, expected) => {
    expect(outcome(reply, 'DATA', true)).toBe(expected)
  })
})

describe('a refusal before anybody was named', () => {
  it.each([
    ['552 5.3.4 Message size exceeds fixed limit', 'rejected'],
    ['550 5.1.1 User unknown', 'fatal'],
    ['550 No such mailbox', 'fatal'],
  ])('%s at MAIL FROM: %s', (reply, expected) => {
    expect(outcome(reply, 'MAIL FROM')).toBe(expected)
  })
})

describe('a conversation out of step', () => {
  it('is tried again', () => {
    expect(outcome('503 5.5.1 Error: need MAIL command', 'RCPT TO')).toBe('transient')
  })
})

function outcome(reply: string, command: string, handedOver = false): string {
  const cause = Object.assign(new Error(reply), { response: reply, responseCode: Number(reply.slice(0, 3)), command })
  return classify(new SendError(cause, handedOver ? 'after' : 'before')).outcome
}
