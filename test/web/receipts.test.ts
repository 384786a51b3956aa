import { describe, expect, it } from 'vitest'
import type { Receipt, Transition } from '../../src/domain/ledger.ts'
import type { WebDeps } from '../../src/web/ports.ts'
import { createWeb } from '../../src/web/server.ts'
import { ALICE, webDeps } from './deps.ts'

const at = (time: string, state: Transition['state'], reason: string | null = null): Transition => ({
  at: new Date(`2026-05-11T${time}Z`),
  state,
  reason,
})
const SENT: Receipt = {
  id: 1n,
  edition: '2026-05-11',
  state: 'sent',
  dueAt: new Date('2026-05-11T05:00:00Z'),
  history: [
    at('04:06:00', 'planned'),
    at('05:00:01', 'claimed'),
    at('05:00:02', 'handing over', 'attempt 1'),
    at('05:00:03', 'planned', '451 4.3.2 <b>not now</b>'),
    at('05:02:04', 'claimed', 'its worker died'),
    at('05:02:05', 'handing over', 'attempt 2'),
    at('05:02:06', 'sent', '250 2.0.0 queued as 4XyZ'),
  ],
}
const LATE: Receipt = {
  ...SENT,
  edition: '2026-05-08',
  state: 'expired',
  history: [at('03:00:00', 'planned'), at('03:30:00', 'expired', 'in the digest of 2026-05-11')],
}

async function page(receipts: Receipt[], language: 'en' | 'zh' = 'en'): Promise<string> {
  const changes: Partial<WebDeps> = {
    receipts: async () => receipts,
    subscriber: async () => ({ ...ALICE, state: 'active', language }),
  }
  const answer = await createWeb(webDeps(changes).deps).request('/m/alice/receipts')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

describe('the receipts of a reader', () => {
  it('say when a digest was queued, each attempt, and what the mail server answered, in their zone', async () => {
    const text = await page([SENT])
    expect(text).toContain('Monday 11 May 2026 sent')
    for (const step of [
      '2026-05-11 06:06 CEST Queued',
      '2026-05-11 07:00 CEST Handed to the mail server : attempt 1',
      '2026-05-11 07:00 CEST Not taken, to be tried again: 451 4.3.2 &lt;b&gt;not now&lt;/b&gt;',
      '2026-05-11 07:02 CEST Taken up again : Paperboy was interrupted',
      '2026-05-11 07:02 CEST Taken by the mail server: 250 2.0.0 queued as 4XyZ',
    ])
      expect(text).toContain(step)
    expect(text.match(/Taken up again/g)).toHaveLength(1)
  })

  it('say where the papers of an expired digest went, in Chinese, too', async () => {
    expect(await page([LATE])).toContain('Too late to be sent : its papers are in the digest of 11 May 2026')
    expect(await page([LATE], 'zh')).toContain('过时未发送 : 其论文已并入 5月11日 的速递')
  })

  it('say so where there are none yet', async () => {
    expect(await page([])).toContain('No digest has been made for you yet.')
    expect(await page([], 'zh')).toContain('还没有为您生成过速递。')
  })

  it('are linked from the settings, and for nobody else', async () => {
    const web = createWeb(webDeps().deps)
    expect(await (await web.request('/m/alice')).text()).toContain('href="/m/alice/receipts"')
    expect((await web.request('/m/mallory/receipts')).status).toBe(404)
  })
})
