import type { Config } from '../config.ts'
import { listen } from '../web/listen.ts'
import type { Operator } from '../web/ports.ts'
import { createWeb } from '../web/server.ts'
import { createWebDeps, type WebParts } from './web-deps.ts'

interface Parts extends Omit<WebParts, 'operator'> {
  letters: WebParts['letters'] & { warmUp(): Promise<void> }
}

/** Serves the pages. A module that is loaded by who serves them alone: commands and workers keep their memory. */
export async function servePages(config: Config, parts: Parts): Promise<{ url: string; close(): Promise<void> }> {
  const pages = createWebDeps({ ...parts, operator: operatorOf(config) })
  const server = await listen(createWeb(pages, config), config.port)
  // The first visitor shall not wait for what every visitor needs.
  const warmed = Promise.all([parts.letters.warmUp(), pages.previewKeywords(['arXiv'])]).catch((error: unknown) =>
    parts.log.warn({ err: error }, 'the pages could not be made ready'),
  )
  return {
    url: server.url,
    close: async () => {
      await warmed
      await server.close()
    },
  }
}

/** As the public pages say it; whom arXiv may write to can answer readers, too. */
function operatorOf({ arxiv, postalAddress, smtpUrl }: Config): Operator {
  return { contact: arxiv.contact, postalAddress, relay: smtpUrl !== null }
}
