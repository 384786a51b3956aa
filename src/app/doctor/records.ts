import type { Config } from '../../config.ts'
import { compareDkim, dkimRecord, isAligned, keyBits, readTags } from '../../mail/dns-records.ts'
import { spfRecords } from '../../mail/spf.ts'
import type { Dns } from './dns.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** Gmail and others take no shorter key. */
const SAFE_BITS = 2048

export async function checkDkim({ dkim }: Config, dns: Dns): Promise<Finding> {
  if (!dkim)
    return warning(
      'dkim',
      'Paperboy does not sign its mail, and whether the relay does cannot be known from here',
      'set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE, unless your relay signs for the domain of MAIL_FROM',
    )
  const name = `${dkim.selector}._domainkey.${dkim.domain}`
  const wanted = `publish this TXT record at ${name}: ${dkimRecord(dkim.privateKey)}`
  const records = (await dns.txt(name)).filter((record) => readTags(record).has('p'))
  const [record] = records
  if (record === undefined) return wrong('dkim', `there is no DKIM record at ${name}: all signatures fail`, wanted)
  if (records.length > 1)
    return wrong('dkim', `there are ${records.length} DKIM records at ${name}: servers may take any of them`, wanted)
  const verdict = compareDkim(record, dkim.privateKey)
  if (verdict === 'revoked') return wrong('dkim', `the record at ${name} has an empty p=: the key is revoked`, wanted)
  if (verdict === 'another')
    return wrong(
      'dkim',
      `the record at ${name} holds another key than DKIM_PRIVATE_KEY_FILE: all signatures fail`,
      wanted,
    )
  if (keyBits(dkim.privateKey) < SAFE_BITS)
    return warning(
      'dkim',
      `the key at ${name} has ${keyBits(dkim.privateKey)} bits`,
      `make one of ${SAFE_BITS}: openssl genrsa -out dkim.pem ${SAFE_BITS}`,
    )
  if (readTags(record).get('t')?.split(':').includes('y'))
    return warning('dkim', `the record at ${name} says t=y, "only testing"`, 'take t=y out of it')
  return ok('dkim', `the record at ${name} holds the key that signs`)
}

export async function checkDmarc({ dkim, mailFrom, bounces }: Config, dns: Dns): Promise<Finding> {
  const from = domainOf(mailFrom.address)
  const found = await findDmarc(dns, from)
  if (found === null)
    return wrong(
      'dmarc',
      `there is no DMARC record for ${from}: large mailbox providers refuse bulk mail without one`,
      `publish this TXT record at _dmarc.${from}: v=DMARC1; p=none; rua=mailto:postmaster@${from}`,
    )
  const tags = readTags(found.record)
  const mode = (tag: string) => (tags.get(tag)?.toLowerCase() === 's' ? 's' : 'r')
  const envelope = domainOf(bounces.address ?? mailFrom.address)
  const byDkim = dkim !== null && isAligned(from, dkim.domain, mode('adkim'), found.organisation)
  const bySpf = isAligned(from, envelope, mode('aspf'), found.organisation)
  const policy = `p=${tags.get('p') ?? 'none'} at _dmarc.${found.organisation}`
  if (dkim !== null && !byDkim)
    return (bySpf ? warning : wrong)(
      'dmarc',
      `${policy}: DKIM signs for ${dkim.domain}, which is not aligned with ${from} in MAIL_FROM`,
      `let DKIM_DOMAIN be ${from}, or MAIL_FROM an address at ${dkim.domain}`,
    )
  if (!bySpf && dkim === null)
    return wrong(
      'dmarc',
      `${policy}: the envelope's sender is at ${envelope}, which is not aligned with ${from} in MAIL_FROM, and nothing is signed`,
      `let BOUNCE_ADDRESS be an address at ${from}, or sign with DKIM_DOMAIN=${from}`,
    )
  const ways = [...(byDkim ? [`DKIM (${dkim?.domain})`] : []), ...(bySpf ? [`SPF (${envelope})`] : [])]
  return ok('dmarc', `${policy}: ${from} is aligned with ${ways.join(' and ')}`)
}

/** That of the domain itself, or of the nearest one above it that has one (RFC 9989's walk up the tree). */
async function findDmarc(dns: Dns, domain: string): Promise<{ record: string; organisation: string } | null> {
  const labels = domain.split('.')
  for (let first = 0; first < labels.length - 1; first++) {
    const organisation = labels.slice(first).join('.')
    const record = (await dns.txt(`_dmarc.${organisation}`)).find((text) => /^v=DMARC1\s*(;|$)/i.test(text))
    if (record !== undefined) return { record, organisation }
  }
  return null
}

/** That there is one record, and what it may do. Whether it names the relay is another question. */
export async function checkSpfRecord({ mailFrom, bounces }: Config, dns: Dns): Promise<Finding> {
  const domain = domainOf(bounces.address ?? mailFrom.address)
  const records = await spfRecords(dns, domain)
  const [record = ''] = records
  if (records.length === 0)
    return wrong(
      'spf',
      `there is no SPF record for ${domain}, the domain of the envelope's sender`,
      `publish a TXT record at ${domain}, e.g. v=spf1 mx -all, or the "include:" that your relay's provider names`,
    )
  if (records.length > 1)
    return wrong('spf', `${domain} has ${records.length} SPF records: servers take none of them`, 'make one of them')
  if (/\s\+?all(\s|$)/i.test(record))
    return wrong(
      'spf',
      `the SPF record of ${domain} lets everybody send in its name (+all)`,
      'end it with -all or ~all',
    )
  return ok('spf', `${domain}: ${record}`)
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
