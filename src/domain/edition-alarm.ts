import { expectedEdition } from './calendar.ts'
import type { EditionDate, EditionState } from './edition.ts'

/** What the operator is told of an edition. */
export type AlarmKind = 'incomplete' | 'few'

export interface EditionAlarm {
  edition: EditionDate
  kind: AlarmKind
  /** In a sentence. */
  detail: string
}

/** An alarm whose mail to the operator one process has in hand: it alone may settle it, with the token. */
export interface AlarmClaim extends EditionAlarm {
  token: string
  /** Whether what was amiss no longer is. */
  isOver: boolean
}

/** What is known of an edition, or that nothing is. */
export interface EditionHealth {
  date: EditionDate
  state: EditionState
  /** Papers, new or cross-listed. */
  papers: number
  /** Categories whose papers are missing. */
  missing: string[]
}

/** Fewer editions of the same weekday make no custom. */
const ENOUGH_WEEKS = 3

/**
 * What is amiss with an edition whose deadline is over: something is missing, or it has less than half of what its weekday
 * has by custom. A day that should have had papers and was empty is amiss, too: the calendar may lack a holiday.
 * @param before papers of earlier editions of the same weekday that had any
 */
export function alarmsOf(edition: EditionHealth, before: readonly number[]): EditionAlarm[] {
  const { date, state, papers, missing } = edition
  if (expectedEdition(date) !== 'expected') return []
  const alarms: EditionAlarm[] = []
  if (state === 'expected' || state === 'partial')
    alarms.push({
      edition: date,
      kind: 'incomplete',
      detail:
        state === 'expected'
          ? `nothing of the edition ${date} came before its deadline`
          : `the edition ${date} was incomplete at its deadline: ${missing.join(', ')} missing`,
    })
  const median = medianOf(before)
  if (state !== 'expected' && before.length >= ENOUGH_WEEKS && papers < median / 2)
    alarms.push({
      edition: date,
      kind: 'few',
      detail: `the edition ${date} has ${papers} papers, new or cross-listed; its weekday's median is ${median}`,
    })
  return alarms
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
