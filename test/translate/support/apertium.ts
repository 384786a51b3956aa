import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../support/free-port.ts'

const SERVER = '/usr/bin/apertium-apy'
const PAIRS = '/usr/share/apertium'

export interface ApertiumServer {
  /** `http://127.0.0.1:<port>` */
  origin: string
  stop(): Promise<void>
}

/**
 * For `describe.skipIf`: true where there is no Apertium, which is said aloud. Never in CI, where a missing one is a
 * failure: there the suite runs, and can't start it.
 */
export function lacksApertium(): boolean {
  if ((existsSync(SERVER) && existsSync(`${PAIRS}/modes/eng-spa.mode`)) || process.env.CI === 'true') return false
  process.stderr.write(
    '\n*** NOT TESTED: a real translation engine, since apertium-apy and apertium-eng-spa are not installed (apt-get install them). ***\n\n',
  )
  return true
}

/** Debian's Apertium APy with all pairs that are installed. */
export async function startApertium(): Promise<ApertiumServer> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  // A group of its own: each pair is a pipeline of a dozen processes, which outlive their server otherwise.
  const child = spawn(SERVER, ['-p', String(port), '-t', '30', PAIRS], { stdio: 'ignore', detached: true })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([failed, answers(origin, child)])
  return {
    origin,
    stop: async () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await ended
    },
  }
}

async function answers(origin: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error(`apertium-apy ended with ${child.exitCode}`)
    const pairs = await fetch(`${origin}/listPairs`).catch(() => null)
    if (pairs?.ok) return
    await delay(100)
  }
  throw new Error('apertium-apy did not answer within 15 s')
}
