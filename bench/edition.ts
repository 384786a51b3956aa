import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parseRss } from '../src/arxiv/rss.ts'
import { type Announcement, strongerType } from '../src/domain/paper.ts'

export interface RecordedEdition {
  /** Where it comes from, for the table. */
  name: string
  /** RSS text by category. */
  feeds: Map<string, string>
}

const RECORDED = fileURLToPath(new URL('../../shared/arxiv-replay/editions/', import.meta.url))
const LARGEST = '2026-05-12'
const SAMPLE = fileURLToPath(new URL('../sample/rss/', import.meta.url))
/** A recorded day with fewer papers is a holiday, a weekend, or a feed that came twice. */
const FULL_DAY = 600

/** The largest recorded day where the recordings are at hand, else the sample edition. */
export function largestEdition(): RecordedEdition {
  return existsSync(RECORDED)
    ? { name: `recorded ${LARGEST}`, feeds: readFeeds(`${RECORDED}${LARGEST}/`) }
    : { name: 'sample edition', feeds: readFeeds(SAMPLE) }
}

/** The papers of every full day that was recorded, oldest first; else the sample edition alone. */
export function fullEditions(): { name: string; announcements: Announcement[] }[] {
  if (!existsSync(RECORDED)) return [{ name: 'sample edition', announcements: announcementsOf(readFeeds(SAMPLE)) }]
  return readdirSync(RECORDED)
    .sort()
    .map((day) => ({ name: `recorded ${day}`, announcements: announcementsOf(readFeeds(`${RECORDED}${day}/`)) }))
    .filter(({ announcements }) => announcements.length >= FULL_DAY)
}

function readFeeds(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder)
      .filter((file) => /\.xml(\.gz)?$/.test(file))
      .map((file) => {
        const bytes = readFileSync(folder + file)
        const xml = file.endsWith('.gz') ? gunzipSync(bytes) : bytes
        return [file.replace(/\.xml(\.gz)?$/, ''), xml.toString()] as const
      }),
  )
}

/** Each paper once, as the strongest of its feeds announces it. */
function announcementsOf(feeds: ReadonlyMap<string, string>): Announcement[] {
  const byId = new Map<string, Announcement>()
  for (const xml of feeds.values())
    for (const { paper, type } of parseRss(xml).announcements) {
      const known = byId.get(paper.id)
      byId.set(paper.id, { paper, type: known ? strongerType(known.type, type) : type })
    }
  return [...byId.values()]
}
