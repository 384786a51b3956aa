/** npm run crash-test -- --help */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Account, accountOf, isSound, table } from './crash-test/account.ts'
import { type Blow, blows } from './crash-test/blows.ts'
import { type Stage, setStage } from './crash-test/stage.ts'

const HELP = `Kills what sends digests, again and again, and counts what arrived.

Usage: npm run crash-test -- [OPTIONS]

  --digests N     digests to send (1000)
  --kills N       kills, at random moments while mails go out (20)
  --workers N     worker processes at once (1)
  --kill WHAT     worker, postgres or smtp: what gets SIGKILL and is started again (worker)
  --disk-full     mails go to the outbox, and instead of a kill its disk is full for a while
  --term          the worker gets SIGTERM instead: it must finish what it has in hand, and end within 30 s
  --database URL  an empty, migrated PostgreSQL (one of its own)

The last line is one JSON object. Exit code 1 where a digest is lost, where there are more doubles than kills times
connections, or where a mail has another Message-ID than the ledger.
`

/** Mails that one worker has in hand at the most: as many may be doubled by a kill. */
const CONNECTIONS = 5
/** The last blow falls while there still is something to send. */
const LAST_BLOW = 0.97
const POLL_MS = 15
const STALLED_MS = 1_000
const PATIENCE_MS = 10 * 60_000

const { values: given } = parseArgs({
  options: {
    digests: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '20' },
    workers: { type: 'string', default: '1' },
    kill: { type: 'string', default: 'worker' },
    'disk-full': { type: 'boolean', default: false },
    term: { type: 'boolean', default: false },
    database: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const what = given['disk-full'] ? 'disk' : given.term ? 'term' : given.kill
const blow = blows[what]
const [digests, kills, workers] = [given.digests, given.kills, given.workers].map(Number)
const isUsable = [digests, kills, workers].every((number) => Number.isInteger(number)) && blow !== undefined
if (given.help || !isUsable) {
  process[given.help ? 'stdout' : 'stderr'].write(HELP)
  process.exit(given.help ? 0 : 2)
}

const stage = await setStage({
  digests: digests ?? 0,
  databaseUrl: given.database,
  outbox: given['disk-full'],
  thinksMs: kills === 0 ? 0 : 30,
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stage.close().finally(() => process.exit(1)))
let account: Account | null = null
try {
  for (let started = 0; started < (workers ?? 1); started++) await stage.startWorker()
  account = await run(stage, blow as Blow)
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.stack : error}\nThe processes said:\n${stage.lastWords()}\n`)
} finally {
  await stage.close()
}
if (account) process.stdout.write(`${JSON.stringify(account)}\n`)
process.exit(account && isSound(account) ? 0 : 1)

/** Lets go what is planned, strikes while it is sent, and waits until the ledger has nothing left to send. */
async function run(stage: Stage, { strike, loud }: Blow): Promise<Account> {
  const total = digests ?? 0
  const since = performance.now()
  await stage.release()
  let struck = 0
  let [count, grownAt] = [0, performance.now()]
  let slowest = 0
  const nextAt = () => ((struck + Math.random()) / (kills ?? 1)) * total * LAST_BLOW
  let threshold = nextAt()
  for (;;) {
    const now = performance.now()
    if (now - since > PATIENCE_MS) throw new Error(`not settled after ${PATIENCE_MS / 60_000} minutes`)
    const arrived = stage.count()
    if (arrived > count) [count, grownAt] = [arrived, now]
    progress(`${arrived} of ${total} mails, ${struck} of ${kills} ${loud}`)
    if (struck < (kills ?? 0) && arrived >= threshold) {
      await delay(Math.random() * 30)
      slowest = Math.max(slowest, await strike(stage))
      struck++
      threshold = nextAt()
    } else if (now - grownAt > STALLED_MS) {
      // Also where blows are left over: what was lost will never arrive to call for them.
      if ((await stage.waiting()) === 0) break
      // Backoff and rest are right for relays, and too long for us: time goes faster here.
      await stage.hurry()
      grownAt = now
    }
    await delay(POLL_MS)
  }
  const seconds = (grownAt - since) / 1000
  progress('')
  const connections = CONNECTIONS * (workers ?? 1)
  const found = await accountOf(stage, { kills: struck, connections })
  const states = await stage.states()
  const [doubt] = await stage.query<{ count: number }>('select count(*)::int from digests where doubts > 0')
  process.stdout.write(
    `${table([
      ['digests planned', found.digests],
      ['subscribers who received theirs', found.received],
      ['lost', found.lost],
      ['doubled mails', `${found.doubled} (at most ${found.kills * found.connections} allowed)`],
      ['Message-IDs that are not the ledger’s', found.foreignMessageIds],
      [loud, found.kills],
      ['longest to end or come back', `${Math.round(slowest)} ms`],
      ['workers', workers ?? 1],
      [
        'in the ledger',
        Object.entries(states)
          .map(([state, n]) => `${n} ${state}`)
          .join(', '),
      ],
      ['with an attempt of unknown fate', doubt?.count ?? 0],
      ['seconds', seconds.toFixed(1)],
      ['digests a second', (found.digests / seconds).toFixed(0)],
    ])}`,
  )
  return found
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
}
