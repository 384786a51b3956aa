import { type Command, UsageError } from './command.ts'
import { plural } from './output.ts'

const add: Command = {
  name: 'subscriber add',
  usage: 'EMAIL --keyword K [--keyword K …] [--language L] [--timezone Z] [--hour H]',
  summary: 'Subscribe an address, active at once.',
  options: {
    keyword: { type: 'string', multiple: true, short: 'k' },
    language: { type: 'string' },
    timezone: { type: 'string' },
    hour: { type: 'string' },
  },
  positionals: [1, 1],
  help: `  --keyword   words to look for, in their order; once for each keyword
  --language  en or zh (en)
  --timezone  an IANA name such as Asia/Shanghai (UTC)
  --hour      local hour of delivery, 0 to 23 (7)
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    if (keywords.length === 0) throw new UsageError('no --keyword is given: at least one is needed')
    const { jobs } = await app()
    const subscriber = await jobs.subscribers.add({
      email: given.positionals[0] ?? '',
      keywords,
      language: given.text('language'),
      timeZone: given.text('timezone'),
      hour: given.text('hour'),
    })
    output.result(subscriber, `${subscriber.email} is subscribed: ${describe(subscriber)}`)
    return 0
  },
}

const list: Command = {
  name: 'subscriber list',
  usage: '',
  summary: 'List the subscribers.',
  options: {},
  help: '',
  run: async ({ app, output }) => {
    const { jobs } = await app()
    const subscribers = await jobs.subscribers.list()
    const lines = subscribers.map((person) => `${person.email}  ${person.state}  ${describe(person)}`)
    output.result(
      { subscribers },
      lines.length > 0
        ? lines.join('\n')
        : 'Nobody is subscribed. Add someone: paperboy subscriber add EMAIL --keyword K',
    )
    return 0
  },
}

const remove: Command = {
  name: 'subscriber remove',
  usage: 'EMAIL',
  summary: 'Delete a subscriber, with everything about them.',
  options: {},
  positionals: [1, 1],
  help: '',
  run: async ({ app, given, output }) => {
    const { jobs } = await app()
    const email = given.positionals[0] ?? ''
    await jobs.subscribers.remove(email)
    output.result({ email, removed: true }, `${email} is removed, with all digests and keywords.`)
    return 0
  },
}

export const subscriberCommands: Command[] = [add, list, remove]

function describe(person: { keywords: string[]; language: string; timeZone: string; hour: number }): string {
  const hour = `${String(person.hour).padStart(2, '0')}:00`
  return `${plural(person.keywords.length, 'keyword')} (${person.keywords.join(', ')}), ${person.language}, ${hour} ${person.timeZone}`
}
