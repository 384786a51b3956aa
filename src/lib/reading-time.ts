import type { Digest, DigestEntry, Translation } from '../domain/digest.ts'
import type { Paper } from '../domain/paper.ts'
import type { Reading } from '../domain/reading.ts'
import { entryText, type Passage } from './entry-text.ts'

/**
 * Silent reading of English non-fiction: 238 words a minute. M. Brysbaert, How many words do we read per minute?, Journal
 * of Memory and Language 109 (2019), https://doi.org/10.1016/j.jml.2019.104047
 */
const WORDS_A_MINUTE = 238
/**
 * Chinese: 255 characters a minute. S. Trauzettel-Klosinski and K. Dietz, Standardized Assessment of Reading Performance,
 * Investigative Ophthalmology & Visual Science 53 (2012), https://doi.org/10.1167/iovs.11-8284
 */
const HAN_A_MINUTE = 255

/**
 * Minutes that it takes to read every title and abstract that a digest shows, at least 1; 0 where it shows no paper. A
 * paper of several keywords is read once, and of a text that stands in two languages the translation. Other scripts
 * without blanks between words count too few.
 */
export function readingMinutes(digest: Digest): number {
  const shown = digest.groups.flatMap(({ entries }) => entries).filter(({ kind }) => kind !== 'again')
  if (shown.length === 0) return 0
  const minutes = shown.reduce((sum, { kind, entry }) => sum + minutesOf(entry, digest, kind === 'full'), 0)
  return Math.max(1, Math.round(minutes))
}

/** By the text that is read: one day's papers stand in many digests, and counting would take longer than all else of a mail. */
const counted = new WeakMap<Paper | Translation, Map<string, number>>()

function minutesOf(entry: DigestEntry, reading: Reading, whole: boolean): number {
  const text = (reading.translation !== null && entry.translation) || entry.paper
  const known = counted.get(text) ?? new Map<string, number>()
  counted.set(text, known)
  const key = `${reading.abstracts} ${whole}`
  const minutes = known.get(key) ?? countedMinutes(entry, reading, whole)
  known.set(key, minutes)
  return minutes
}

function countedMinutes(entry: DigestEntry, reading: Reading, whole: boolean): number {
  const { title, secondTitle, abstracts } = entryText(entry, reading)
  const read = reading.show === 'both' ? (secondTitle ?? title) : title
  const abstract = abstracts.at(-1)
  return passageMinutes(read) + (whole && abstract ? passageMinutes(abstract) : 0)
}

function passageMinutes({ source }: Passage): number {
  const han = source.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
  const words =
    source.match(/[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、：；！？（）]+/gu)?.length ?? 0
  return han / HAN_A_MINUTE + words / WORDS_A_MINUTE
}
