import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import type { Output } from './output.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** A command line that can't be understood: exit code 2. */
export class UsageError extends Error {}

/** The options that one call was given. */
export interface Given {
  text(name: string): string | undefined
  texts(name: string): string[]
  flag(name: string): boolean
  positionals: string[]
}

export interface Context {
  given: Given
  output: Output
  config(): Config
  /** Starts the application; it is closed when the command ends. */
  app(): Promise<App>
  /** Resolves at SIGINT or SIGTERM. */
  interrupted: Promise<void>
  signal: AbortSignal
}

export interface Command {
  /** As typed: one word, or two (`subscriber add`). */
  name: string
  /** What follows the name, for the usage line. */
  usage: string
  summary: string
  options: Options
  /** One line per option, and what else there is to say. */
  help: string
  /** Least and most positional arguments. */
  positionals?: [least: number, most: number]
  /** Runs until it is told to stop, and logs all the while. */
  longRunning?: boolean
  /** @returns the exit code: 0 done, 1 failed */
  run(context: Context): Promise<number>
}

const COMMON: Options = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
}

/** @throws UsageError */
export function parseCommand(command: Command, args: string[]): Given {
  let parsed: { values: Values; positionals: string[] }
  try {
    parsed = parseArgs({ args, options: { ...COMMON, ...command.options }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const [least, most] = command.positionals ?? [0, 0]
  if (!values.help && positionals.length > most) throw new UsageError(`"${positionals[most]}" is one argument too many`)
  if (!values.help && positionals.length < least) throw new UsageError('an argument is missing')
  return {
    positionals,
    text: (name) => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    },
    texts: (name) => [values[name] ?? []].flat().filter((value) => typeof value === 'string'),
    flag: (name) => values[name] === true,
  }
}

/** The command that the words name, and what is left of them. */
export function findCommand(commands: readonly Command[], words: string[]): { command: Command; rest: string[] } {
  const [first, second] = words
  const two = commands.find((command) => command.name === `${first} ${second}`)
  if (two) return { command: two, rest: words.slice(2) }
  const one = commands.find((command) => command.name === first)
  if (one) return { command: one, rest: words.slice(1) }
  const family = commands.filter((command) => command.name.startsWith(`${first} `)).map((command) => command.name)
  throw new UsageError(
    family.length > 0 ? `"${first}" needs one of: ${family.join(', ')}` : `there is no command "${first}"`,
  )
}

export function commandHelp(command: Command): string {
  const { name, usage, summary, help } = command
  return `${summary}\n\nUsage: paperboy ${`${name} ${usage}`.trim()}\n\n${help}  --json  one JSON document on standard output, logs on standard error\n  --help  this text\n`
}

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Paperboy: a personal arXiv digest by email, every announcement day.

Usage: paperboy COMMAND [OPTIONS]

${lines.join('\n')}

  --help     this text, or that of a command: paperboy COMMAND --help
  --version  the version

Settings come from environment variables or a file .env: see .env.example and "paperboy config".
Exit codes: 0 done, 1 failed, 2 the command line could not be understood.
`
}
