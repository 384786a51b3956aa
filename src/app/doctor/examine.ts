import type { Config } from '../../config.ts'
import { createDns, type Dns } from './dns.ts'
import { checkFeed } from './feed.ts'
import { type Finding, look } from './finding.ts'
import { checkDatabase, checkFolders, type Reached, withDatabase } from './place.ts'
import { checkDkim, checkDmarc, checkSpfRecord } from './records.ts'
import { checkBounces, checkOutgoingHost, checkRelay } from './relay.ts'
import { checkOneClick, checkSender } from './site.ts'

interface World {
  dns?: Dns
  now?: () => Date
}

/**
 * Looks at everything that mail depends on, and changes nothing: no mail is sent, no row is written but that of the turn at
 * arXiv. Without a relay, what only counts for sent mail is left out.
 */
export async function examine(config: Config, { dns, now = () => new Date() }: World = {}): Promise<Finding[]> {
  const names = dns ?? createDns(config.dnsServers)
  return withDatabase(config, (reached) => examineAll(config, { dns: names, now, reached }))
}

async function examineAll(
  config: Config,
  { dns: names, now, reached }: Required<World> & { reached: Reached },
): Promise<Finding[]> {
  const { smtpUrl } = config
  const findings = await Promise.all([
    look('database', () => checkDatabase(config, reached)),
    look('folder', () => checkFolders(config)),
    look('feed', () => checkFeed(config, now, reached)),
    look('sender', async () => checkSender(config)),
    ...(smtpUrl === null
      ? []
      : [
          look('relay', () => checkRelay(smtpUrl, config.smtp.tls)),
          look('spf', () => checkSpfRecord(config, names)),
          look('dkim', () => checkDkim(config, names)),
          look('dmarc', () => checkDmarc(config, names)),
          look('ptr', () => checkOutgoingHost(config, names)),
          look('bounces', () => checkBounces(config)),
        ]),
    look('one-click', () => checkOneClick(config)),
  ])
  return findings.flat()
}
