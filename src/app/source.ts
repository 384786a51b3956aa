import { readFileSync } from 'node:fs'
import { type ArxivClientOptions, createArxivClient } from '../arxiv/client.ts'
import { createArxivHarvester } from '../arxiv/harvester.ts'
import { createArxivSource } from '../arxiv/source.ts'
import type { Config } from '../config.ts'
import type { FeedSource, Harvester } from '../jobs/ports.ts'
import type { Log } from '../lib/log.ts'
import type { ArxivPaceStore } from '../store/arxiv-pace.ts'

/** arXiv, as this Paperboy asks it: who we are stands in each request. */
export function createSource(
  config: Config,
  pace: ArxivPaceStore,
  log: Log,
  closers: (() => Promise<void>)[],
  limits: ArxivClientOptions['limits'] = {},
): FeedSource & Harvester {
  const client = createArxivClient({
    userAgent: userAgent(config),
    limiter: pace.limiter(config.arxiv.minIntervalMs),
    log,
    limits,
  })
  closers.push(() => client.close())
  const { rssUrl, oaiUrl, apiUrl } = config.arxiv
  return {
    ...createArxivSource({ client, rssUrl }),
    ...createArxivHarvester({ client, oaiUrl, apiUrl }),
    closedUntil: () => pace.closedUntil(),
  }
}

/** Who asks, and how to reach them. */
export function userAgent({ publicUrl, arxiv }: Config): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return `Paperboy/${version} (+${publicUrl}; mailto:${arxiv.contact})`
}
