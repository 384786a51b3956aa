import { AppError } from '../domain/errors.ts'
import type { PaceSettings } from '../domain/pace.ts'
import { isOnThisMachine, parseRelayUrl } from './relay-url.ts'

/** How mail is handed over, and how fast. */
export interface SmtpSettings extends PaceSettings {
  /** Null: `require` where a password would cross a network, else `prefer`. */
  tls: 'require' | 'prefer' | null
  /** To the relay, at the same time, for each process. */
  connections: number
  /** Before a connection is ended, and another opened. */
  messagesPerConnection: number
}

type Given = Readonly<Record<string, string | undefined>>

/** What is wrong is added to `problems`. */
export function readSmtp(given: Given, problems: string[]): SmtpSettings {
  const { SMTP_TLS: tls, RAMP: ramp } = given
  if (tls !== undefined && tls !== 'require' && tls !== 'prefer')
    problems.push(`SMTP_TLS is "${tls}": it must be require or prefer`)
  if (tls === 'prefer' && hasPasswordToGuard(given.SMTP_URL))
    problems.push(
      'SMTP_TLS is "prefer": it must be require where SMTP_URL has a login, since no password crosses a network in the clear',
    )
  if (ramp !== undefined && ramp !== 'on' && ramp !== 'off') problems.push(`RAMP is "${ramp}": it must be on or off`)
  return {
    tls: tls === 'require' || tls === 'prefer' ? tls : null,
    connections: count(given, 'SMTP_CONNECTIONS', 100, problems) ?? 5,
    messagesPerConnection: count(given, 'SMTP_MESSAGES_PER_CONNECTION', 10_000, problems) ?? 100,
    rate: perSecond(given, 'SMTP_RATE', problems),
    domainRate: perSecond(given, 'SMTP_DOMAIN_RATE', problems),
    ramp: ramp === 'on',
  }
}

/** The settings by variable name, as text. */
export function describeSmtp(settings: SmtpSettings): Record<string, string> {
  const { tls, connections, messagesPerConnection, rate, domainRate, ramp } = settings
  return {
    SMTP_TLS: tls ?? '(unset: required for a login over a network, else preferred)',
    SMTP_CONNECTIONS: String(connections),
    SMTP_MESSAGES_PER_CONNECTION: String(messagesPerConnection),
    SMTP_RATE: rate === null ? '(unset: no limit)' : `${rate} per second`,
    SMTP_DOMAIN_RATE: domainRate === null ? '(unset: no limit)' : `${domainRate} per second`,
    RAMP: ramp ? 'on' : 'off',
  }
}

function hasPasswordToGuard(url: string | undefined): boolean {
  if (url === undefined) return false
  try {
    const relay = parseRelayUrl(url)
    return relay.user !== null && !relay.secure && !isOnThisMachine(relay)
  } catch (error) {
    // Its own variable's line tells of it.
    if (error instanceof AppError) return false
    throw error
  }
}

function count(given: Given, name: string, max: number, problems: string[]): number | null {
  const text = given[name]
  if (text === undefined) return null
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text)
  problems.push(`${name} is "${text}": it must be a whole number from 1 to ${max.toLocaleString('en-US')}`)
  return null
}

function perSecond(given: Given, name: string, problems: string[]): number | null {
  const text = given[name]
  if (text === undefined) return null
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) >= 0.001 && Number(text) <= 10_000) return Number(text)
  problems.push(`${name} is "${text}": it must be a number of mails per second from 0.001 to 10,000, e.g. 10`)
  return null
}
