import { AppError } from '../domain/errors.ts'

/** Where mail is handed over, and how. */
export interface RelayUrl {
  /** A name or an address; IPv6 without brackets. */
  host: string
  /** 587 unless given, 465 with `smtps`. */
  port: number
  /** TLS from the first byte (`smtps`, RFC 8314 section 3.3), not by STARTTLS. */
  secure: boolean
  /** Null: no login. */
  user: string | null
  password: string
}

const EXAMPLE = 'smtp://user:password@host:587'

/** What a password must not hold as it is, because a URL would end there or read on otherwise. */
const ESCAPES = '% is written %25, # is %23, / is %2F, ? is %3F'

/**
 * `smtp://user:password@host:587` or `smtps://…`; user and password may be missing, and are percent-encoded.
 * @throws AppError `invalid`, whose message begins with a small letter, follows a "… is" and repeats nothing of the text
 */
export function parseRelayUrl(text: string): RelayUrl {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw invalid(`no URL of a mail relay: write it like ${EXAMPLE} (in user and password ${ESCAPES})`)
  // Most often the rest of a password, whose beginning would be taken for a host and its port.
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    throw invalid(`a URL that goes on after host and port: write it like ${EXAMPLE} (in user and password ${ESCAPES})`)
  if (url.username === '' && url.password !== '')
    throw invalid(`a URL with a password and no user: write it like ${EXAMPLE}`)
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    user: url.username === '' ? null : decoded(url.username, 'user'),
    password: decoded(url.password, 'password'),
  }
}

/** Where no network is crossed. */
export function isOnThisMachine({ host }: Pick<RelayUrl, 'host'>): boolean {
  return /^(localhost|127\.[\d.]+|::1)$/.test(host)
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new AppError('invalid', `a URL with a % in its ${name} that stands for nothing: write %25 for a %`, { cause })
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid', message)
}
