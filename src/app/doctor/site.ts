import type { Config } from '../../config.ts'
import { createTokens } from '../../lib/tokens.ts'
import { type Finding, ok, reasonOf, warning, wrong } from './finding.ts'

const TIMEOUT_MS = 15_000

/**
 * Does what a mail program does at one click (RFC 8058): a POST without cookies and without a page before it. The token
 * is a real one, of a subscriber whose number nobody has.
 */
export async function checkOneClick(config: Config): Promise<Finding> {
  const { publicUrl, smtpUrl } = config
  const url = `${publicUrl}/u/${createTokens(config.secrets).sign('unsubscribe', 0)}`
  if (/^(127\.|localhost$|\[::1\]$)/.test(new URL(publicUrl).hostname) && smtpUrl === null)
    return warning('one-click', `PUBLIC_URL is ${publicUrl}: links work on this machine alone`, 'set PUBLIC_URL')
  const problem = await pressOnce(url)
  if (problem !== null) return wrong('one-click', ...problem)
  return url.startsWith('https:')
    ? ok('one-click', `${publicUrl}/u/… answers POST`)
    : wrong(
        'one-click',
        `${publicUrl}/u/… answers POST, but mail programs use https alone (RFC 8058)`,
        'set PUBLIC_URL to an https:// address that readers can reach',
      )
}

async function pressOnce(url: string): Promise<[string, string] | null> {
  const host = new URL(url).host
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      headers: { 'accept-language': 'en' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const page = await response.text()
    if (response.status === 404 && page.includes('Paperboy'))
      return [`the Paperboy at ${host} has another secret`, 'set the same PAPERBOY_SECRET for all processes']
    if (response.status >= 300 && response.status < 400)
      return [
        `${host} redirects POST to ${response.headers.get('location')}: mail programs do not follow`,
        'let PUBLIC_URL be the address that it redirects to',
      ]
    if (response.status !== 200) return [`${host} answers POST with status ${response.status}`, 'look at its proxy']
    return page.includes('Paperboy')
      ? null
      : [`it is no Paperboy that answers at ${host}`, 'look at PUBLIC_URL and its proxy']
  } catch (error) {
    return [
      `${host} can't be reached: ${reasonOf(error)}`,
      'start "paperboy serve", and look at PUBLIC_URL and the proxy before it',
    ]
  }
}

/** What the law and other people ask for. */
export function checkSender({ postalAddress, smtpUrl, mailFrom }: Config): Finding[] {
  const from = mailFrom.address
  return [
    ...(smtpUrl === null
      ? [warning('relay', 'SMTP_URL is unset: mails are written to files, and nothing is sent', 'set SMTP_URL')]
      : []),
    ...(smtpUrl !== null && from.endsWith('@localhost.localdomain')
      ? [wrong('sender', 'MAIL_FROM is unset: nobody takes mail from localhost.localdomain', 'set MAIL_FROM')]
      : []),
    ...(postalAddress === ''
      ? [warning('sender', 'POSTAL_ADDRESS is unset: many countries ask for one in bulk mail', 'set POSTAL_ADDRESS')]
      : []),
  ]
}
