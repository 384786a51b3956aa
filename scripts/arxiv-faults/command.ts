import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PAPERBOY = fileURLToPath(new URL('../paperboy.mjs', import.meta.url))
/** Has a process tell at its end, on its fourth stream, the most memory that it ever held, in KiB. */
const REPORT = `data:text/javascript,import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))`

/**
 * `paperboy ingest` as npm starts it, compiled, on a database of its own, with arXiv at `origin`.
 * @returns its most memory, and the last that it said
 */
export async function ingestCommand(origin: string): Promise<{ memoryMb: number; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-faults-'))
  // Where the server runs as another user, the database then lies in here, and goes with it.
  chmodSync(folder, 0o755)
  try {
    const child = spawn(process.execPath, ['--import', REPORT, PAPERBOY, 'ingest'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings(origin, folder) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const [, out, err, report] = child.stdio.map((stream) => (stream ? text(stream as NodeJS.ReadableStream) : ''))
    const said = `${await err}${await out}`.trim()
    const kibibytes = Number(await report)
    if (!kibibytes) throw new Error(`"paperboy ingest" did not run: ${said}`)
    return { memoryMb: Math.round(kibibytes / 1024), said: said.split('\n').at(-1)?.trim() ?? '' }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function settings(origin: string, folder: string): Record<string, string> {
  return {
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'silent',
    ARXIV_CATEGORIES: 'cs.AI cs.CL cs.CV cs.LG',
    ARXIV_MIN_INTERVAL_MS: '0',
    ARXIV_RSS_URL: `${origin}/rss/`,
    ARXIV_OAI_URL: `${origin}/oai`,
    ARXIV_API_URL: `${origin}/api/query`,
  }
}
