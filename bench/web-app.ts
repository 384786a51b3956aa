/**
 * The real app in a process of its own, so that it does not share an event loop with those who ask. Forked by web.ts:
 * tells its URL, answers every message with the memory it has taken, and ends when the parent lets go.
 */
import { readFileSync } from 'node:fs'
import { build } from '../src/app.ts'
import { readConfig } from '../src/config.ts'

const app = await build(readConfig(process.env), { durable: false })
const { url } = await app.web.listen()
process.send?.({ url })
process.on('message', () => process.send?.({ peakMb: peakMb() }))
process.once('disconnect', () => void app.close())

/** `maxRSS` would count what the parent had taken when it forked us: Linux hands that on. */
function peakMb(): number {
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
