import type { DigestEntry } from '../domain/digest.ts'
import type { Language } from '../domain/subscriber.ts'
import type { PaperView } from './digest-view.ts'

/** An entry made ready to show once, for all the mails that hold it. */
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
 * @param capacity entries; one with all its fragments takes about 20 KB
 */
export function entryCache(prepare: (entry: DigestEntry) => PaperView, capacity = 2_000) {
  const prepared = new Map<string, PreparedEntry>()
  return (entry: DigestEntry): PreparedEntry => {
    const key = keyOf(entry)
    const known = prepared.get(key)
    if (known) prepared.delete(key)
    const found = known && saysTheSame(known.entry, entry) ? known : fresh(entry, prepare(entry))
    prepared.set(key, found)
    if (prepared.size > capacity) prepared.delete(prepared.keys().next().value as string)
    return found
  }
}

function fresh(entry: DigestEntry, view: PaperView): PreparedEntry {
  return { entry, view, fragments: new Map() }
}

function keyOf({ paper, edition, spans, translation }: DigestEntry): string {
  return `${paper.id} ${paper.version} ${edition} ${spans.title} ${spans.abstract} ${translation ? 'translated' : ''}`
}

/** Metadata of a version may be corrected, and a translation made anew: then nothing old is shown. */
function saysTheSame(a: DigestEntry, b: DigestEntry): boolean {
  return (
    (a.paper === b.paper && a.translation === b.translation) ||
    (a.paper.title === b.paper.title &&
      a.paper.abstract === b.paper.abstract &&
      sameList(a.paper.authors, b.paper.authors) &&
      sameList(a.paper.categories, b.paper.categories) &&
      a.translation?.title === b.translation?.title &&
      a.translation?.abstract === b.translation?.abstract)
  )
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, index) => text === b[index]))
}
