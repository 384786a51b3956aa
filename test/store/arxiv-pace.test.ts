import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ArxivPaceStore, createArxivPaceStore } from '../../src/store/arxiv-pace.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const LONG_MS = 60_000

let database: TestDatabase
let pace: ArxivPaceStore
beforeAll(async () => {
  database = await testDatabase()
  pace = createArxivPaceStore(database.prisma)
})
beforeEach(() => database.prisma.$executeRaw`truncate arxiv_pace, arxiv_closures`)
afterAll(() => database.drop())

async function taken(claim: ReturnType<ReturnType<ArxivPaceStore['limiter']>['claim']>): Promise<string> {
  const answer = await claim
  if ('token' in answer) return answer.token
  throw new Error(`no turn for ${answer.waitMs} ms`)
}

describe('The turn at arXiv', () => {
  it('goes to one of all that ask for it, and to the next when it is given back', async () => {
    const processes = Array.from({ length: 8 }, () => createArxivPaceStore(database.prisma).limiter(0))
    const answers = await Promise.all(processes.map((limiter) => limiter.claim('rss')))
    const tokens = answers.flatMap((answer) => ('token' in answer ? [answer.token] : []))
    expect(tokens).toHaveLength(1)
    const [token = ''] = tokens
    expect(await processes[7]?.claim('rss')).toEqual({ waitMs: expect.any(Number), closedMs: 0 })
    await processes[0]?.release(token)
    expect(await processes[7]?.claim('rss')).toHaveProperty('token')
  })

  it('comes an interval after the last request has ended, not after it began', async () => {
    const limiter = pace.limiter(LONG_MS)
    const token = await taken(limiter.claim('rss'))
    await database.prisma.$executeRaw`update arxiv_pace set last_at = last_at - interval '1 hour'`
    await limiter.release(token)
    const answer = await limiter.claim('rss')
    expect(answer).toMatchObject({ closedMs: 0 })
    expect('waitMs' in answer && answer.waitMs).toBeGreaterThan(LONG_MS - 10_000)
    await database.prisma.$executeRaw`update arxiv_pace set last_at = last_at - interval '61 s'`
    await taken(limiter.claim('rss'))
  })

  it('passes on when its process no longer renews it, and the dead cannot give away what others hold', async () => {
    const limiter = pace.limiter(0)
    const dead = await taken(limiter.claim('rss'))
    await database.prisma.$executeRaw`update arxiv_pace set held_until = clock_timestamp() - interval '1 ms'`
    const alive = await taken(limiter.claim('rss'))
    await limiter.release(dead)
    await limiter.renew(dead)
    expect(await limiter.claim('rss')).toHaveProperty('waitMs')
    await limiter.release(alive)
    await taken(limiter.claim('rss'))
  })

  it('stays with who renews it', async () => {
    const limiter = pace.limiter(0)
    const token = await taken(limiter.claim('rss'))
    await database.prisma.$executeRaw`update arxiv_pace set held_until = clock_timestamp() + interval '1 s'`
    await limiter.renew(token)
    const [row] = await database.prisma.$queryRaw<{ left: number }[]>`
      select extract(epoch from held_until - clock_timestamp())::float8 as left from arxiv_pace`
    expect(row?.left).toBeGreaterThan(2)
  })

  it('is not lost to a clock that was ahead', async () => {
    const limiter = pace.limiter(LONG_MS)
    await taken(limiter.claim('rss'))
    await database.prisma.$executeRaw`
      update arxiv_pace set last_at = last_at + interval '1 day', held_until = held_until + interval '1 day'`
    await taken(limiter.claim('rss'))
  })
})

describe('A closure', () => {
  it('holds for all processes, and the longest counts', async () => {
    const [one, other] = [pace.limiter(0), createArxivPaceStore(database.prisma).limiter(0)]
    expect(await pace.closedUntil()).toBeNull()
    await one.release(await taken(one.claim('rss')))
    await one.closeFor(3_600_000, null)
    await other.closeFor(1_000, null)
    const answer = await other.claim('rss')
    expect('closedMs' in answer && answer.closedMs).toBeGreaterThan(3_500_000)
    const until = await pace.closedUntil()
    expect(Math.abs((until?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000)
    await database.prisma.$executeRaw`update arxiv_closures set closed_until = clock_timestamp()`
    await taken(other.claim('rss'))
    expect(await pace.closedUntil()).toBeNull()
  })

  it('of one service leaves the others open', async () => {
    const limiter = pace.limiter(0)
    await limiter.closeFor(3_600_000, 'rss')
    const answer = await limiter.claim('rss')
    expect('closedMs' in answer && answer.closedMs).toBeGreaterThan(3_500_000)
    expect(await pace.closedUntil()).toBeNull()
    await limiter.release(await taken(limiter.claim('oai')))
    await limiter.closeFor(3_600_000, null)
    expect(await limiter.claim('oai')).toHaveProperty('closedMs')
  })

  it('is for a day at most, whatever a server says', async () => {
    const limiter = pace.limiter(0)
    await limiter.release(await taken(limiter.claim('rss')))
    await limiter.closeFor(10 * 365 * 24 * 3_600_000, null)
    const until = await pace.closedUntil()
    expect(until?.getTime()).toBeLessThan(Date.now() + 25 * 3_600_000)
  })
})
