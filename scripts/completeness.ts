/**
 * Lives through recorded days against a running arXiv replay, on a database of its own, with three subscribers and the real
 * jobs, and reckons up what arXiv announced, what was stored, and what each reader was sent.
 * Usage: npm run completeness -- --replay URL --from DATE --to DATE [--oai off] [--categories "cs.AI cs.CL"]
 *   --faults    instead, the same days with each of the replay's faults on each source of the second day, singly and in pairs
 *   --sample N  every N-th of these
 * The last line is one JSON object: {"announced":…,"stored":…,"missed":…,"sent":…,"doubled":…}. Exit code 1 where anything
 * was missed or doubled.
 */
import { parseArgs } from 'node:util'
import { parseEditionDate } from '../src/domain/edition.ts'
import type { EditionOverview } from '../src/domain/edition-overview.ts'
import { type FaultyArxiv, faultyArxiv, type SourceName } from '../test/support/faulty-arxiv.ts'
import { type Reckoning, total } from '../test/support/reckoning.ts'
import { liveThrough } from '../test/support/recorded-days.ts'

const SOURCES: SourceName[] = ['rss', 'oai', 'api']
const FAULTS = '429 503 503-long 500 html empty cut truncated hang reset bomb huge slow'.split(' ')

const USAGE = `Usage: npm run completeness -- --replay URL --from YYYY-MM-DD --to YYYY-MM-DD
  --oai off              without OAI-PMH and the query API: feeds alone
  --categories "A B"     instead of cs.AI cs.CL cs.CV cs.LG
  --faults [--sample N]  the same days with each fault on each source of the second day, singly and in pairs; every N-th
The last line is one JSON object; exit code 1 where a paper was missed or doubled, 2 where nothing could be tried.
Paperboy keeps to the interval that the replay was started with (--min-interval), or to ARXIV_MIN_INTERVAL_MS.`

const given = readArguments()
const replay = await lookAt(given.replay)
const unknown = [given.from, given.to].filter((date) => !replay.dates.includes(date))
if (unknown.length > 0) fail(`the replay has no ${unknown.join(', ')}; it has ${replay.dates.join(' ')}`)
const week = {
  replay: given.replay,
  from: given.from,
  to: given.to,
  categories: given.categories.split(/[\s,]+/).filter(Boolean),
  withoutOai: given.oai === 'off',
  minIntervalMs: Number(process.env.ARXIV_MIN_INTERVAL_MS ?? replay.minIntervalMs),
}

if (given.faults) process.exitCode = await tryFaults()
else process.exitCode = await livePlainly()

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        replay: { type: 'string', default: 'http://127.0.0.1:8099' },
        from: { type: 'string' },
        to: { type: 'string' },
        oai: { type: 'string', default: 'on' },
        categories: { type: 'string', default: 'cs.AI cs.CL cs.CV cs.LG' },
        faults: { type: 'boolean', default: false },
        sample: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    const { from, to, oai, sample } = values
    if (!from || !to) return fail('--from and --to are needed')
    const range = { from: parseEditionDate(from), to: parseEditionDate(to) }
    if (from > to) return fail(`--from ${from} comes after --to ${to}`)
    if (oai !== 'on' && oai !== 'off') return fail('--oai is on or off')
    if (sample !== undefined && !/^[1-9]\d*$/.test(sample)) return fail('--sample is a whole number from 1 on')
    return { ...values, ...range }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function fail(message: string): never {
  console.error(`${message}\n\n${USAGE}`)
  process.exit(2)
}

/** The days that a replay has, and how fast it may be asked. */
async function lookAt(url: string): Promise<{ dates: string[]; minIntervalMs: number }> {
  try {
    const answer = await fetch(`${url}/_control`)
    const { editions, minInterval } = (await answer.json()) as { editions: Record<string, number>; minInterval: number }
    return { dates: Object.keys(editions), minIntervalMs: minInterval }
  } catch {
    return fail(`no replay answers at ${url}: start one with node ../shared/arxiv-replay/server.mjs --port PORT`)
  }
}

async function livePlainly(): Promise<number> {
  const { days, editions, tooFast } = await liveThrough(week)
  print(days)
  for (const { date, state, feeds } of editions) {
    const told = feeds.map(
      ({ category, state: feed, obtained, unsure }) =>
        `${category} ${feed} (${obtained ?? 'missing'}${unsure ? ', older cross-listings may be missing' : ''})`,
    )
    console.log(`${date}  ${state}: ${told.join(', ')}`)
  }
  console.log(`requests that were too fast: ${tooFast}`)
  const { missedOlder: _, waiting, ...sum } = total(days)
  if (waiting > 0) console.log(`matches that came late, and wait for the digests after the last day: ${waiting}`)
  console.log(JSON.stringify(sum))
  return sum.missed > 0 || sum.doubled > 0 ? 1 : 0
}

/** Each fault on each source of the second day, singly and in pairs; all is well again on the third. */
async function tryFaults(): Promise<number> {
  const arxiv = await faultyArxiv(week.replay)
  const sum = { announced: 0, stored: 0, missed: 0, sent: 0, doubled: 0 }
  let broken = 0
  for (const faults of scenarios(given.sample === undefined ? null : Number(given.sample))) {
    const name = Object.entries(faults)
      .map(([source, fault]) => `${source} ${fault}`)
      .join(', ')
    try {
      const { days, editions, tooFast } = await liveThrough({
        ...week,
        arxiv: arxiv.url,
        stepHours: 6,
        arxivLimits: {
          headersMs: 200,
          slowHeadersMs: 200,
          totalMs: 1_000,
          retries: 1,
          backoffMs: 10,
          maxRetryAfterMs: 2_000,
        },
        onDay: (date) => {
          arxiv.faults = date === dayAfter(week.from) ? faults : {}
        },
      })
      const one = total(days)
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += one[key]
      const said = whatIsSaid(editions)
      const isSaid =
        one.missed === 0 || said.partial.length > 0 || (said.unsure.length > 0 && one.missed === one.missedOlder)
      const isWell = one.doubled === 0 && tooFast === 0 && isSaid
      if (!isWell) broken += 1
      const missed = `missed ${one.missed} (older cross-listings ${one.missedOlder})`
      console.log(
        `${isWell ? 'well  ' : 'BROKEN'} ${name}: ${missed}, doubled ${one.doubled}, too fast ${tooFast}; ${inWords(said)}`,
      )
    } catch (error) {
      broken += 1
      console.log(`BROKEN ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await arxiv.close()
  console.log(`memory at its height: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
  console.log(JSON.stringify(sum))
  return broken > 0 ? 1 : 0
}

/** Editions that say of themselves that something is missing, or may be. */
function whatIsSaid(editions: readonly EditionOverview[]): Record<'partial' | 'unsure', string[]> {
  const own = editions.filter(({ date }) => date <= week.to)
  const dates = (those: readonly EditionOverview[]) => those.map(({ date }) => date)
  return {
    partial: dates(own.filter(({ state }) => state === 'partial' || state === 'expected')),
    unsure: dates(own.filter(({ feeds }) => feeds.some(({ unsure }) => unsure))),
  }
}

function inWords({ partial, unsure }: ReturnType<typeof whatIsSaid>): string {
  const words = [
    ...(partial.length > 0 ? [`incomplete, and says so: ${partial.join(', ')}`] : []),
    ...(unsure.length > 0 ? [`says that older cross-listings may be missing: ${unsure.join(', ')}`] : []),
  ]
  return words.length > 0 ? words.join('; ') : 'complete'
}

/** @param sample only every so-many-th of them */
function* scenarios(sample: number | null): Generator<FaultyArxiv['faults']> {
  const all: FaultyArxiv['faults'][] = [
    ...SOURCES.flatMap((source) => FAULTS.map((fault) => ({ [source]: fault }))),
    ...SOURCES.flatMap((one, index) =>
      SOURCES.slice(index + 1).flatMap((other) =>
        FAULTS.map((fault, at) => ({ [one]: fault, [other]: FAULTS[(at + 1 + index) % FAULTS.length] ?? fault })),
      ),
    ),
  ]
  for (const [index, faults] of all.entries()) if (sample === null || index % sample === 0) yield faults
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
}

function print(rows: readonly Reckoning[]): void {
  console.log(
    `day         ${['announced', 'stored', 'missed', 'sent', 'doubled'].map((name) => name.padStart(9)).join(' ')}`,
  )
  for (const { date, announced, stored, missed, sent, doubled } of rows)
    console.log(`${date}  ${[announced, stored, missed, sent, doubled].map((n) => String(n).padStart(9)).join(' ')}`)
}
