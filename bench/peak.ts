import { readFileSync } from 'node:fs'

/**
 * The most memory that this process has taken, in megabytes. `maxRSS` would count what the parent had taken when it forked
 * us: Linux hands that on.
 */
export function peakMb(): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(statusFile()) ?? []
  return Math.round((kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024)
}

function statusFile(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}
