import { parseAddress } from './address.ts'
import { maskUrl } from './mask-url.ts'

/** Where mail that could not be delivered comes back to. */
export interface BounceSettings {
  /** Null: the sender's own address. */
  address: string | null
  /** A mailbox that bounces are read from; null where a mail server's pipe hands them over. */
  mailbox: Mailbox | null
}

/** An IMAP mailbox (RFC 9051). */
export interface Mailbox {
  host: string
  port: number
  /** TLS from the first byte (`imaps`). */
  secure: boolean
  user: string
  password: string
  /** As the server names it. */
  folder: string
}

/** 64 octets of a local part (RFC 5321 section 4.5.3.1.1), without `+` and the longest token. */
const MAX_LOCAL_PART = 64 - 1 - 33
const MAILBOX_EXAMPLE = 'imaps://user:password@imap.example.org/INBOX'

/** What is wrong is added to `problems`. */
export function readBounceSettings(
  given: Readonly<Record<string, string | undefined>>,
  problems: string[],
): BounceSettings {
  if (given.BOUNCE_IMAP_URL !== undefined && given.BOUNCE_ADDRESS === undefined)
    problems.push(
      'BOUNCE_ADDRESS unset, while BOUNCE_IMAP_URL is set: without it no mail in that mailbox can be told to be about a digest',
    )
  return {
    address: given.BOUNCE_ADDRESS === undefined ? null : readAddress(given.BOUNCE_ADDRESS, problems),
    mailbox: given.BOUNCE_IMAP_URL === undefined ? null : readMailbox(given.BOUNCE_IMAP_URL, problems),
  }
}

/** The settings by variable name, as text, secrets masked. */
export function describeBounceSettings({ address, mailbox }: BounceSettings): Record<string, string> {
  return {
    BOUNCE_ADDRESS: address ?? '(unset: failures are told to MAIL_FROM)',
    BOUNCE_IMAP_URL: mailbox === null ? '(unset)' : describeMailbox(mailbox),
  }
}

/** Without the password. */
function describeMailbox({ host, port, secure, user, folder }: Mailbox): string {
  const hostname = host.includes(':') ? `[${host}]` : host
  return `${secure ? 'imaps' : 'imap'}://${encodeURIComponent(user)}:********@${hostname}:${port}/${encodeURI(folder)}`
}

function readAddress(text: string, problems: string[]): string | null {
  const address = parsed(text)
  const local = address?.slice(0, address.lastIndexOf('@')) ?? ''
  // A quoted local part, or one with other marks, would come back changed by some mail server.
  if (address !== null && local.length <= MAX_LOCAL_PART && /^[\w.=+-]+$/.test(local)) return address
  problems.push(
    `BOUNCE_ADDRESS is "${text}": it must be an email address of at most ${MAX_LOCAL_PART} letters before the @, e.g. bounces@example.org`,
  )
  return null
}

function parsed(text: string): string | null {
  try {
    return parseAddress(text)
  } catch {
    return null
  }
}

function readMailbox(text: string, problems: string[]): Mailbox | null {
  const mailbox = parseMailbox(text)
  if (mailbox === null)
    problems.push(
      `BOUNCE_IMAP_URL is "${maskUrl(text)}": it must be a URL with user and password, percent-encoded, e.g. ${MAILBOX_EXAMPLE}`,
    )
  return mailbox
}

function parseMailbox(text: string): Mailbox | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['imap:', 'imaps:'].includes(url.protocol) || url.hostname === '' || url.search + url.hash !== '')
    return null
  const secure = url.protocol === 'imaps:'
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    if (user === '' || password === '') return null
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (secure ? 993 : 143),
      secure,
      user,
      password,
      folder: decodeURIComponent(url.pathname.replace(/^\//, '')) || 'INBOX',
    }
  } catch {
    return null
  }
}
