import { AppError } from '../config.ts'
import type { Command, Context } from './command.ts'

/** What a mail server's pipe understands (sysexits.h). */
const HANDLED = 0
const UNREADABLE = 65
const TRY_AGAIN = 75

/** A mail that is longer is read up to here; what a report says stands at its beginning. */
const MOST_BYTES = 2_000_000

export const bounceCommand: Command = {
  name: 'bounce',
  usage: '[--recipient ADDRESS] < MESSAGE',
  summary: 'Take a mail that came back, for a mail server’s pipe.',
  options: { recipient: { type: 'string' } },
  help: `Reads one mail from standard input: a delivery status notification, a feedback report, or a mail server's own words.
Only what came to a return path that Paperboy signed counts; everything else is logged and left alone.

  --recipient  whom the mail came to, where the mail server can say so (Postfix: \${original_recipient})

Exit codes: 0 handled, also where it was no bounce; 65 not readable as a mail; 75 try again later (the database is away, or
the settings are wrong).

`,
  run: async (context) => {
    const { output } = context
    const bytes = await standardInput()
    try {
      const { jobs } = await context.app()
      const report = await jobs.bounces.take(bytes, context.given.text('recipient'))
      output.result(report, `${report.what}: ${report.outcome}${report.detail ? ` (${report.detail})` : ''}`)
      return HANDLED
    } catch (error) {
      return refuse(context, error)
    }
  },
}

/** The mail server keeps what it can't hand over, so nothing is lost while we are in trouble. */
function refuse({ output, given }: Context, error: unknown): number {
  const known = error instanceof AppError
  const isUnreadable = known && error.code === 'invalid'
  const message = error instanceof Error ? error.message : String(error)
  output.note(`paperboy: ${isUnreadable ? message : `try again later: ${message}`}`)
  if (given.flag('json')) output.result({ error: { code: known ? error.code : 'internal', message } }, '')
  return isUnreadable ? UNREADABLE : TRY_AGAIN
}

/** All of it is taken, so that whoever writes is not cut off; what is beyond the limit is dropped. */
async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    if (length < MOST_BYTES) chunks.push(chunk)
    length += chunk.length
  }
  return Buffer.concat(chunks)
}
