import { readyAt, type SimulatedEdition, type SimulatedMail } from './simulate.ts'

const HOUR_MS = 3_600_000

/** What is not as it should be, in sentences: nothing is missed, nothing comes twice, and every mail comes in its reader's morning. */
export function faultsIn(
  mails: readonly SimulatedMail[],
  readers: readonly { name: string; isOnTheMove: boolean }[],
  editions: readonly SimulatedEdition[],
): string[] {
  const faults: string[] = []
  for (const { name, isOnTheMove } of readers) {
    const own = mails.filter(({ reader }) => reader === `${name}@example.org`)
    const told = own.flatMap(({ editions }) => editions)
    for (const { date, hasPapers } of editions) {
      const times = told.filter((one) => one === date).length
      if (times !== (hasPapers ? 1 : 0)) faults.push(`${name} got ${times} digests of ${date}`)
    }
    // Who moves east waits longer, and may then have two days in one.
    if (!isOnTheMove) faults.push(...combined(name, own, editions))
  }
  for (const mail of mails) if (!isInMorning(mail)) faults.push(`${mail.reader} got mail at ${mail.at.toISOString()}`)
  return faults
}

/** Days come together only where one came so late that the next was there before the reader's morning. */
function combined(name: string, mails: readonly SimulatedMail[], editions: readonly SimulatedEdition[]): string[] {
  const byDate = new Map(editions.map((edition) => [edition.date, edition]))
  return mails.flatMap(({ editions: held, at }) => {
    const found = held.map((date) => byDate.get(date)).filter((edition) => edition !== undefined)
    const isLate = found.some(({ lateHours }) => lateHours > 0)
    const newest = found.at(-1)
    const waited = newest ? at.getTime() - readyAt(newest).getTime() : 0
    return [
      ...(held.length > 1 && !isLate ? [`${name} got ${held.join(' and ')} in one mail`] : []),
      ...(waited < 0 || waited > 25 * HOUR_MS ? [`${name} waited ${waited / HOUR_MS} hours for ${held.join()}`] : []),
    ]
  })
}

/** Their hour as their clocks show it or, where the clocks skipped it, the first moment after. */
export function isInMorning({ at, timeZone, hour }: Pick<SimulatedMail, 'at' | 'timeZone' | 'hour'>): boolean {
  const shown = hourIn(at, timeZone)
  if (shown === hour) return true
  const before = hourIn(new Date(at.getTime() - 1), timeZone)
  return shown === (hour + 1) % 24 && before === (hour + 23) % 24
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

function hourIn(at: Date, timeZone: string): number {
  const format =
    FORMATS.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' })
  FORMATS.set(timeZone, format)
  return Number(format.format(at))
}
