import { readFileSync } from 'node:fs'
import type { App } from '../app.ts'
import { AppError } from '../config.ts'
import type { Command } from './command.ts'
import { plural } from './output.ts'

const imports: Command = {
  name: 'translations import',
  usage: 'FILE [--language L] [--provider NAME]',
  summary: 'Take translations in that were made elsewhere.',
  options: { language: { type: 'string' }, provider: { type: 'string' } },
  positionals: ['FILE'],
  help: `FILE holds one JSON object a line: { "id", "title", "abstract", "language", "provider" }; the last three may be
missing, and FILE may be - for standard input. A row is taken whole, or refused with the reason: where a formula, a link
or an identifier is not that of the stored paper. "this https URL" becomes the link again where only one can be meant.
What is there already stays. Exit code 0: every row is in the store.

  --language  of all rows, BCP 47 (what each row says, else zh)
  --provider  who made them (what each row says, else "import")
`,
  run: async ({ app, given, output }) => {
    const file = given.positionals[0] ?? ''
    const text = read(file)
    const { jobs } = await app()
    const report = await jobs.translations.import({
      text,
      language: given.text('language'),
      provider: given.text('provider'),
    })
    const { imported, known, refused, unknown } = report
    const lines = [
      ...refused.map(({ line, id, reason }) => `line ${line}${id === null ? '' : `, ${id}`}: refused: ${reason}`),
      ...unknown.map((id) => `${id}: no such paper is stored`),
      [
        `${plural(imported, 'translation')} imported`,
        `${known} there already`,
        `${refused.length} refused`,
        `${unknown.length} of unknown papers`,
      ].join(', '),
    ]
    output.result(report, lines.join('\n'))
    return refused.length + unknown.length > 0 ? 1 : 0
  },
}

const exports: Command = {
  name: 'translations export',
  usage: '[--language L]',
  summary: 'Print the stored translations, one JSON object a line.',
  options: { language: { type: 'string' } },
  help: `As "translations import" takes them; those of texts that arXiv has replaced since are left out. With --json they
are one document.

  --language  only this one (all)
`,
  run: async ({ app, given, output }) => {
    const { jobs } = await app()
    const rows = jobs.translations.export(given.text('language'))
    if (given.flag('json')) {
      const all = []
      for await (const row of rows) all.push(row)
      output.result({ translations: all }, '')
    } else for await (const row of rows) output.raw(JSON.stringify(row))
    return 0
  },
}

const stats: Command = {
  name: 'translations stats',
  usage: '',
  summary: 'Count the stored translations, what waits, and the characters of today.',
  options: {},
  help: '',
  run: async ({ app, output }) => {
    const { jobs } = await app()
    const found = await jobs.translations.stats()
    output.result(found, described(found))
    return 0
  },
}

export const translationCommands: Command[] = [imports, exports, stats]

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new AppError('not_found', `${file} can't be read: ${UNREADABLE[code] ?? String(error)}`)
  }
}

const STATES: Readonly<Record<string, string>> = {
  claimed: 'being translated',
  waiting: 'to be tried again',
  refused: 'refused for good',
}

function described({ translations, work, charactersToday }: Awaited<ReturnType<App['jobs']['translations']['stats']>>) {
  const lines = [
    ...translations.map(
      ({ language, provider, count }) => `${language}  ${plural(count, 'translation')} by ${provider}`,
    ),
    ...work.flatMap(({ language, state, count }) =>
      STATES[state] ? [`${language}  ${plural(count, 'paper')} ${STATES[state]}`] : [],
    ),
    ...charactersToday.map(
      ({ provider, characters }) => `${plural(characters, 'character')} given to ${provider} today (UTC)`,
    ),
  ]
  return lines.length > 0 ? lines.join('\n') : 'There are no translations yet. TRANSLATORS names who makes them.'
}
