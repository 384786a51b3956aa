import { type Command, type Given, UsageError } from './command.ts'
import { plural } from './output.ts'

const SETTINGS = {
  keyword: { type: 'string', multiple: true },
  language: { type: 'string' },
  timezone: { type: 'string' },
  hour: { type: 'string' },
} as const

const add: Command = {
  name: 'subscriber add',
  usage: 'EMAIL --keyword K [--keyword K …] [--language L] [--timezone Z] [--hour H] [--resubscribe]',
  summary: 'Subscribe an address, active at once.',
  options: { ...SETTINGS, resubscribe: { type: 'boolean' } },
  positionals: ['EMAIL'],
  help: `  --keyword      words to look for, in their order; once for each keyword
  --language     en or zh (en)
  --timezone     an IANA name such as Asia/Shanghai (UTC)
  --hour         local hour of delivery, 0 to 23 (7)
  --resubscribe  also who had unsubscribed, since they asked for it
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    if (keywords.length === 0) throw new UsageError('no --keyword is given: at least one is needed')
    const { jobs } = await app()
    const subscriber = await jobs.subscribers.add(
      { email: given.positionals[0] ?? '', keywords, ...settings(given) },
      { resubscribe: given.flag('resubscribe') },
    )
    output.result(subscriber, `${subscriber.email} is subscribed: ${describe(subscriber)}`)
    return 0
  },
}

const set: Command = {
  name: 'subscriber set',
  usage: 'EMAIL [--keyword K …] [--language L] [--timezone Z] [--hour H]',
  summary: 'Change a subscription; what is not given stays.',
  options: SETTINGS,
  positionals: ['EMAIL'],
  help: `  --keyword   the new list, in its order; once for each keyword
  --language  en or zh
  --timezone  an IANA name such as Asia/Shanghai
  --hour      local hour of delivery, 0 to 23
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    const changes = { ...settings(given), ...(keywords.length > 0 ? { keywords } : {}) }
    if (Object.values(changes).every((value) => value === undefined))
      throw new UsageError('nothing to change is given: --keyword, --language, --timezone or --hour')
    const { jobs } = await app()
    const subscriber = await jobs.subscribers.change(given.positionals[0] ?? '', changes)
    output.result(subscriber, `${subscriber.email} now has ${describe(subscriber)}`)
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
        : 'Nobody is subscribed. Add someone: npm run -s paperboy -- subscriber add EMAIL --keyword K',
    )
    return 0
  },
}

const remove: Command = {
  name: 'subscriber remove',
  usage: 'EMAIL',
  summary: 'Delete a subscriber, with everything about them.',
  options: {},
  positionals: ['EMAIL'],
  help: '',
  run: async ({ app, given, output }) => {
    const { jobs } = await app()
    const email = given.positionals[0] ?? ''
    await jobs.subscribers.remove(email)
    output.result({ email, removed: true }, `${email} is removed, with all digests and keywords.`)
    return 0
  },
}

export const subscriberCommands: Command[] = [add, set, list, remove]

function settings(given: Given) {
  return { language: given.text('language'), timeZone: given.text('timezone'), hour: given.text('hour') }
}

function describe(person: { keywords: string[]; language: string; timeZone: string; hour: number }): string {
  const hour = `${String(person.hour).padStart(2, '0')}:00`
  return `${plural(person.keywords.length, 'keyword')} (${person.keywords.join(', ')}), ${person.language}, ${hour} ${person.timeZone}`
}
