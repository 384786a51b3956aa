import { beforeAll, describe, expect, it } from 'vitest'
import { digestText } from '../../src/digest/text.ts'
import type { Digest } from '../../src/domain/digest.ts'
import { createDigestRenderer, type DigestRenderer } from '../../src/mail/render-digest.ts'
import { digestPages } from '../../src/web/digest.tsx'
import type { WebDeps } from '../../src/web/ports.ts'
import { digestOf, LINKS, SENDER } from '../support/digests.ts'

let renderer: DigestRenderer

beforeAll(async () => {
  renderer = await createDigestRenderer({ sender: SENDER })
})

describe('the mail’s HTML, its text and the web page', () => {
  it('tell the time of the announcement on arXiv’s clock and the reader’s', async () => {
    for (const form of await forms('Asia/Shanghai'))
      expect(form).toMatch(/Announced by arXiv: 2026-05-10 20:00 EDT \(2026-05-11 08:00 UTC\+8\)[\n<]/)
  })

  it('tell it once to who lives by arXiv’s clock, whatever the zone is called', async () => {
    for (const zone of ['America/New_York', 'America/Toronto'])
      for (const form of await forms(zone)) expect(form).toMatch(/Announced by arXiv: 2026-05-10 20:00 EDT[\n<]/)
  })
})

async function forms(timeZone: string): Promise<string[]> {
  const digest = digestOf([], { timeZone })
  return [renderer.render(digest, LINKS), digestText(digest, LINKS, SENDER), await webPage(digest)]
}

async function webPage(digest: Digest): Promise<string> {
  const deps: Pick<WebDeps, 'tokens' | 'digest' | 'textRendition'> = {
    tokens: { verify: () => 1n },
    digest: async () => digest,
    textRendition: () => '',
  }
  const response = await digestPages(deps as WebDeps).request('/x')
  return response.text()
}
