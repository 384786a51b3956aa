import type { DigestEntry } from '../domain/digest.ts'
import type { Reading } from '../domain/reading.ts'
import type { Language } from '../domain/subscriber.ts'
import type { PaperView } from './paper-view.ts'

/** An entry made ready to show once, for all the mails that hold it and whose readers read alike. */
export interface PreparedEntry {
  entry: DigestEntry
  view: PaperView
  /** Fragments rendered so far. */
  fragments: Map<`${'full' | 'brief'} ${Language}`, Fragment>
}

export interface Fragment {
  html: string
  /** Of UTF-8. */
  bytes: number
}

/**
 * Papers are few, mails are many: on one day the same paper goes under the same keyword to every subscriber who has that
 * keyword. Least recently used entries go first.
 * @param capacity entries; one with all its fragments takes about 10 to 20 KB
 */
export function entryCache(prepare: (entry: DigestEntry, reading: Reading) => PaperView, capacity = 3_000) {
  const prepared = new Map<string, PreparedEntry>()
  return (entry: DigestEntry, reading: Reading): PreparedEntry => {
    const key = keyOf(entry, reading)
    const known = prepared.get(key)
    if (known) prepared.delete(key)
    const found = known && saysTheSame(known.entry, entry) ? known : fresh(entry, prepare(entry, reading))
    prepared.set(key, found)
    if (prepared.size > capacity) prepared.delete(prepared.keys().next().value as string)
    return found
  }
}

function fresh(entry: DigestEntry, view: PaperView): PreparedEntry {
  return { entry, view, fragments: new Map() }
}

function keyOf({ paper, edition, spans, translation }: DigestEntry, reading: Reading): string {
  const read = `${reading.translation} ${reading.show} ${reading.abstracts}`
  return `${paper.id} ${paper.version} ${edition} ${spans.title} ${spans.abstract} ${translation ? read : `${reading.translation !== null} ${reading.abstracts}`}`
}

/** Metadata of a version may be corrected, and a translation made anew: then nothing old is shown. */
function saysTheSame(a: DigestEntry, b: DigestEntry): boolean {
  return (
    (a.paper === b.paper && a.translation === b.translation) ||
    (a.paper.title === b.paper.title &&
      a.paper.abstract === b.paper.abstract &&
      a.paper.comment === b.paper.comment &&
      sameList(a.paper.authors, b.paper.authors) &&
      sameList(a.paper.categories, b.paper.categories) &&
      a.translation?.title === b.translation?.title &&
      a.translation?.abstract === b.translation?.abstract)
  )
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, index) => text === b[index]))
}
