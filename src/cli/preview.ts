import { type Command, UsageError } from './command.ts'
import { READING, READING_HELP, reading } from './reading.ts'

const FORMATS = ['html', 'text', 'json']

export const previewCommand: Command = {
  name: 'preview',
  usage:
    '--keyword K [--keyword K …] [--language L] [--translation L] [--show S] [--abstracts A] [--timezone Z] [--edition D] [--format html|text|json]',
  summary: 'Print the digest that these keywords would give.',
  options: {
    keyword: { type: 'string', multiple: true },
    language: { type: 'string' },
    timezone: { type: 'string' },
    ...READING,
    edition: { type: 'string' },
    format: { type: 'string' },
  },
  help: `Nothing is stored and nothing is sent.

  --keyword      words to look for; once for each keyword
  --language     en or zh (en)
${READING_HELP}  --timezone     an IANA name such as Asia/Shanghai (UTC)
  --edition      the edition (the newest stored)
  --format       text: the complete text rendition (default): a line a field, papers by arXiv id, a paper under each of
                 its keywords; html: the mail, title matches first; json: the matches
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    if (keywords.length === 0) throw new UsageError('no --keyword is given: at least one is needed')
    const format = given.text('format') ?? (given.flag('json') ? 'json' : 'text')
    if (!FORMATS.includes(format))
      throw new UsageError(`unknown format "${format}": it must be one of ${FORMATS.join(', ')}`)
    const { jobs } = await app()
    const preview = await jobs.preview({
      keywords,
      language: given.text('language'),
      timeZone: given.text('timezone'),
      ...reading(given),
      edition: given.text('edition'),
    })
    const content = format === 'json' ? undefined : format === 'html' ? await preview.html() : preview.text()
    if (content === undefined) output.raw(JSON.stringify(preview.report))
    else if (given.flag('json')) output.raw(JSON.stringify({ ...preview.report, [format]: content }))
    else output.raw(content)
    return 0
  },
}
