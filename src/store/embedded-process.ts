import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

export interface RunningProcess {
  /** No other process ever has it: process ids come again, after a reboot or in a restarted container. */
  identity: string
  /** Program and arguments, separated by spaces. */
  command: string
  /** Where it stands, as `folderId` says it. Null where we can't know: not on Linux, or not our process. */
  folder: string | null
}

/** What runs under a process id now; null where nothing does, or only a zombie that has yet to be reaped. */
export function inspectProcess(pid: number): RunningProcess | null {
  try {
    return process.platform === 'linux' ? readProc(pid) : askPs(pid)
  } catch {
    return null
  }
}

/** proc(5): the state is field 3, the start in clock ticks after boot is field 22; the name before them may hold anything. */
function readProc(pid: number): RunningProcess | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  return { identity: `${pid}@${fields[19]}@${boot}`, command, folder: workingFolder(pid) }
}

function workingFolder(pid: number): string | null {
  try {
    return folderId(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

/** The same for a folder under all its names: moved, mounted twice, behind a link. */
export function folderId(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev}:${ino}`
}

function askPs(pid: number): RunningProcess | null {
  const line = execFileSync('ps', ['-o', 'lstart=', '-o', 'stat=', '-o', 'command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
  const [start, state, command] = [
    line.slice(0, 24),
    ...line
      .slice(24)
      .trim()
      .split(/\s+(.*)/s),
  ]
  if (state?.startsWith('Z')) return null
  return { identity: `${pid}@${start.replaceAll(' ', '_')}`, command: command ?? '', folder: null }
}

/** This process, for registrations that others check. */
export function ownIdentity(): string {
  return inspectProcess(process.pid)?.identity ?? `${process.pid}@unknown`
}

export function isAlive(identity: string): boolean {
  const pid = Number.parseInt(identity, 10)
  return pid > 0 && inspectProcess(pid)?.identity === identity
}
