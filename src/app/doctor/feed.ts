import { setTimeout as delay } from 'node:timers/promises'
import { closedBy, type Limiter, serviceOf } from '../../arxiv/limiter.ts'
import { retryAfterMs } from '../../arxiv/retry.ts'
import { inTurn } from '../../arxiv/turn.ts'
import type { Config } from '../../config.ts'
import { AppError } from '../../domain/errors.ts'
import { createLog } from '../../lib/log.ts'
import { createArxivPaceStore } from '../../store/arxiv-pace.ts'
import { openDatabase } from '../../store/database.ts'
import { userAgent } from '../source.ts'
import { type Finding, ok, reasonOf, warning, wrong } from './finding.ts'
import { compareClocks, type Reached } from './place.ts'

const TIMEOUT_MS = 15_000
/** Other processes may have many requests to make, and turns come in no order. */
const PATIENCE_MS = 60_000
/** An HTTP date knows whole seconds: this is the middle of one. */
const TICK_MS = 500
const log = createLog('silent')

/** What came of the request, and how long its turn was waited for; null where it had none. */
interface Answered {
  response: Response
  /** Whether what it brings begins as a feed does. */
  isFeed: boolean
}

interface Asked {
  answer: Answered | { error: unknown }
  waitedMs: number | null
}

/**
 * One request for one feed, with the address that arXiv can write to; its Date tells the time, too. It has its turn among
 * those of all processes, but where the database is away.
 */
export async function checkFeed(config: Config, now: () => Date, reached: Reached): Promise<Finding[]> {
  const { rssUrl, categories, minIntervalMs } = config.arxiv
  const url = `${rssUrl}${categories[0]}`
  const turns = await openTurns(reached, minIntervalMs)
  const request = () => ask(url, userAgent(config), turns?.limiter ?? null, now)
  try {
    const asked = turns ? await takeTurn(url, turns.limiter, request, now) : { answer: await request(), waitedMs: null }
    return findings(url, asked, now)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [warning('feed', `${url} was ${error.message}`, 'wait, and try again')]
  } finally {
    await turns?.close()
  }
}

interface Turns {
  limiter: Limiter
  close(): Promise<void>
}

/** Null where the database is away, or has no tables yet. */
async function openTurns(reached: Reached, minIntervalMs: number): Promise<Turns | null> {
  if ('error' in reached) return null
  const database = await openDatabase({ url: reached.url, log }).catch(() => null)
  if (!database) return null
  const pace = createArxivPaceStore(database.prisma)
  try {
    await pace.closedUntil()
    return { limiter: pace.limiter(minIntervalMs), close: database.close }
  } catch {
    await database.close()
    return null
  }
}

/** @throws AppError `unavailable`, in words that follow "was", where arXiv wants to be left alone or no turn comes */
async function takeTurn(
  url: string,
  limiter: Limiter,
  request: () => Promise<Asked['answer']>,
  now: () => Date,
): Promise<Asked> {
  let waitedMs = 0
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const sleep = async (ms: number, signal: AbortSignal) => {
    waitedMs += ms
    await delay(ms, undefined, { signal })
  }
  try {
    return {
      answer: await inTurn({ limiter, log, now, sleep, maxClosedMs: 0 }, serviceOf(new URL(url)), patience, request),
      waitedMs,
    }
  } catch (error) {
    if (!patience.aborted) throw error
    const words = `not asked for: other processes had all turns at arXiv for ${PATIENCE_MS / 1000} s`
    throw new AppError('unavailable', words, { cause: error })
  }
}

async function ask(
  url: string,
  agent: string,
  limiter: Limiter | null,
  now: () => Date,
): Promise<Answered | { error: unknown }> {
  try {
    const answer = await fetch(url, {
      headers: { 'user-agent': agent },
      // The next request would need a turn of its own.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const isFeed = answer.ok && (await beginsAsFeed(answer))
    await answer.body?.cancel()
    const rest = answer.ok ? null : retryAfterMs(answer.headers.get('retry-after'), now())
    if (rest) await limiter?.closeFor(rest, closedBy(answer.status, new URL(url)))
    return { response: answer, isFeed }
  } catch (error) {
    return { error }
  }
}

/** A page in HTML, nothing at all, or what declares entities is none. */
async function beginsAsFeed({ body }: Response): Promise<boolean> {
  const reader = body?.getReader()
  const start = new TextDecoder().decode((await reader?.read())?.value)
  reader?.releaseLock()
  return /<rss[\s/>]/.test(start) && !/<!DOCTYPE/i.test(start)
}

function findings(url: string, { answer, waitedMs }: Asked, now: () => Date): Finding[] {
  if ('error' in answer)
    return [
      wrong(
        'feed',
        `${url} can't be reached: ${reasonOf(answer.error)}`,
        'look at the network, a proxy, and ARXIV_RSS_URL',
      ),
    ]
  const date = new Date(answer.response.headers.get('date') ?? Number.NaN)
  const clock = Number.isNaN(date.getTime())
    ? []
    : [compareClocks(new URL(url).host, date.getTime() + TICK_MS - now().getTime())]
  return [feedOf(url, answer, turnOf(waitedMs)), ...clock]
}

function turnOf(waitedMs: number | null): string {
  if (waitedMs === null) return ', asked for out of turn: the database is away'
  return waitedMs === 0 ? '' : `, after ${(waitedMs / 1000).toFixed(1)} s of waiting for our turn at arXiv`
}

function feedOf(url: string, { response, isFeed }: Answered, turn: string): Finding {
  const { ok: isOk, status, headers } = response
  if (isOk && isFeed) return ok('feed', `${url} answers with a feed${turn}`)
  if (isOk)
    return wrong(
      'feed',
      `${url} answers, but with no feed${turn}`,
      'wait: arXiv may be down for maintenance; or look at ARXIV_RSS_URL',
    )
  const location = headers.get('location')
  if (status >= 300 && status < 400 && location !== null)
    return warning('feed', `${url} sends on to ${location}${turn}`, 'let ARXIV_RSS_URL lead there')
  const mend = 'wait where it asks for it, or look at ARXIV_RSS_URL'
  return wrong('feed', `${url} answers with status ${status}${turn}`, mend)
}
