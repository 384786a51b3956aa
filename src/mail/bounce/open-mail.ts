import PostalMime, { type Email } from 'postal-mime'
import { AppError } from '../../domain/errors.ts'

/** A mail from anyone, taken apart. */
export interface OpenMail {
  /** All values of a header, in their order. */
  headers(name: string): string[]
  subject: string
  /** The sender's address in lower case; empty where there is none. */
  from: string
  /** What people read of it, without enclosed mails. */
  text: string
  /** The text of the first part of that type, e.g. `message/delivery-status`; null where there is none. */
  part(type: string): string | null
  /** All of it as it came, a character per byte. */
  raw: string
}

/** What is beyond is not read: reports come first, and the mail that came back after them. */
export const MOST_BYTES = 1_000_000
const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 200_000, forceRfc822Attachments: true }
const MOST_TEXT = 100_000

/** @throws AppError `invalid` for bytes that are no mail, or one folded in too deep */
export async function openMail(bytes: Uint8Array): Promise<OpenMail> {
  const read = bytes.subarray(0, MOST_BYTES)
  const email = await parse(read)
  // Anything parses as a body: a mail has at least a header that says who sent it or what it is.
  if (!email.headers.some(({ key }) => KNOWN_HEADERS.has(key)))
    throw new AppError('invalid', 'this is no mail: it has none of the headers that mails have')
  return {
    headers: (name) => email.headers.filter(({ key }) => key === name).map(({ value }) => value),
    subject: email.subject ?? '',
    from: email.from?.address?.toLowerCase() ?? '',
    text: (email.text ?? withoutTags(email.html ?? '')).slice(0, MOST_TEXT),
    part: (type) => {
      const found = email.attachments.find(({ mimeType }) => mimeType === type)
      return found ? textOf(found.content) : null
    },
    raw: Buffer.from(read.buffer, read.byteOffset, read.byteLength).toString('latin1'),
  }
}

const KNOWN_HEADERS = new Set([
  'from',
  'to',
  'subject',
  'date',
  'received',
  'return-path',
  'content-type',
  'message-id',
])

async function parse(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, LIMITS)
  } catch (cause) {
    throw new AppError('invalid', 'this mail cannot be read: its parts or headers are too many', { cause })
  }
}

function textOf(content: ArrayBuffer | Uint8Array | string): string {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
  return text.slice(0, MOST_TEXT)
}

function withoutTags(html: string): string {
  return html
    .slice(0, MOST_TEXT)
    .replace(/<(br|\/p|\/div|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
}
