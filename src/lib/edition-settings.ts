import { parseAddress } from './address.ts'

/** How editions are waited for, and who is told when one stays away. */
export interface EditionSettings {
  /** After midnight US Eastern of the feed's day: an edition that is late goes out as it is. */
  deadlineHours: number
  /** Gets a mail when an edition is incomplete; null: only the log and /readyz tell. */
  operatorEmail: string | null
}

const DEFAULT_HOURS = 6

/** What is wrong is added to `problems`. */
export function readEditionSettings(
  given: Readonly<Record<string, string | undefined>>,
  problems: string[],
): EditionSettings {
  const hours = given.EDITION_DEADLINE_HOURS ?? String(DEFAULT_HOURS)
  const isHours = /^\d{1,2}$/.test(hours) && Number(hours) <= 48
  if (!isHours) problems.push(`EDITION_DEADLINE_HOURS is "${hours}": it must be a whole number from 0 to 48`)
  return {
    deadlineHours: isHours ? Number(hours) : DEFAULT_HOURS,
    operatorEmail: readAddress(given.OPERATOR_EMAIL, problems),
  }
}

/** The settings by variable name, as text. */
export function describeEditionSettings({ deadlineHours, operatorEmail }: EditionSettings): Record<string, string> {
  return {
    EDITION_DEADLINE_HOURS: String(deadlineHours),
    OPERATOR_EMAIL: operatorEmail ?? '(unset: alarms stand in the log and in /readyz)',
  }
}

function readAddress(text: string | undefined, problems: string[]): string | null {
  if (text === undefined) return null
  try {
    return parseAddress(text)
  } catch {
    problems.push(`OPERATOR_EMAIL is "${text}": it must be an email address, e.g. operator@example.org`)
    return null
  }
}
