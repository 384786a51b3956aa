import { describeConfig } from '../config.ts'
import type { Command, Context } from './command.ts'

export const serveCommand: Command = {
  name: 'serve',
  usage: '',
  summary: 'Run everything: web pages, the schedule and the deliveries.',
  options: {},
  longRunning: true,
  help: `Takes arXiv's feeds when they appear, plans each edition, delivers every digest in its reader's morning, and serves the
pages that the mails link to, until SIGINT or SIGTERM.

`,
  run: async (context) => {
    const app = await context.app()
    const { url } = await app.web.listen()
    await app.jobs.startWorker()
    ready(
      context,
      { web: url, mail: app.mailDescription },
      `Paperboy listens on ${url}; mail goes to ${app.mailDescription}.`,
    )
    await context.interrupted
    return 0
  },
}

export const workerCommand: Command = {
  name: 'worker',
  usage: '',
  summary: 'Run the schedule and the deliveries, without web pages.',
  options: {},
  longRunning: true,
  help: `As many as wanted may run on one database, on any number of machines.

`,
  run: async (context) => {
    const app = await context.app()
    await app.jobs.startWorker()
    ready(context, { mail: app.mailDescription }, `The worker runs; mail goes to ${app.mailDescription}.`)
    await context.interrupted
    return 0
  },
}

export const configCommand: Command = {
  name: 'config',
  usage: '',
  summary: 'Print the settings in force, secrets masked.',
  options: {},
  help: '',
  run: async ({ config, output }) => {
    const settings = describeConfig(config())
    const width = Math.max(...Object.keys(settings).map((name) => name.length))
    const lines = Object.entries(settings).map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    output.result(settings, lines.join('\n'))
    return 0
  },
}

/** With `--json` the one document says where things are; otherwise a line for the person who started it. */
function ready({ output, given }: Context, document: object, text: string): void {
  if (given.flag('json')) output.result(document, '')
  else output.note(text)
}
