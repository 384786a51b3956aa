import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../../shared/arxiv-replay/server.mjs', import.meta.url))

/** The recorded days are not part of this repository: tests that want them skip where they are not at hand. */
export const hasReplay = existsSync(SERVER)

export interface Replay {
  origin: string
  rssUrl: string
  oaiUrl: string
  apiUrl: string
  /** Changes the day, arms a fault. */
  control(query: string): Promise<void>
  /** Requests, too fast ones, User-Agents. */
  counts(): Promise<{ requests: number; tooFast: number }>
  close(): Promise<void>
}

export async function startReplay(date: string, ...options: string[]): Promise<Replay> {
  const child: ChildProcess = spawn(process.execPath, [SERVER, '--port', '0', '--date', date, '--quiet', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the replay did not start')))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (url) resolve(url)
    })
  })
  return {
    origin,
    rssUrl: `${origin}/rss/`,
    oaiUrl: `${origin}/oai`,
    apiUrl: `${origin}/api/query`,
    control: async (query) => {
      await fetch(`${origin}/_control?${query}`)
    },
    counts: async () => (await fetch(`${origin}/_control`)).json() as Promise<{ requests: number; tooFast: number }>,
    close: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit').once('exit', () => resolve())
        child.kill()
      }),
  }
}
