import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** All that the setup looks at, but for the sources; the database client and its stamp, since it takes seconds to make. */
const COPIED = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts',
  'prisma',
  'emails',
  'sample',
  'src/store/generated/client.ts',
  'src/store/generated/.generated-from',
]

interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * A clone whose program is these few sources, by path below src/, with `cli.ts` for its command line.
 * It is for everyone to enter, and removed by who made it.
 */
export function makeClone(sources: Record<string, string>): string {
  const clone = mkdtempSync(join(tmpdir(), 'paperboy clone '))
  chmodSync(clone, 0o755)
  for (const path of COPIED) cpSync(join(ROOT, path), join(clone, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
  for (const [path, text] of Object.entries(sources)) writeSource(clone, path, text)
  return clone
}

export function writeSource(clone: string, path: string, text: string): void {
  const file = join(clone, 'src', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Starts `program` of the clone, such as `['npm', 'run', '-s', 'paperboy']`. */
export function startInClone(
  clone: string,
  [program = '', ...words]: readonly string[],
  user: { uid?: number; gid?: number } = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CommandResult> } {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const child = spawn(program, words, { cwd: clone, env, ...user })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said }))) }
}
