import { existsSync, readFileSync } from 'node:fs'
import type { App } from './app.ts'
import { bounceCommand } from './cli/bounce.ts'
import {
  type Command,
  commandHelp,
  familyHelp,
  findCommand,
  generalHelp,
  parseCommand,
  UsageError,
} from './cli/command.ts'
import { demoCommand } from './cli/demo.ts'
import { digestCommand } from './cli/digest.ts'
import { doctorCommand } from './cli/doctor.ts'
import { editionsCommand } from './cli/editions.ts'
import { ingestCommand } from './cli/ingest.ts'
import { ledgerCommand } from './cli/ledger.ts'
import { createOutput } from './cli/output.ts'
import { previewCommand } from './cli/preview.ts'
import { configCommand, serveCommand, workerCommand } from './cli/serve.ts'
import { subscriberCommands } from './cli/subscriber.ts'
import { translationCommands } from './cli/translations.ts'
import { AppError, type Config, readConfig } from './config.ts'

const COMMANDS: Command[] = [
  serveCommand,
  workerCommand,
  ingestCommand,
  editionsCommand,
  digestCommand,
  ledgerCommand,
  previewCommand,
  ...subscriberCommands,
  ...translationCommands,
  bounceCommand,
  doctorCommand,
  demoCommand,
  configCommand,
]

const DONE = 0
const FAILED = 1
const USAGE = 2

async function main(words: string[]): Promise<number> {
  const [first] = words
  if (first === '--version' || first === '-V') return print(`${version()}\n`)
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    process[first === undefined ? 'stderr' : 'stdout'].write(generalHelp(COMMANDS))
    return first === undefined ? USAGE : DONE
  }
  const json = words.includes('--json')
  try {
    const family = words[1] === '--help' || words[1] === '-h' ? familyHelp(COMMANDS, first) : null
    if (family) return print(family)
    const { command, rest } = findCommand(COMMANDS, words)
    const given = parseCommand(command, rest)
    if (given.flag('help')) return print(commandHelp(command))
    return await run(command, given)
  } catch (error) {
    return report(error, json)
  }
}

async function run(command: Command, given: ReturnType<typeof parseCommand>): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const output = createOutput(given.flag('json'))
  const interruption = listenForSignals()
  const config = () => readConfig(process.env)
  let started: Promise<App> | undefined
  try {
    return await command.run({
      given,
      output,
      config,
      app: () => {
        // On a terminal the progress line speaks; the log only when something is amiss.
        const settings = config()
        const quiet = process.stderr.isTTY && !command.longRunning
        started ??= start({ ...settings, logLevel: settings.logLevel ?? (quiet ? 'error' : 'info') })
        return started
      },
      interrupted: interruption.promise,
      signal: interruption.signal,
    })
  } finally {
    output.endProgress()
    await (await started?.catch(() => undefined))?.close()
    interruption.forget()
  }
}

/** Loaded only where it is needed: `--help` shall not wait for a mail renderer. */
async function start(config: Config): Promise<App> {
  const { build } = await import('./app.ts')
  return build(config)
}

/** Longer than a relay is given for its last word on a mail in hand, shorter than a supervisor's patience. */
const TIDY_END_MS = 28_000

/** The first signal asks for a tidy end, which must come within half a minute; the second one means it. */
function listenForSignals(): { promise: Promise<void>; signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(FAILED)
    controller.abort()
    setTimeout(() => process.exit(FAILED), TIDY_END_MS).unref()
  }
  const promise = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    promise,
    signal: controller.signal,
    forget: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

/** An AppError's message is meant for people; of anything else the whole stack is wanted. */
function report(error: unknown, json: boolean): number {
  const usage = error instanceof UsageError
  const known = usage || error instanceof AppError
  const message = error instanceof Error ? error.message : String(error)
  const code = usage ? 'usage' : error instanceof AppError ? error.code : 'internal'
  process.stderr.write(
    known ? `paperboy: ${message}\n` : `paperboy: internal error\n${error instanceof Error ? error.stack : message}\n`,
  )
  if (usage) process.stderr.write('Try: npm run -s paperboy -- --help\n')
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
  return usage || code === 'invalid' ? USAGE : FAILED
}

function print(text: string): number {
  process.stdout.write(text)
  return DONE
}

function version(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

// Who reads us may have seen enough (`| head`): the rest goes nowhere, and all is closed as ever.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const exitCode = await main(process.argv.slice(2))
// All is closed by now; a library's forgotten timer (Prisma's engine leaves one of ten seconds) shall not hold us up.
process.stdout.write('', () => process.exit(exitCode))
