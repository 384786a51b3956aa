/** One setup of a clone at a time: a folder that whoever works holds, and touches while it lives. */
import { existsSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'

const HEARTBEAT_MS = 1000
/** A setup that was killed leaves its lock; a living one touches it every second. */
const STALE_MS = 15_000

/**
 * Does the work while it holds the lock, and gives the lock back also where a signal ends the process.
 * @param folder the lock's path
 * @param onWait called once where another process has the lock
 */
export async function withLock(folder, onWait, work) {
  await takeLock(folder, onWait)
  const heartbeat = setInterval(() => touch(folder), HEARTBEAT_MS)
  const release = () => rmSync(folder, { recursive: true, force: true })
  const handlers = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ].map(([signal, status]) => [
    signal,
    () => {
      release()
      process.exit(status)
    },
  ])
  for (const [signal, handler] of handlers) process.once(signal, handler)
  try {
    await work()
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler)
    clearInterval(heartbeat)
    release()
  }
}

async function takeLock(folder, onWait) {
  for (let told = false; ; ) {
    try {
      mkdirSync(folder)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const touched = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
    // It may be gone by now: then the next one to make it has it, which need not be us.
    if (touched !== undefined && Date.now() - touched > STALE_MS) rmSync(folder, { recursive: true, force: true })
    else if (!told) {
      onWait()
      told = true
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function touch(path) {
  const now = new Date()
  if (existsSync(path)) utimesSync(path, now, now)
}
