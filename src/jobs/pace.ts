import { allowanceOn, EVERYWHERE, type PaceSettings, startOfNextDay } from '../domain/pace.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { Log } from '../lib/log.ts'
import type { Pace, Wait } from './ports.ts'

/** What the pace keeps in the database. */
export interface PaceMemory {
  takeSlot(
    limits: readonly { key: string; stepMs: number }[],
    now: Date,
    soon: Date,
  ): Promise<{ taken: true; at: Date } | { taken: false; until: Date }>
  holds(now: Date): Promise<ReadonlyMap<string, Date>>
  hold(key: string, now: Date): Promise<Date>
  firstWarmUpDay(): Promise<string | null>
  takeAllowance(day: string, allowance: number): Promise<boolean>
}

/** A mail whose turn comes this soon is waited for; any other is given back, so that it keeps nobody's connection. */
const PATIENCE_MS = 1_000
/** So old may be what is known of other workers' holds: without limits, no mail costs a query of its own. */
const FRESH_MS = 1_000
/** Those who come back when a hold ends come within so much time, not all at once. */
const SPREAD_MS = 20_000

/** The operator's limits, a new sender's warm-up, and what relays asked for, over one database for all workers. */
export function createPace(
  { rate, domainRate, ramp }: PaceSettings,
  memory: PaceMemory,
  log: Log,
  random: () => number = Math.random,
): Pace {
  let known: { holds: Map<string, Date>; at: number } = { holds: new Map(), at: Number.NEGATIVE_INFINITY }
  let reading: Promise<void> | null = null
  let firstDay: string | null = null
  let spent: { day: string; wait: Wait } | null = null

  const read = async (now: Date) => {
    const holds = new Map(await memory.holds(now))
    known = { holds, at: now.getTime() }
  }

  /** One look at the database for all lanes. */
  const holds = async (now: Date): Promise<ReadonlyMap<string, Date>> => {
    if (Math.abs(now.getTime() - known.at) >= FRESH_MS) {
      reading ??= read(now).finally(() => {
        reading = null
      })
      await reading
    }
    return known.holds
  }

  const heldUntil = async (keys: readonly string[], now: Date): Promise<Date> => {
    const standing = await holds(now)
    return new Date(Math.max(now.getTime(), ...keys.map((key) => standing.get(key)?.getTime() ?? 0)))
  }

  const isLong = (until: Date, now: Date) => until.getTime() - now.getTime() > PATIENCE_MS

  /** Null: the day's allowance has room for one more, which is taken. */
  const takeAllowance = async (now: Date): Promise<Wait | null> => {
    const day = now.toISOString().slice(0, 10)
    if (spent?.day === day) return spent.wait
    firstDay ??= (await memory.firstWarmUpDay()) ?? day
    const allowance = allowanceOn(day, firstDay)
    if (await memory.takeAllowance(day, allowance)) return null
    const wait = { until: startOfNextDay(now), reason: `warm-up: the ${allowance} mails of ${day} are sent` }
    log.warn({ allowance, until: wait.until }, 'warm-up: what is left waits for tomorrow, or until its time is over')
    spent = { day, wait }
    return wait
  }

  return {
    closedUntil: async (now) => {
      const until = await heldUntil([EVERYWHERE], now)
      if (isLong(until, now)) return { until, reason: 'the relay asked for patience' }
      return spent && now < spent.wait.until ? spent.wait : null
    },
    reserve: async (domain, now) => {
      const held = await heldUntil([EVERYWHERE, domain], now)
      if (isLong(held, now)) {
        const until = new Date(held.getTime() + random() * SPREAD_MS)
        return { kind: 'later', until, reason: `the relay asked for patience with ${domain}` }
      }
      const limits = [
        ...(rate === null ? [] : [{ key: EVERYWHERE, stepMs: 1_000 / rate }]),
        ...(domainRate === null ? [] : [{ key: domain, stepMs: 1_000 / domainRate }]),
      ]
      const soon = new Date(now.getTime() + PATIENCE_MS)
      const slot = limits.length === 0 ? { taken: true as const, at: now } : await memory.takeSlot(limits, now, soon)
      if (!slot.taken)
        return {
          kind: 'later',
          until: slot.until,
          reason: 'its turn comes later: SMTP_RATE or SMTP_DOMAIN_RATE',
          inTurn: true,
        }
      const wait = ramp ? await takeAllowance(now) : null
      if (wait) return { kind: 'later', ...wait }
      return { kind: 'go', at: new Date(Math.max(slot.at.getTime(), held.getTime())) }
    },
    slow: async (scope, domain, now) => {
      const key = keyOf(scope, domain)
      if (key === null) return
      const until = await memory.hold(key, now)
      known.holds.set(key, until)
      log.warn({ scope, ...(scope === 'domain' ? { domain } : {}), until }, 'the relay asked for patience: mail waits')
    },
  }
}

function keyOf(scope: Verdict['scope'], domain: string): string | null {
  if (scope === 'recipient') return null
  return scope === 'pool' ? EVERYWHERE : domain
}
