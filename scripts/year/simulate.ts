import type { Digest } from '../../src/domain/digest.ts'
import type { EditionDate } from '../../src/domain/edition.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Subscriber } from '../../src/domain/subscriber.ts'
import { verdict } from '../../src/domain/verdict.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { planEdition } from '../../src/jobs/plan.ts'
import { changeSettings } from '../../src/jobs/settings.ts'
import { createLog } from '../../src/lib/log.ts'
import { startOfFeedDay } from '../../src/lib/time.ts'
import type { Database } from '../../src/store/database.ts'
import { createStore } from '../../src/store/store.ts'
import { paper } from '../../test/support/papers.ts'
import { type SimulatedReader, ZONES } from './readers.ts'

export interface SimulatedEdition {
  date: EditionDate
  /** False on the day after a holiday: arXiv's feed is there, and empty. */
  hasPapers: boolean
  /** How many hours after midnight in New York its feeds could be read at last; 0 on an ordinary day. */
  lateHours: number
}

export interface SimulatedMail {
  reader: string
  at: Date
  /** The settings that were in force. */
  timeZone: string
  hour: number
  editions: EditionDate[]
}

const log = createLog('silent')
/** rss.arxiv.org is rebuilt from midnight on, and is read some minutes later. */
const READ_AFTER_MS = 5 * 60_000
const HOUR_MS = 3_600_000
const MOVES_EVERY_MS = 61 * HOUR_MS

export function readyAt({ date, lateHours }: SimulatedEdition): Date {
  return new Date(startOfFeedDay(date).getTime() + READ_AFTER_MS + lateHours * HOUR_MS)
}

/**
 * Lives through the editions with the real ledger, planner and delivery, on an empty database: the clock jumps from one
 * thing that is due to the next.
 */
export async function simulate(
  database: Pick<Database, 'prisma' | 'pool'>,
  readers: readonly SimulatedReader[],
  editions: readonly SimulatedEdition[],
  onProgress?: (done: number) => void,
): Promise<SimulatedMail[]> {
  const store = createStore(database.prisma)
  const sent: SimulatedMail[] = []
  const byAddress = new Map<string, Pick<Subscriber, 'timeZone' | 'hour'>>()
  let clock = new Date(0)
  const deps = {
    ...store,
    ledger: store.digests,
    openPostman: async () => ({
      sizes: { frame: () => 1_000, group: () => 100, entry: () => 100 },
      send: async ({ to, digest }: { to: string; digest: Digest }) => {
        const { timeZone = '', hour = 0 } = byAddress.get(to) ?? {}
        const editions = digest.groups.flatMap(({ entries }) =>
          entries.map(({ entry }) => entry.edition ?? digest.edition),
        )
        sent.push({ reader: to, at: clock, timeZone, hour, editions })
        return '250 ok'
      },
      classify: (error: unknown) => verdict('fatal', String(error)),
    }),
    links: () => ({ web: 'https://w', manage: 'https://m', unsubscribe: 'https://u', mute: null }),
    messageId: (id: number, date: string) => `${date}.${id}@example.org`,
    now: () => clock,
    log,
  }
  const moving: number[] = []
  for (const { name, timeZone, hour, isOnTheMove } of readers) {
    const person = { email: `${name}@example.org`, keywords: [{ text: 'robot', mode: 'search' as const }] }
    const { id, email } = await store.subscribers.add({
      ...person,
      ...defaultReading('en'),
      language: 'en',
      timeZone,
      hour,
    })
    byAddress.set(email, { timeZone, hour })
    if (isOnTheMove) moving.push(id)
  }

  const nextDue = async (): Promise<Date | null> => {
    const { rows } = await database.pool.query<{ due: Date | null }>(
      `select min(due_at) as due from digests where state = 'planned'`,
    )
    return rows[0]?.due ?? null
  }
  let moves = 0
  let nextMove = readyAt(editions[0] as SimulatedEdition).getTime() + MOVES_EVERY_MS / 3
  const move = async () => {
    for (const id of moving) {
      moves++
      const timeZone = ZONES[(moves * 7) % ZONES.length] ?? 'UTC'
      const hour = (moves * 5) % 24
      const known = await store.subscribers.byId(id)
      if (!known) throw new Error('a reader is gone')
      byAddress.set(known.email, { timeZone, hour })
      await changeSettings(deps, known, { timeZone, hour: String(hour) })
    }
  }
  /** Everything that happens before that time. */
  const liveUntil = async (end: Date) => {
    for (;;) {
      const due = await nextDue()
      const next = Math.min(
        due?.getTime() ?? Number.POSITIVE_INFINITY,
        moving.length > 0 ? nextMove : Number.POSITIVE_INFINITY,
      )
      if (next >= end.getTime()) return
      clock = new Date(Math.max(clock.getTime(), next))
      if (next === nextMove && moving.length > 0) {
        await move()
        nextMove += MOVES_EVERY_MS
      } else await deliver(deps, { concurrency: 1 })
    }
  }

  for (const [index, edition] of editions.entries()) {
    const { date, hasPapers } = edition
    await liveUntil(readyAt(edition))
    clock = readyAt(edition)
    const robot = {
      ...paper(index + 1, { title: 'A robot' }),
      id: `26${date.slice(5, 7)}.${String(index).padStart(5, '0')}`,
    }
    await store.editions.save({
      date,
      feeds: [{ category: 'cs.AI', status: hasPapers ? 'ok' : 'empty', items: 1, url: 'http://feed', etag: null }],
      announcements: hasPapers ? [{ paper: robot, type: 'new' }] : [],
      expected: ['cs.AI'],
      at: clock,
    })
    await planEdition(deps, date)
    onProgress?.(index + 1)
  }
  moving.length = 0
  await liveUntil(new Date(clock.getTime() + 30 * HOUR_MS))
  return sent
}
