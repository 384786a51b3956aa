import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { EditionDate } from '../domain/edition.ts'
import { AppError, shown } from '../domain/errors.ts'
import type { Language } from '../domain/subscriber.ts'
import { parseAddress } from '../lib/address.ts'
import { dictionary } from '../lib/i18n.ts'
import { webLink } from './links.ts'

/** What any mail of ours is made from. The same values make the same mail, byte for byte. */
export interface NoticeMail {
  from: { name: string; address: string }
  to: string
  subject: string
  text: string
  html: string
  language: Language
  date: Date
  /** Without angle brackets. */
  messageId: string
  /** Where failures are told to (the envelope's sender); `from` unless given. */
  returnPath?: string | undefined
  /** Of this Paperboy: its host names the list, and the sender where complaints are counted. */
  publicUrl: string
}

export interface DigestMail extends NoticeMail {
  edition: EditionDate
  /** Answers GET with a page, and a one-click POST at once (RFC 8058). */
  unsubscribeUrl: string
}

/** A message as nodemailer takes it. */
export interface MailMessage extends SendMailOptions {
  envelope: { from: string; to: string }
  /** Without angle brackets. */
  messageId: string
  html: { content: string; contentTransferEncoding: string }
}

/**
 * The headers are those that bulk senders must set and mail programs act on: RFC 2919 (List-ID), RFC 2369 and RFC 8058
 * (List-Unsubscribe, one click), Gmail's Feedback-ID; `Precedence: bulk` keeps vacation notices away (RFC 3834 section 2).
 * @throws AppError `invalid` for an address, a Message-ID or a link that no mail can have
 */
export function buildMessage(mail: DigestMail): MailMessage {
  const host = listHost(mail.publicUrl)
  return message(mail, {
    'List-ID': unfolded(`Paperboy <digest.${host}>`),
    'List-Unsubscribe': unfolded(`<${headerLink(mail.unsubscribeUrl)}>`),
    'List-Unsubscribe-Post': unfolded('List-Unsubscribe=One-Click'),
    'Feedback-ID': feedbackId(mail.edition, host, 'digest'),
    Precedence: 'bulk',
  })
}

/**
 * Mail to one person about what was done on a page, so none of a list's headers; `Auto-Submitted` (RFC 3834 section 5.1)
 * keeps vacation notices away.
 * @throws AppError `invalid` for an address, a Message-ID or a link that no mail can have
 */
export function buildNotice(mail: NoticeMail): MailMessage {
  return message(mail, {
    'Auto-Submitted': 'auto-generated',
    'Feedback-ID': feedbackId('sign-up', listHost(mail.publicUrl), 'notice'),
  })
}

type Header = string | ReturnType<typeof unfolded>

function message(mail: NoticeMail, headers: Record<string, Header>): MailMessage {
  const from = { name: oneLine(mail.from.name), address: parseAddress(mail.from.address) }
  const to = parseAddress(mail.to)
  return {
    envelope: { from: mail.returnPath === undefined ? from.address : parseAddress(mail.returnPath), to },
    from,
    to: { name: '', address: to },
    subject: oneLine(mail.subject),
    date: mail.date,
    messageId: checkedMessageId(mail.messageId),
    text: encoded(mail.text),
    html: encoded(mail.html),
    headers: { ...headers, 'Content-Language': dictionary(mail.language).htmlLang },
    xMailer: false,
    newline: 'windows',
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Campaign, customer, type, sender: complaints are counted by these, so none may name a recipient. */
function feedbackId(campaign: string, host: string, type: 'digest' | 'notice') {
  return unfolded(`${campaign}:${host}:${type}:paperboy`)
}

/** DKIM's relaxed form survives refolding, but some relays break a folded URL: these lines stay whole. */
function unfolded(value: string): { prepared: true; foldLines: false; value: string } {
  return { prepared: true, foldLines: false, value }
}

/**
 * Lines end in CRLF, the canonical form of text (RFC 2046 section 4.1.1), before base64 hides them from the relay.
 * Quoted-printable reads better in English, and triples the size of Chinese, which base64 grows by a third.
 */
function encoded(text: string): { content: string; contentTransferEncoding: string } {
  const content = text.replace(/\r?\n/g, '\r\n')
  const bytes = Buffer.byteLength(content)
  const beyondAscii = Buffer.byteLength(content.replace(/\p{ASCII}+/gu, ''))
  const quotedPrintable = bytes + 2 * beyondAscii
  return { content, contentTransferEncoding: quotedPrintable > (bytes * 4) / 3 ? 'base64' : 'quoted-printable' }
}

/** The name of a list is a domain (RFC 2919 section 2); a Paperboy without one is on somebody's own machine. */
function listHost(publicUrl: string): string {
  const host = new URL(webLink(publicUrl)).hostname
  return /[a-z]/.test(host) && !host.includes(':') ? host : 'localhost'
}

function headerLink(url: string): string {
  const link = new URL(webLink(url)).href
  if (/[<>,\s]/.test(link)) throw new AppError('invalid', `"${shown(url)}" can't stand in a List-Unsubscribe header`)
  return link
}

function checkedMessageId(id: string): string {
  if (!/^[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+$/.test(id))
    throw new AppError('invalid', `"${shown(id)}" is not a Message-ID: write it like digest.1@example.org`)
  return id
}

/** No line break of a name or keyword may begin a header of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
