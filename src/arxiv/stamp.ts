import { type EditionDate, parseEditionDate } from '../domain/edition.ts'

export interface Stamp {
  /** The day as the stamp's own offset has it. */
  date: EditionDate
  instant: Date
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const STAMP =
  /^(?:[A-Z][a-z]{2},\s+)?(\d{1,2})\s+([A-Z][a-z]{2})\s+(\d{4})\s+(\d{2}:\d{2}(?::\d{2})?)\s+(?:([+-]\d{2})(\d{2})|GMT|UTC?|Z)$/

/** A date of RSS, `Tue, 12 May 2026 00:00:00 -0400` (RFC 822, section 5, with four digits of year); null for others. */
export function parseStamp(text: string): Stamp | null {
  const [, day = '', month = '', year, time = '', hours = '+00', minutes = '00'] = STAMP.exec(text.trim()) ?? []
  const ordinal = String(MONTHS.indexOf(month) + 1).padStart(2, '0')
  const date = `${year}-${ordinal}-${day.padStart(2, '0')}`
  const instant = new Date(`${date}T${time.padEnd(8, ':00')}${hours}:${minutes}`)
  if (Number.isNaN(instant.getTime())) return null
  try {
    return { date: parseEditionDate(date), instant }
  } catch {
    return null
  }
}
