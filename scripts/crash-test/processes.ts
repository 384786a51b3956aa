import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Running {
  child: ChildProcess
  /** What it said when it was ready. */
  greeting: string
}

/**
 * Starts a TypeScript program in a process of its own, and waits for the line in which it says that it is ready.
 */
export async function start(
  words: readonly string[],
  options: { ready: RegExp; env?: Record<string, string>; logFile: string },
): Promise<Running> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...words], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const greeting = await new Promise<string>((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        appendFileSync(options.logFile, text)
        said = `${said}${text}`.slice(-10_000)
        if (options.ready.test(said)) resolve(said)
      })
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`${words.join(' ')} ended (${signal ?? code}): ${said}`)))
  })
  return { child, greeting }
}

/** Ends a process, and returns how long that took in milliseconds. */
export async function end({ child }: Running, signal: NodeJS.Signals): Promise<number> {
  const since = performance.now()
  if (child.exitCode !== null || child.signalCode !== null) return 0
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
  return performance.now() - since
}
