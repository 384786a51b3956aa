import autocannon from 'autocannon'

/** One request, made anew each time. */
export interface Call {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  /** Of a form. */
  body?: string
}

export interface Load {
  /** How many requests were answered. */
  answered: number
  requestsPerSecond: number
  /** In milliseconds. */
  p50: number
  p99: number
  /** Answers with another status than the expected one, and requests without an answer: `12 × 500, 3 × no answer`. */
  unexpected: string
}

export const CONNECTIONS = 10
/** Whoever waits longer counts as unanswered. */
const TIMEOUT_SECONDS = 30
const ROUND_SECONDS = 2

/**
 * Asks over ten connections, each of which asks again when it has its answer, in rounds of a number of requests that are
 * all waited for: what was abandoned would go on to burden the server while the next page is measured.
 * @param extent so many requests, or rounds for so many seconds after two that do not count
 */
export async function load(
  url: string,
  call: () => Call,
  { status, ...extent }: { status: number } & ({ amount: number } | { seconds: number }),
): Promise<Load> {
  const rounds: Round[] = []
  if ('amount' in extent) rounds.push(await fire(url, call, extent.amount))
  else {
    let rate = rateOf([await fire(url, call, CONNECTIONS)])
    rate = rateOf([await fire(url, call, amountIn(0.5, rate))])
    for (let left = extent.seconds; left > 0; left = extent.seconds - secondsOf(rounds)) {
      rounds.push(await fire(url, call, amountIn(Math.min(left, ROUND_SECONDS), rate)))
      rate = rateOf(rounds)
    }
  }
  const times = rounds.flatMap((round) => round.times).sort((a, b) => a - b)
  return {
    answered: times.length,
    requestsPerSecond: rateOf(rounds),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    unexpected: unexpectedIn(rounds, status),
  }
}

interface Round {
  /** Of each answer, in milliseconds. */
  times: number[]
  statuses: number[]
  seconds: number
  errors: number
}

function rateOf(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { times }) => sum + times.length, 0) / secondsOf(rounds)
}

function secondsOf(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** One for each connection at the least. */
function amountIn(seconds: number, rate: number): number {
  return Math.max(CONNECTIONS, Math.round(seconds * rate))
}

function unexpectedIn(rounds: readonly Round[], expected: number): string {
  const counts = new Map<string, number>()
  const add = (what: string, count: number) => counts.set(what, (counts.get(what) ?? 0) + count)
  for (const { statuses, errors } of rounds) {
    for (const status of statuses) if (status !== expected) add(String(status), 1)
    if (errors > 0) add('no answer', errors)
  }
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(', ')
}

/** With a clock of our own: autocannon's histogram knows whole milliseconds, and its end waits for a tick. */
async function fire(url: string, call: () => Call, amount: number): Promise<Round> {
  const times: number[] = []
  const statuses: number[] = []
  const start = performance.now()
  let end = start
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        // Not localhost, which may be two addresses.
        url: url.replace('localhost', '127.0.0.1'),
        connections: CONNECTIONS,
        timeout: TIMEOUT_SECONDS,
        amount,
        sampleInt: 100,
        requests: [{ setupRequest: (request) => ({ ...request, ...withForm(call()) }) }],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    )
    run.on('response', (_, status, __, milliseconds) => {
      end = performance.now()
      times.push(milliseconds)
      statuses.push(status)
    })
  })
  return { times, statuses, seconds: (end - start) / 1_000, errors }
}

/** The call with what a form's sender adds. */
export function withForm(call: Call): Call {
  if (call.body === undefined) return call
  return { ...call, headers: { 'content-type': 'application/x-www-form-urlencoded', ...call.headers } }
}

function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
}
