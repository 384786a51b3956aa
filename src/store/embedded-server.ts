import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import type { Binaries } from './embedded-binaries.ts'
import { SERVER_ENVIRONMENT } from './embedded-cluster.ts'
import type { Home } from './embedded-home.ts'
import { readIfThere } from './embedded-lock.ts'
import { folderId, inspectProcess, isAlive } from './embedded-process.ts'

export const HOST = '127.0.0.1'

/** Crash recovery included. */
const START_LIMIT_MS = 120_000
/** Fast shutdown writes a checkpoint; immediate shutdown leaves recovery to the next start. */
const STOP_STEPS = [
  ['SIGINT', 60_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 10_000],
] as const
const POLL_MS = 25
/** How long the processes of a killed server may take to notice and go. */
const ORPHANS_MS = 5_000
/** Somebody was quicker to take the port, the killed server is not gone yet, or its processes still hold the shared memory. */
const PASSING = /could not bind|is still in use|lock file "postmaster\.pid" already exists/
const LOG_TAIL_LINES = 6
const MAX_LOG_BYTES = 5_000_000

export interface Server {
  pid: number
  port: number
}

/**
 * The server that runs on the cluster now, once it takes connections.
 * @throws AppError `unavailable` where it runs, but takes none
 */
export async function findServer(home: Home): Promise<Server | null> {
  const recorded = readPidFile(home)
  if (!recorded) return null
  const isServer = () => isServerOf(home, recorded.pid)
  if (isServer()) return waitUntilReady(home, recorded.pid, isServer)
  // After a crash of the machine or its container the id may be anybody's, and PostgreSQL would refuse to start.
  if (inspectProcess(recorded.pid)) rmSync(pidFile(home))
  return null
}

/** A running PostgreSQL stands in its data directory. Where that can't be seen, its name must do. */
function isServerOf(home: Home, pid: number): boolean {
  const running = inspectProcess(pid)
  if (!running) return false
  return running.folder === null ? running.command.includes('postgres -D') : running.folder === folderId(home.cluster)
}

/** @throws AppError `config`, with the end of the server's log */
export async function startServer(home: Home, options: { binaries: Binaries; durable: boolean }): Promise<Server> {
  rotateLog(home.serverLog)
  const crashed = readPidFile(home)
  // Others that used a crashed server find the new one by themselves, if it comes back at the same port.
  let port = crashed ? await freePort(crashed.port, ORPHANS_MS) : await freePort(0)
  const deadline = Date.now() + ORPHANS_MS
  for (;;) {
    const stale = readPidFile(home)?.text
    const logStart = statSync(home.serverLog, { throwIfNoEntry: false })?.size ?? 0
    const child = launch(home, options.binaries, port, options.durable)
    let end: string | null = null
    child.once('error', (error) => {
      end = error.message
    })
    child.once('exit', (code, signal) => {
      end ??= `it ended with ${signal ?? `status ${code}`}`
    })
    const server = await waitUntilReady(home, child.pid ?? 0, () => end === null, stale)
    if (server) return server
    const log = readFileSync(home.serverLog).subarray(logStart).toString()
    if (!PASSING.test(log) || Date.now() > deadline) throw startFailed(home, log, end ?? '')
    if (log.includes('could not bind')) port = await freePort(0)
    else await sleep(POLL_MS)
  }
}

/** In a session of its own: Ctrl-C in our terminal must not stop it before we do, nor must our end. */
function launch(home: Home, binaries: Binaries, port: number, durable: boolean): ChildProcess {
  const settings = [
    `listen_addresses=${HOST}`,
    `port=${port}`,
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_checkpoints=off',
    'logging_collector=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  const user = home.serverUser ? { uid: home.serverUser.uid, gid: home.serverUser.gid } : {}
  const log = openSync(home.serverLog, 'a', 0o640)
  try {
    const child = spawn(binaries.postgres, ['-D', home.cluster, ...settings.flatMap((setting) => ['-c', setting])], {
      ...user,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', log, log],
      detached: true,
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/**
 * @param stale what the file of a crashed server says, which may well have had the same process id in its container
 * @returns null where the process ended before
 */
async function waitUntilReady(
  home: Home,
  pid: number,
  isRunning: () => boolean,
  stale?: string,
): Promise<Server | null> {
  const deadline = Date.now() + START_LIMIT_MS
  while (isRunning()) {
    const recorded = readPidFile(home)
    if (recorded?.pid === pid && recorded.ready && recorded.text !== stale) return { pid, port: recorded.port }
    if (Date.now() > deadline)
      throw new AppError(
        'unavailable',
        `PostgreSQL (process ${pid}) on ${home.cluster} takes no connections after ${START_LIMIT_MS / 1000} s. It may still be recovering from a crash: see ${home.serverLog}, and start again later.`,
      )
    await sleep(POLL_MS)
  }
  return null
}

function startFailed(home: Home, log: string, end: string): AppError {
  const lines = log.trim().split('\n').slice(-LOG_TAIL_LINES).join('\n')
  const advice = /No space left|quota exceeded/i.test(log) ? 'The disk is full: free some space.' : ''
  return new AppError(
    'config',
    `the embedded PostgreSQL on ${home.cluster} did not start: ${end}. ${advice || 'Set right what its log says, or set DATABASE_URL to a PostgreSQL of yours.'} The end of ${home.serverLog}:\n${lines}`,
  )
}

function rotateLog(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(path, `${path}.1`)
}

/** The port wished for, if it gets free in that time; else any. */
async function freePort(wished: number, patienceMs = 0): Promise<number> {
  for (const deadline = Date.now() + patienceMs; wished !== 0 && Date.now() < deadline; await sleep(POLL_MS)) {
    const port = await bind(wished)
    if (port !== null) return port
  }
  return (await bind(0)) ?? 0
}

/** Null where it is taken. */
function bind(wished: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen(wished, HOST, () => {
      const address = probe.address()
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
    })
  })
}

/** Stops whatever runs on the cluster now, and returns when it has ended. */
export async function stopServer(home: Home, known?: Server): Promise<void> {
  const pid = readPidFile(home)?.pid ?? known?.pid
  if (pid === undefined) return
  const identity = existsSync(home.cluster) && !isServerOf(home, pid) ? undefined : inspectProcess(pid)?.identity
  const isRunning = () => identity !== undefined && isAlive(identity)
  for (const [signal, limitMs] of STOP_STEPS) {
    if (!isRunning()) return
    process.kill(pid, signal)
    const deadline = Date.now() + limitMs
    while (isRunning() && Date.now() < deadline) await sleep(POLL_MS)
  }
}

export async function endsSoon(server: Server): Promise<boolean> {
  for (const deadline = Date.now() + ORPHANS_MS; Date.now() < deadline; await sleep(POLL_MS))
    if (inspectProcess(server.pid) === null) return true
  return false
}

interface PidFile {
  pid: number
  port: number
  ready: boolean
  text: string
}

/** `postmaster.pid`: process id, …, port in line 4, …, state in line 8. It grows while the server starts. */
function readPidFile(home: Home): PidFile | null {
  const text = readIfThere(pidFile(home)) ?? ''
  const lines = text.split('\n')
  const pid = Number.parseInt(text, 10)
  return pid > 0 ? { pid, port: Number(lines[3]) || 0, ready: lines[7]?.trim() === 'ready', text } : null
}

function pidFile(home: Home): string {
  return join(home.cluster, 'postmaster.pid')
}
