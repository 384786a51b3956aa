import { HOLD } from '../domain/pace.ts'
import { isoDate } from './dates.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

/** A limit that a mail counts for: what it is called, and the time between two, in milliseconds. */
export interface PaceLimit {
  key: string
  stepMs: number
}

/** A place in the queue; `taken` where it comes soon enough, otherwise when to ask again. */
export type Slot = { taken: true; at: Date } | { taken: false; until: Date }

export interface PaceStore {
  /** Takes the next slot under all limits at once, if it comes before `soon`. */
  takeSlot(limits: readonly PaceLimit[], now: Date, soon: Date): Promise<Slot>
  /** What is held up beyond now, by key. */
  holds(now: Date): Promise<Map<string, Date>>
  /**
   * Holds up a key; does nothing to one that is held up already, so that the mails of one moment count once.
   * @returns until when it is held up now
   */
  hold(key: string, now: Date): Promise<Date>
  /** The first day on which a warm-up's mail was sent. */
  firstWarmUpDay(): Promise<string | null>
  /** Counts one more mail of a day. False where that is one too many. */
  takeAllowance(day: string, allowance: number): Promise<boolean>
  /** Forgets domains that have had no mail since, and are not held up. */
  forget(before: Date): Promise<void>
}

/** How fast mail goes, as all workers on one database know it. */
export function createPaceStore(prisma: PrismaClient): PaceStore {
  return {
    takeSlot: async (limits, now, soon) => {
      for (;;) {
        const slot = await takeSlot(prisma, limits, now, soon)
        if (slot) return slot
        await prisma.pace.createMany({ data: limits.map(({ key }) => ({ key })), skipDuplicates: true })
      }
    },
    holds: async (now) => {
      const rows = await prisma.pace.findMany({ where: { heldUntil: { gt: now } } })
      return new Map(rows.map(({ key, heldUntil }) => [key, heldUntil ?? now]))
    },
    hold: async (key, now) => {
      const at = now.getTime()
      const rows = await prisma.$queryRaw<{ until: Date }[]>`
        insert into pace as standing (key, held_until, holds) values (${key}, ${new Date(at + HOLD.first)}, 1)
        on conflict (key) do update set
          holds = case when standing.held_until > ${new Date(at - HOLD.recovery)} then standing.holds + 1 else 1 end,
          held_until = ${now}::timestamptz + interval '1 millisecond' * least(${HOLD.longest}::float8,
            case when standing.held_until > ${new Date(at - HOLD.recovery)}
              then ${HOLD.first}::float8 * 2 ^ least(standing.holds, 20) else ${HOLD.first}::float8 end)
        where standing.held_until is null or standing.held_until <= ${now}
        returning held_until as until`
      const { heldUntil } = rows[0]
        ? { heldUntil: rows[0].until }
        : await prisma.pace.findUniqueOrThrow({ where: { key } })
      return heldUntil ?? now
    },
    firstWarmUpDay: async () => {
      const { _min } = await prisma.warmUpDay.aggregate({ _min: { day: true } })
      return _min.day && isoDate(_min.day)
    },
    takeAllowance: async (day, allowance) => {
      const taken = await prisma.$executeRaw`
        insert into warm_up_days as standing (day, sent) values (${day}::date, 1)
        on conflict (day) do update set sent = standing.sent + 1 where standing.sent < ${allowance}`
      return taken === 1
    },
    forget: async (before) => {
      await prisma.$executeRaw`
        delete from pace where coalesce(greatest(next_at, spread_at, held_until), '-infinity') < ${before}`
    },
  }
}

/**
 * Each limit gives its own next slot, and the latest of them is the mail's: one slow domain takes nothing from the others.
 * Who is sent away comes back at the end of a line of its own (`spread_at`), so that not all come back at once. A crash may
 * forget the last slots (`synchronous_commit` off): then two mails come closer together, and no row is locked for a disk.
 */
async function takeSlot(
  prisma: PrismaClient,
  limits: readonly PaceLimit[],
  now: Date,
  soon: Date,
): Promise<Slot | null> {
  const wanted = Prisma.join(limits.map(({ key, stepMs }) => Prisma.sql`(${key}::text, ${stepMs}::float8)`))
  const [row] = await prisma.$queryRaw<{ found: bigint; at: Date; until: Date; lazy: string }[]>`
    with wanted (key, step) as (values ${wanted}),
    locked as (
      select key, greatest(next_at, ${now}::timestamptz) as next, greatest(spread_at, next_at, ${now}::timestamptz) as spread
      from pace where key in (select key from wanted) order by key for update
    ),
    slot as (
      select count(*) as found, max(next) as at,
        max(spread) filter (where next > ${soon}) as until from locked
    ),
    moved as (
      update pace set
        next_at = case when slot.at <= ${soon} then locked.next + wanted.step * interval '1 millisecond' else next_at end,
        spread_at = case when locked.next > ${soon} then locked.spread + wanted.step * interval '1 millisecond' else spread_at end
      from slot, locked join wanted using (key)
      where pace.key = locked.key and slot.found = ${limits.length}
    )
    select found, at, until, set_config('synchronous_commit', 'off', true) as lazy from slot`
  if (!row || Number(row.found) < limits.length) return null
  return row.until === null ? { taken: true, at: row.at } : { taken: false, until: row.until }
}
