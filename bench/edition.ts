import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

export interface RecordedEdition {
  /** Where it comes from, for the table. */
  name: string
  /** RSS text by category. */
  feeds: Map<string, string>
}

const RECORDED = fileURLToPath(new URL('../../shared/arxiv-replay/editions/2026-05-12/', import.meta.url))
const SAMPLE = fileURLToPath(new URL('../sample/rss/', import.meta.url))

/** The largest recorded day where the recordings are at hand, else the sample edition. */
export function largestEdition(): RecordedEdition {
  const folder = existsSync(RECORDED) ? RECORDED : SAMPLE
  const feeds = new Map(
    readdirSync(folder)
      .filter((file) => /\.xml(\.gz)?$/.test(file))
      .map((file) => {
        const bytes = readFileSync(folder + file)
        return [
          file.replace(/\.xml(\.gz)?$/, ''),
          (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(),
        ] as const
      }),
  )
  return { name: folder === RECORDED ? 'recorded 2026-05-12' : 'sample edition', feeds }
}
