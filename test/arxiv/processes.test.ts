import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { hasReplay, startReplay } from './support/replay.ts'
import { scriptedServer } from './support/scripted-server.ts'

const ASKER = fileURLToPath(new URL('./support/asker.ts', import.meta.url))
const INTERVAL_MS = 120

let url: string
beforeAll(async () => {
  url = await cloneTemplate()
})
afterAll(() => dropDatabase(url))

async function ask(addresses: string[]): Promise<string> {
  const args = ['--import', 'tsx', ASKER, url, String(INTERVAL_MS), ...addresses]
  return (await promisify(execFile)(process.execPath, args)).stdout.trim()
}

describe('Two processes on one database', () => {
  it('ask arXiv in turn, never faster than one alone may, and rest together when one is told to', async () => {
    let refused = false
    // The third request is told to come back in a second, and some take longer than the interval.
    const arxiv = await scriptedServer((res) => {
      if (!refused && arxiv.seen.length === 3) {
        refused = true
        res.writeHead(503, { 'retry-after': '1' }).end()
      } else setTimeout(() => res.end('ok'), arxiv.seen.length % 3 === 0 ? INTERVAL_MS * 1.5 : 0)
    })
    const replay = hasReplay ? await startReplay('2026-05-11') : null
    await replay?.control(`min-interval=${INTERVAL_MS}`)
    const addresses = [...Array.from({ length: 5 }, (_, n) => `${arxiv.origin}/rss/${n}`)]
    const recorded = replay ? ['/rss/cs.CL', '/oai?verb=Identify', '/api/query?id_list=2605.06696'] : []
    const all = [...addresses, ...recorded.map((path) => `${replay?.origin}${path}`)]

    expect(await Promise.all([ask(all), ask(all)])).toEqual([String(all.length), String(all.length)])
    const gaps = arxiv.seen.slice(1).map(({ at }, index) => at - (arxiv.seen[index]?.at ?? 0))
    expect(arxiv.seen).toHaveLength(11)
    expect(new Set(arxiv.seen.map(({ headers }) => headers['user-agent'])).size).toBe(2)
    expect(arxiv.most).toBe(1)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(INTERVAL_MS)
    expect(gaps[2]).toBeGreaterThanOrEqual(1_000)
    if (replay) expect(await replay.control('')).toMatchObject({ requests: 6, tooFast: 0 })
    await replay?.stop()
    await arxiv.close()
  })
})
