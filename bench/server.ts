import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** web-app.ts or web-peer.ts in a process of its own. */
export interface Server {
  url: string
  /** The most memory that it has taken so far, in megabytes. */
  peakMb(): Promise<number>
  stop(): Promise<void>
}

/** @param env all of its environment: an SMTP_URL of our own would take real mail */
export async function startServer(file: URL, env: Record<string, string>): Promise<Server> {
  const child = fork(fileURLToPath(file), { env })
  const { url } = await message<{ url: string }>(child)
  return {
    url,
    peakMb: async () => {
      child.send('memory')
      return (await message<{ peakMb: number }>(child)).peakMb
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

/** The next one that a child sends. */
export function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a server ended with ${code} before it answered`))
    child.once('exit', ended)
    child.once('message', (sent) => {
      child.off('exit', ended)
      resolve(sent as T)
    })
  })
}
