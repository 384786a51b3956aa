import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What signs mail (RFC 6376). */
export interface DkimKey {
  domain: string
  selector: string
  /** PEM; RSA. */
  privateKey: string
}

const DKIM_VARIABLES = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY_FILE'] as const

/** All three or none; what is wrong is added to `problems`. */
export function readDkim(given: Readonly<Record<string, string | undefined>>, problems: string[]): DkimKey | null {
  const missing = DKIM_VARIABLES.filter((name) => given[name] === undefined)
  if (missing.length === DKIM_VARIABLES.length) return null
  if (missing.length > 0) {
    const present = DKIM_VARIABLES.filter((name) => given[name] !== undefined)
    problems.push(`${missing.join(' and ')} unset, while ${present.join(' and ')} is set: DKIM needs all three`)
    return null
  }
  const [domain = '', selector = '', file = ''] = DKIM_VARIABLES.map((name) => given[name])
  const label = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
  if (!label.test(domain)) problems.push(`DKIM_DOMAIN is "${domain}": it must be a domain name, e.g. example.org`)
  if (!label.test(selector)) problems.push(`DKIM_SELECTOR is "${selector}": it must be a DNS label, e.g. paperboy`)
  try {
    const privateKey = readFileSync(file, 'utf8')
    if (createPrivateKey(privateKey).asymmetricKeyType !== 'rsa') throw new Error('not RSA')
    return { domain, selector, privateKey }
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file' : 'no readable RSA key'
    problems.push(`DKIM_PRIVATE_KEY_FILE is "${file}" (${why}): it must name a PEM file with an RSA private key`)
    return null
  }
}
