import { BlockList, isIP } from 'node:net'

/** What SPF asks of the DNS; each answers with an empty list where there is nothing. */
export interface SpfDns {
  txt(name: string): Promise<string[]>
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<string[]>
  exchanges(name: string): Promise<string[]>
}

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror'

/** RFC 7208 section 4.6.4: more terms that look something up make the record void. */
const MOST_LOOKUPS = 10

/**
 * Whether a domain lets an address send for it (RFC 7208), as far as records go that every sender uses: `exists`, `ptr` and
 * macros are passed over as matching nothing.
 */
export async function checkSpf(dns: SpfDns, domain: string, ip: string): Promise<SpfResult> {
  return evaluate(dns, domain, ip, { lookups: 0 })
}

/** The SPF records of a domain: there must be one. */
export async function spfRecords(dns: Pick<SpfDns, 'txt'>, domain: string): Promise<string[]> {
  return (await dns.txt(domain)).filter((record) => /^v=spf1( |$)/i.test(record))
}

async function evaluate(dns: SpfDns, domain: string, ip: string, count: { lookups: number }): Promise<SpfResult> {
  const records = await spfRecords(dns, domain)
  if (records.length === 0) return 'none'
  if (records.length > 1) return 'permerror'
  const terms = (records[0] ?? '').split(/\s+/).slice(1).filter(Boolean)
  for (const term of terms) {
    const [, sign = '', name = '', value = ''] = /^([+?~-]?)([a-z0-9]+)(?:[:/](.*))?$/i.exec(term) ?? []
    const mechanism = name.toLowerCase()
    if (['include', 'a', 'mx', 'ptr', 'exists'].includes(mechanism)) count.lookups += 1
    if (count.lookups > MOST_LOOKUPS) return 'permerror'
    const matched = await matches(dns, { mechanism, value, term, domain }, ip, count)
    if (matched === 'permerror') return 'permerror'
    if (matched) return ({ '-': 'fail', '~': 'softfail', '?': 'neutral' } as const)[sign] ?? 'pass'
  }
  const redirect = terms.map((term) => /^redirect=(.+)$/i.exec(term)?.[1]).find(Boolean)
  if (redirect === undefined) return 'neutral'
  count.lookups += 1
  if (count.lookups > MOST_LOOKUPS) return 'permerror'
  const result = await evaluate(dns, redirect, ip, count)
  return result === 'none' ? 'permerror' : result
}

interface Term {
  mechanism: string
  value: string
  term: string
  domain: string
}

async function matches(
  dns: SpfDns,
  { mechanism, value, term, domain }: Term,
  ip: string,
  count: { lookups: number },
): Promise<boolean | 'permerror'> {
  if (mechanism === 'all') return true
  if (mechanism === 'ip4' || mechanism === 'ip6') return isWithin(ip, value)
  if (mechanism === 'include') {
    const result = await evaluate(dns, value, ip, count)
    return result === 'none' || result === 'permerror' ? 'permerror' : result === 'pass'
  }
  if (mechanism !== 'a' && mechanism !== 'mx') return false
  const [, name = '', prefix = ''] =
    /^(?:a|mx)(?::([^/]+))?((?:\/\d+)?(?:\/\/\d+)?)$/i.exec(term.replace(/^[+?~-]/, '')) ?? []
  const hosts = mechanism === 'a' ? [name || domain] : await dns.exchanges(name || domain)
  const found = (await Promise.all(hosts.slice(0, 10).map((host) => dns.addresses(host)))).flat()
  const [, v4 = '32', v6 = '128'] = /^(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(prefix) ?? []
  return found.some((address) => isWithin(ip, `${address}/${isIP(address) === 4 ? v4 : v6}`))
}

function isWithin(ip: string, network: string): boolean {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  if (family === 0 || family !== isIP(ip)) return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  try {
    list.addSubnet(address, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), type)
  } catch {
    return false
  }
  return list.check(ip, type)
}
