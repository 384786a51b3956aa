import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunningCli {
  child: ChildProcess
  /** Resolves when stderr holds the text. */
  said(text: string): Promise<void>
  ended: Promise<CliResult>
}

/** Starts the command line as npm does, compiled, in a process of its own with only these settings. */
export function startCli(words: string[], env: Record<string, string>, input?: Uint8Array): RunningCli {
  const child = spawn(process.execPath, ['scripts/paperboy.mjs', ...words], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...env },
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>
  child.stdin?.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<CliResult>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  const said = async (text: string) => {
    while (!stderr.includes(text)) {
      const over = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20, null))])
      if (over && !stderr.includes(text)) throw new Error(`the process ended without saying "${text}": ${stderr}`)
    }
  }
  return { child, said, ended }
}

/** @param input what is on its standard input */
export function cli(words: string[], env: Record<string, string>, input?: Uint8Array): Promise<CliResult> {
  return startCli(words, env, input).ended
}
