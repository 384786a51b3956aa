import { isIP } from 'node:net'
import type { Config } from '../../config.ts'
import { isOnThisMachine, parseRelayUrl } from '../../lib/relay-url.ts'
import { readMailbox } from '../../mail/bounce/mailbox.ts'
import { probeRelay } from '../../mail/probe.ts'
import { checkSpf } from '../../mail/spf.ts'
import type { Dns } from './dns.ts'
import { type Finding, ok, reasonOf, warning, wrong } from './finding.ts'
import { domainOf } from './records.ts'

/** Connects, encrypts and logs in, without a mail. */
export async function checkRelay(smtpUrl: string, tls: 'require' | 'prefer' | null): Promise<Finding> {
  const { host, port } = parseRelayUrl(smtpUrl)
  try {
    const { encrypted, loggedIn } = await probeRelay(smtpUrl, tls)
    const login = loggedIn ? ', and the login is taken' : ', without a login'
    if (!encrypted && !isOnThisMachine({ host }))
      return warning(
        'relay',
        `${host}:${port} answers in the clear${login}: no STARTTLS is offered`,
        'use a relay with TLS',
      )
    return ok('relay', `${host}:${port} answers ${encrypted ? 'over TLS' : 'on this machine'}${login}`)
  } catch (error) {
    const isLogin = (error as { code?: string }).code === 'EAUTH'
    return wrong(
      'relay',
      isLogin ? `${host}:${port} refuses the login` : `${host}:${port} can't be used: ${reasonOf(error)}`,
      isLogin ? 'set user and password in SMTP_URL (percent-encoded)' : 'look at SMTP_URL, and that the relay is up',
    )
  }
}

/** What can be known of where mail leaves from: the relay's own addresses, which large providers do not send from. */
export async function checkOutgoingHost({ smtpUrl, mailFrom, bounces }: Config, dns: Dns): Promise<Finding[]> {
  const { host } = parseRelayUrl(smtpUrl ?? '')
  if (isOnThisMachine({ host }))
    return [
      warning(
        'ptr',
        'the relay is on this machine, and the address that it sends from cannot be known from here',
        'look at the headers of a mail that arrived: spf=pass, and a name for the address that it came from',
      ),
    ]
  const addresses = isIP(host) ? [host] : await dns.addresses(host)
  if (addresses.length === 0) return [wrong('ptr', `${host} has no address`, 'look at the host in SMTP_URL')]
  const domain = domainOf(bounces.address ?? mailFrom.address)
  return (await Promise.all(addresses.map((ip) => checkAddress(dns, { ip, host, domain })))).flat()
}

async function checkAddress(
  dns: Dns,
  { ip, host, domain }: { ip: string; host: string; domain: string },
): Promise<Finding[]> {
  const names = await dns.reverse(ip)
  const addressesOf = await Promise.all(names.map((name) => dns.addresses(name)))
  const confirmed = names.find((_, i) => addressesOf[i]?.some((address) => sameAddress(address, ip)))
  const unless = `unless ${host} sends from other addresses, as relays of large providers do`
  const ptr =
    confirmed === undefined
      ? warning(
          'ptr',
          names.length === 0
            ? `${ip} (${host}) has no name (PTR)`
            : `${ip} (${host}) is called ${names.join(', ')}, which does not lead back to it`,
          `let whoever owns the address give it a name that leads back to it, ${unless}`,
        )
      : ok('ptr', `${ip} (${host}) is called ${confirmed}, which leads back to it`)
  const spf = await checkSpf(dns, domain, ip)
  if (spf === 'permerror')
    return [
      ptr,
      wrong(
        'spf',
        `the SPF record of ${domain} is void: too many look-ups, or an include that is not there`,
        'mend it',
      ),
    ]
  const allowed =
    spf === 'pass' || spf === 'none'
      ? []
      : [warning('spf', `${domain} does not let ${ip} (${host}) send: ${spf}`, `name it in the SPF record, ${unless}`)]
  return [ptr, ...allowed]
}

export async function checkBounces({ bounces, mailFrom }: Config): Promise<Finding> {
  const { address, mailbox } = bounces
  if (address === null)
    return warning(
      'bounces',
      `BOUNCE_ADDRESS is unset: bounces go to ${mailFrom.address}, and nobody can tell which digest they are about`,
      'set BOUNCE_ADDRESS, and BOUNCE_IMAP_URL or a pipe to "paperboy bounce"',
    )
  if (mailbox === null) return ok('bounces', `come to ${address}; a mail server is to hand them to "paperboy bounce"`)
  try {
    const ended = new AbortController()
    ended.abort()
    await readMailbox(mailbox, async () => {}, ended.signal)
    return ok('bounces', `come to ${address}, and are read from ${mailbox.folder} at ${mailbox.host}`)
  } catch (error) {
    return wrong('bounces', reasonOf(error), 'look at BOUNCE_IMAP_URL, and that user and password are percent-encoded')
  }
}

function sameAddress(a: string, b: string): boolean {
  return (
    new URL(`http://${isIP(a) === 6 ? `[${a}]` : a}`).host === new URL(`http://${isIP(b) === 6 ? `[${b}]` : b}`).host
  )
}
