import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parseRss } from '../../src/arxiv/rss.ts'

/** The recorded days, beside this repository and no part of it: who needs them skips where they are not at hand. */
const EDITIONS = fileURLToPath(new URL('../../../shared/arxiv-replay/editions/', import.meta.url))

export const hasRecordedPapers = existsSync(EDITIONS)

export interface RecordedPaper {
  id: string
  title: string
  abstract: string
}

/** The papers of all recorded days, each wording of one once; or of one day. @param day `YYYY-MM-DD` */
export function recordedPapers(day?: string): RecordedPaper[] {
  const papers = new Map<string, RecordedPaper>()
  for (const date of day === undefined ? readdirSync(EDITIONS).sort() : [day])
    for (const { id, title, abstract } of papersOf(`${EDITIONS}${date}/`))
      papers.set(`${id}\n${title}\n${abstract}`, { id, title, abstract })
  return [...papers.values()]
}

function papersOf(folder: string): RecordedPaper[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      if (file.endsWith('.xml.gz'))
        return parseRss(gunzipSync(readFileSync(folder + file)).toString()).announcements.map(({ paper }) => paper)
      if (!file.endsWith('.jsonl')) return []
      const lines = readFileSync(folder + file, 'utf8')
        .trim()
        .split('\n')
      return lines.map((line) => JSON.parse(line) as RecordedPaper)
    })
}
