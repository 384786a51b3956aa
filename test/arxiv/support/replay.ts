import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { get } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../../../shared/arxiv-replay/', import.meta.url))

/** The recorded week, where this machine has it. */
export const EDITIONS = `${FOLDER}editions/`
export const hasReplay = existsSync(`${FOLDER}server.mjs`)

export interface Replay {
  /** `http://127.0.0.1:<port>` */
  origin: string
  /** Changes the day, arms a fault (`429:1`), sets the allowed pace; answers with the counts so far. */
  control(query: string): Promise<{ requests: number; tooFast: number; userAgents: Record<string, number> }>
  stop(): Promise<void>
}

export async function startReplay(date: string): Promise<Replay> {
  const args = [`${FOLDER}server.mjs`, '--port', '0', '--quiet', '--date', date]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })
  const origin = await new Promise<string>((resolve, reject) => {
    lines.once('line', (line) => resolve(/http:\/\/[\d.:]+/.exec(line)?.[0] ?? ''))
    void ended.then(() => reject(new Error('the replay server did not start')))
  })
  return {
    origin,
    control: (query) =>
      new Promise((resolve, reject) => {
        get(`${origin}/_control?${query}`, { agent: false }, async (res) => {
          let text = ''
          for await (const chunk of res) text += chunk
          resolve(JSON.parse(text))
        }).on('error', reject)
      }),
    stop: async () => {
      child.kill()
      await ended
      lines.close()
    },
  }
}
