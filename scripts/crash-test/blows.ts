import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { end, type Running } from './processes.ts'
import type { Stage } from './stage.ts'

/** What is done to Paperboy in the middle of its work, and undone again. */
export interface Blow {
  /** What the table calls it. */
  loud: string
  /** @returns how long what was struck took to end or to come back, in milliseconds */
  strike(stage: Stage): Promise<number>
}

/** Less than any mail: what a process may write to one file on a full disk. */
const FULL = 2_000
const AWAY_MS = 400

const run = promisify(execFile)

export const blows: Record<string, Blow> = {
  worker: {
    loud: 'workers killed (SIGKILL)',
    strike: async (stage) => {
      const took = await end(stage.takeWorker(), 'SIGKILL')
      await stage.startWorker()
      return took
    },
  },
  term: {
    loud: 'workers told to end (SIGTERM)',
    strike: async (stage) => {
      const took = await end(stage.takeWorker(), 'SIGTERM')
      await stage.startWorker()
      return took
    },
  },
  postgres: {
    loud: 'times PostgreSQL was killed (SIGKILL)',
    strike: async (stage) => {
      const since = performance.now()
      await stage.killDatabase()
      await stage.startDatabase()
      return performance.now() - since
    },
  },
  smtp: {
    loud: 'times the relay was killed (SIGKILL)',
    strike: async (stage) => {
      const since = performance.now()
      await stage.killRelay()
      await delay(Math.random() * AWAY_MS)
      await stage.startRelay()
      return performance.now() - since
    },
  },
  disk: {
    loud: 'times the disk was full',
    strike: async (stage) => {
      await Promise.all(stage.workers.map((worker) => limitFiles(worker, String(FULL))))
      await delay(Math.random() * AWAY_MS)
      await Promise.all(stage.workers.map((worker) => limitFiles(worker, 'unlimited')))
      return 0
    },
  },
}

/** By util-linux: no mount, and the limit can be taken back while the process runs. */
async function limitFiles({ child }: Running, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`])
}
