import { readFileSync } from 'node:fs'
import { createArxivClient } from '../arxiv/client.ts'
import { createArxivSource } from '../arxiv/source.ts'
import type { Config } from '../config.ts'
import type { FeedSource } from '../jobs/ports.ts'
import type { Log } from '../lib/log.ts'

/** arXiv, as this Paperboy asks it: who we are stands in each request. */
export function createSource(config: Config, log: Log, closers: (() => Promise<void>)[]): FeedSource {
  const client = createArxivClient({
    userAgent: userAgent(config),
    minIntervalMs: config.arxiv.minIntervalMs,
    log,
  })
  closers.push(() => client.close())
  return createArxivSource({ client, rssUrl: config.arxiv.rssUrl })
}

/** Who asks, and how to reach them. */
export function userAgent({ publicUrl, arxiv }: Config): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return `Paperboy/${version} (+${publicUrl}; mailto:${arxiv.contact})`
}
