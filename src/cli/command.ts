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
  /** Names of the arguments without a dash; each is needed. */
  positionals?: string[]
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
    throw new UsageError(explain(error, Object.keys({ ...COMMON, ...command.options })))
  }
  const { values, positionals } = parsed
  const wanted = command.positionals ?? []
  if (!values.help && positionals.length > wanted.length)
    throw new UsageError(`"${positionals[wanted.length]}" is one argument too many`)
  if (!values.help && positionals.length < wanted.length)
    throw new UsageError(`${wanted[positionals.length]} is missing`)
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
  if (family.length > 0) throw new UsageError(`"${first}" needs one of: ${family.join(', ')}`)
  throw new UsageError(
    `there is no command "${first}"${suggestion(
      first ?? '',
      commands.flatMap(({ name }) => name.split(' ')[0] ?? []),
    )}`,
  )
}

/** What node says of options, shortened, with the option that was probably meant. */
function explain(error: unknown, known: string[]): string {
  const message = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option '(-+[^']*)'/.exec(message)?.[1]
  if (!unknown)
    return (
      message.replace(/^Option '(?:-\w, )?(--\w+) <value>' argument missing/, '$1 needs a value').split('\n')[0] ?? ''
    )
  const meant = suggestion(
    unknown,
    known.map((name) => `--${name}`),
  )
  return `unknown option "${unknown}"${meant || ` (it knows ${known.map((name) => `--${name}`).join(', ')})`}`
}

function suggestion(word: string, known: readonly string[]): string {
  const near = known.find((candidate) => distance(word, candidate) <= 2)
  return near ? `; did you mean ${near}?` : ''
}

/** Levenshtein's: insertions, deletions and replacements from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1]
    for (let column = 0; column < b.length; column++)
      next.push(
        Math.min(
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
          (row[column] ?? 0) + (letter === b[column] ? 0 : 1),
        ),
      )
    row = next
  }
  return row.at(-1) ?? 0
}

/** Of a family such as `subscriber`: all its commands. */
export function familyHelp(commands: readonly Command[], first: string): string | null {
  const family = commands.filter(({ name }) => name.startsWith(`${first} `))
  return family.length > 0 ? family.map(commandHelp).join('\n') : null
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
