import type { App } from '../app.ts'
import { type Command, type Given, UsageError } from './command.ts'
import { type Output, plural } from './output.ts'
import { READING, READING_HELP, reading } from './reading.ts'

const SETTINGS = {
  keyword: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  language: { type: 'string' },
  ...READING,
  timezone: { type: 'string' },
  hour: { type: 'string' },
} as const

/** What only somebody who is subscribed already can change. */
const HABITS = {
  weekday: { type: 'string' },
  'pause-until': { type: 'string' },
  'empty-mail': { type: 'string' },
  replacements: { type: 'string' },
} as const

const add: Command = {
  name: 'subscriber add',
  usage:
    'EMAIL --keyword K [--keyword K …] [--exclude K …] [--language L] [--translation L] [--show S] [--abstracts A] [--timezone Z] [--hour H] [--resubscribe]',
  summary: 'Subscribe an address, active at once.',
  options: { ...SETTINGS, resubscribe: { type: 'boolean' } },
  positionals: ['EMAIL'],
  help: `  --keyword      words to look for, in their order; once for each keyword
  --exclude      words of papers to leave out, whatever else they hold; once for each
  --language     en or zh, of mails and pages (en)
${READING_HELP}  --timezone     an IANA name such as Asia/Shanghai (UTC)
  --hour         local hour of delivery, 0 to 23 (7)
  --resubscribe  also who had unsubscribed, since they asked for it
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    if (keywords.length === 0) throw new UsageError('no --keyword is given: at least one is needed')
    const { jobs } = await app()
    const subscriber = await jobs.subscribers.add(
      { email: given.positionals[0] ?? '', keywords: [...keywords, ...excluded(given)], ...settings(given) },
      { resubscribe: given.flag('resubscribe') },
    )
    await tellOfLanguage(jobs, given, subscriber, output)
    output.result(shown(subscriber), `${subscriber.email} is subscribed: ${describe(subscriber)}`)
    return 0
  },
}

const set: Command = {
  name: 'subscriber set',
  usage:
    'EMAIL [--keyword K … [--exclude K …]] [--language L] [--translation L] [--show S] [--abstracts A] [--timezone Z] [--hour H] [--weekday D] [--pause-until D] [--empty-mail yes|no] [--replacements yes|no]',
  summary: 'Change a subscription; what is not given stays.',
  options: { ...SETTINGS, ...HABITS },
  positionals: ['EMAIL'],
  help: `  --keyword      the new list, in its order; once for each keyword
  --exclude      with --keyword: words of papers to leave out; once for each
  --language     en or zh, of mails and pages
${READING_HELP}  --timezone     an IANA name such as Asia/Shanghai
  --hour         local hour of delivery, 0 to 23
  --weekday      1 (Monday) to 7 (Sunday) for one digest a week, every for one of each edition
  --pause-until  no mail before this day (YYYY-MM-DD), none to go on
  --empty-mail   yes for a mail also where no paper matches, no for none
  --replacements yes to be told when a paper that was sent is replaced or withdrawn, no for none of that
`,
  run: async ({ app, given, output }) => {
    const keywords = given.texts('keyword')
    const unwanted = excluded(given)
    if (unwanted.length > 0 && keywords.length === 0)
      throw new UsageError('--exclude is given without --keyword: give the whole new list')
    const changes = {
      ...settings(given),
      ...habits(given),
      ...(keywords.length > 0 ? { keywords: [...keywords, ...unwanted] } : {}),
    }
    if (Object.values(changes).every((value) => value === undefined))
      throw new UsageError(
        'nothing to change is given: --keyword, --language, --translation, --show, --abstracts, --timezone, --hour, --weekday, --pause-until, --empty-mail or --replacements',
      )
    const { jobs } = await app()
    const subscriber = await jobs.subscribers.change(given.positionals[0] ?? '', changes)
    await tellOfLanguage(jobs, given, subscriber, output)
    output.result(shown(subscriber), `${subscriber.email} now has ${describe(subscriber)}`)
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
      { subscribers: subscribers.map(shown) },
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
  return {
    language: given.text('language'),
    timeZone: given.text('timezone'),
    hour: given.text('hour'),
    ...reading(given),
  }
}

/** It is kept all the same: translators come and go. */
async function tellOfLanguage(
  jobs: App['jobs'],
  given: Given,
  { translation }: { translation: string | null },
  output: Output,
): Promise<void> {
  const isAsked = given.text('translation') !== undefined || given.text('language') !== undefined
  if (!isAsked || translation === null || (await jobs.translatesTo(translation))) return
  output.note(`No translator is known to have ${translation} (see TRANSLATORS): papers come in English until one does.`)
}

function excluded(given: Given) {
  return given.texts('exclude').map((text) => ({ text, mode: 'exclude' }))
}

function habits(given: Given) {
  const pause = given.text('pause-until')
  return {
    weekday: given.text('weekday'),
    pausedUntil: pause === 'none' ? '' : pause,
    emptyMail: yesOrNo(given, 'empty-mail'),
    replacements: yesOrNo(given, 'replacements'),
  }
}

function yesOrNo(given: Given, option: string): boolean | undefined {
  const text = given.text(option)
  if (text !== undefined && text !== 'yes' && text !== 'no')
    throw new UsageError(`--${option} is "${text}": give yes or no`)
  return text === undefined ? undefined : text === 'yes'
}

type Person = Awaited<ReturnType<App['jobs']['subscribers']['list']>>[number]

/** Keywords by what they do. */
function shown({ keywords, ...person }: Person) {
  const texts = (mode: Person['keywords'][number]['mode']) =>
    keywords.filter((keyword) => keyword.mode === mode).map(({ text }) => text)
  return { ...person, keywords: texts('search'), excluded: texts('exclude'), pausedKeywords: texts('paused') }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function describe(person: Person): string {
  const { keywords, excluded: unwanted, pausedKeywords } = shown(person)
  const hour = `${String(person.hour).padStart(2, '0')}:00`
  return [
    `${plural(keywords.length, 'keyword')} (${keywords.join(', ')})`,
    ...(unwanted.length > 0 ? [`without ${unwanted.join(', ')}`] : []),
    ...(pausedKeywords.length > 0 ? [`${pausedKeywords.length} paused`] : []),
    person.language,
    ...(person.translation === null ? [] : [readingWords(person)]),
    ...(person.abstracts === 'short' ? ['short abstracts'] : []),
    `${person.weekday === null ? '' : `${DAYS[person.weekday - 1]}s `}${hour} ${person.timeZone}`,
    ...(person.emptyMail ? ['also without papers'] : []),
    ...(person.replacements ? ['replacements, too'] : []),
    ...(person.pausedUntil === null ? [] : [`paused until ${person.pausedUntil}`]),
    ...(person.suppressed === null
      ? []
      : [`suppressed since ${person.suppressed.since.toISOString().slice(0, 10)} (${person.suppressed.reason})`]),
  ].join(', ')
}

function readingWords({ translation, show }: Person): string {
  return `papers ${show === 'both' ? 'also' : 'only'} in ${translation}`
}
