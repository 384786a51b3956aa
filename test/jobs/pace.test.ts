import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { allowanceOn, HOLD, type PaceSettings, startOfNextDay } from '../../src/domain/pace.ts'
import { createPace, type PaceMemory } from '../../src/jobs/pace.ts'
import type { Pace } from '../../src/jobs/ports.ts'
import { createLog } from '../../src/lib/log.ts'
import { createPaceStore, type PaceStore } from '../../src/store/pace.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NO_LIMITS: PaceSettings = { rate: null, domainRate: null, ramp: false }
const MORNING = new Date('2026-05-11T05:00:00Z')
const later = (ms: number) => new Date(MORNING.getTime() + ms)

let database: TestDatabase
let store: PaceStore

beforeAll(async () => {
  database = await testDatabase()
  store = createPaceStore(database.prisma)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.pace.deleteMany()
  await database.prisma.warmUpDay.deleteMany()
})

/** One process's view; all share the database. */
const worker = (settings: Partial<PaceSettings>, memory: PaceMemory = store): Pace =>
  createPace({ ...NO_LIMITS, ...settings }, memory, createLog('silent'), () => 0.5)

/** What came of each reservation: milliseconds from the morning on; those sent away are negative. */
const reserve = async (pace: Pace, domain: string, at = MORNING): Promise<number> => {
  const turn = await pace.reserve(domain, at)
  return turn.kind === 'go' ? turn.at.getTime() - MORNING.getTime() : MORNING.getTime() - turn.until.getTime()
}

describe('a limit for all mail', () => {
  it('gives two workers one slot after the other, each once', async () => {
    const [one, other] = [worker({ rate: 100 }), worker({ rate: 100 })]
    const slots = await Promise.all(
      Array.from({ length: 60 }, (_, i) => reserve(i % 2 ? one : other, `${i}.example.org`)),
    )
    expect(slots.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i * 10))
  })

  it('lets time pass that nobody used: no burst makes up for it', async () => {
    const pace = worker({ rate: 10 })
    expect(await reserve(pace, 'example.org')).toBe(0)
    expect(await reserve(pace, 'example.org', later(60_000))).toBe(60_000)
    expect(await reserve(pace, 'example.org', later(60_000))).toBe(60_100)
  })
})

describe('a limit for each domain', () => {
  it('sends away whose turn is not soon, spread so that all who come back find a slot', async () => {
    const pace = worker({ domainRate: 2 })
    const first = [0, 0, 0, 0, 0, 0, 0]
    for (let i = 0; i < 7; i++) first[i] = await reserve(pace, 'example.org')
    expect(first).toEqual([0, 500, 1_000, -1_500, -2_000, -2_500, -3_000])
    expect(await reserve(pace, 'example.org', later(1_500))).toBe(1_500)
    expect(await reserve(pace, 'example.org', later(2_000))).toBe(2_000)
  })

  it('costs other domains nothing, and takes no turns of all from them', async () => {
    const pace = worker({ rate: 10, domainRate: 1 })
    expect(await reserve(pace, 'slow.example.org')).toBe(0)
    expect(await reserve(pace, 'slow.example.org')).toBe(1_000)
    expect(await reserve(pace, 'slow.example.org')).toBe(-2_000)
    expect(await reserve(pace, 'example.org')).toBe(200)
    expect(await reserve(pace, 'example.net')).toBe(300)
  })
})

describe('without a limit', () => {
  it('mail goes at once, and asks the database once a second, not once a mail', async () => {
    let looks = 0
    const holds = (now: Date) => {
      looks += 1
      return store.holds(now)
    }
    const pace = worker({}, { ...store, holds })
    for (let i = 0; i < 500; i++) expect(await reserve(pace, `${i % 7}.example.org`, later(i))).toBe(i)
    expect(looks).toBe(1)
  })
})

describe('a relay that asks for patience', () => {
  it('holds up the domain it names, for every worker, and gives it back by itself', async () => {
    const [one, other] = [worker({}), worker({})]
    await one.slow('domain', 'slow.example.org', MORNING)
    for (const pace of [one, other]) {
      expect(await pace.closedUntil(MORNING)).toBeNull()
      expect(await reserve(pace, 'slow.example.org', later(2_000))).toBeLessThanOrEqual(-HOLD.first)
      expect(await reserve(pace, 'example.org', later(2_000))).toBe(2_000)
      expect(await reserve(pace, 'slow.example.org', later(HOLD.first))).toBe(HOLD.first)
    }
  })

  it('holds up all mail where it means everybody: there is no use in claiming any', async () => {
    const [one, other] = [worker({}), worker({})]
    await one.slow('pool', 'example.org', MORNING)
    expect(await one.closedUntil(MORNING)).toEqual({
      until: later(HOLD.first),
      reason: expect.stringContaining('patience'),
    })
    expect(await other.closedUntil(later(2_000))).toMatchObject({ until: later(HOLD.first) })
    expect(await reserve(other, 'example.net', later(2_000))).toBeLessThan(0)
    expect(await other.closedUntil(later(HOLD.first))).toBeNull()
  })

  it('is given twice as long each time, up to a limit, and forgiven in the end', async () => {
    const pace = worker({})
    let at = MORNING.getTime()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      await pace.slow('pool', '', new Date(at))
      const wait = await pace.closedUntil(new Date(at))
      waits.push((wait?.until.getTime() ?? at) - at)
      at = (wait?.until.getTime() ?? at) + 1
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 960, 960].map((seconds) => seconds * 1_000))
    at += HOLD.recovery + 1
    await pace.slow('pool', '', new Date(at))
    expect((await pace.closedUntil(new Date(at)))?.until.getTime()).toBe(at + HOLD.first)
  })

  it('says so to ten mails at once, and is heard once', async () => {
    const pace = worker({})
    await Promise.all(Array.from({ length: 10 }, () => pace.slow('pool', '', MORNING)))
    expect((await pace.closedUntil(MORNING))?.until).toEqual(later(HOLD.first))
  })

  it('says nothing to others about one recipient', async () => {
    const pace = worker({})
    await pace.slow('recipient', 'example.org', MORNING)
    expect(await reserve(pace, 'example.org')).toBe(0)
  })
})

describe('the warm-up of a new sender', () => {
  it('allows 50 mails on the first day, whatever the number of workers, and the rest waits for the next', async () => {
    const workers = [worker({ ramp: true }), worker({ ramp: true })]
    const turns = await Promise.all(
      Array.from({ length: 60 }, (_, i) => workers[i % 2]?.reserve('example.org', MORNING)),
    )
    expect(turns.filter((turn) => turn?.kind === 'go')).toHaveLength(50)
    const sentAway = turns.find((turn) => turn?.kind === 'later')
    expect(sentAway).toEqual({
      kind: 'later',
      until: new Date('2026-05-12T00:00:00Z'),
      reason: 'warm-up: the 50 mails of 2026-05-11 are sent',
    })
    expect(await workers[0]?.reserve('example.net', MORNING)).toMatchObject({ kind: 'later' })
    expect(await workers[0]?.closedUntil(MORNING)).toMatchObject({ until: new Date('2026-05-12T00:00:00Z') })

    const nextDay = new Date('2026-05-12T05:00:00Z')
    expect(await workers[0]?.closedUntil(nextDay)).toBeNull()
    const next = await Promise.all(Array.from({ length: 120 }, () => worker({ ramp: true }).reserve('x', nextDay)))
    expect(next.filter(({ kind }) => kind === 'go')).toHaveLength(100)
  })

  it('doubles from day to day, counted from the first', () => {
    const days = ['2026-05-11', '2026-05-12', '2026-05-13', '2026-05-18', '2027-05-11']
    expect(days.map((day) => allowanceOn(day, '2026-05-11'))).toEqual([50, 100, 200, 6_400, 52_428_800])
    expect(startOfNextDay(new Date('2026-05-11T23:59:59.999Z'))).toEqual(new Date('2026-05-12T00:00:00Z'))
  })

  it('takes nothing from the allowance for a mail that had no turn', async () => {
    const pace = worker({ ramp: true, domainRate: 1 })
    for (let i = 0; i < 5; i++) await pace.reserve('example.org', MORNING)
    expect(await database.prisma.warmUpDay.findMany()).toEqual([{ day: new Date('2026-05-11'), sent: 2 }])
  })
})

describe('what is kept of it', () => {
  it('goes when a domain has had no mail for a day', async () => {
    const pace = worker({ domainRate: 1 })
    await pace.reserve('example.org', MORNING)
    await pace.slow('domain', 'slow.example.org', MORNING)
    await store.forget(later(10_000))
    expect(await database.prisma.pace.findMany({ select: { key: true } })).toEqual([{ key: 'slow.example.org' }])
  })
})
