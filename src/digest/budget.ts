import type { Digest, DigestEntry, DigestGroup, DigestSizes, ShownEntry } from '../domain/digest.ts'

/** Gmail cuts a message's HTML at 102 KB; what it adds itself stays in the gap. In bytes of UTF-8. */
export const HTML_LIMIT = 90_000

/** For what only shows once something was left out (notes, counts). */
const RESERVE = 1_000
/** Headings may take this share at the most, so that something stands under them. */
const HEADINGS_SHARE = 0.6

/**
 * Shortens a complete digest until its HTML fits. First every group gets as many title-and-link entries as fit, then
 * those become full ones, both by rank: the first paper of each group before the second of any, so that a keyword with
 * sixty papers does not crowd out one with two. No entry is ever cut; what has no room is counted in `hidden`.
 * @param limit bytes of UTF-8
 */
export function budgetDigest(digest: Digest, sizes: DigestSizes, limit: number = HTML_LIMIT): Digest {
  let left = limit - RESERVE - sizes.frame(digest)
  const kept: DigestGroup[] = []
  let headings = left * HEADINGS_SHARE
  for (const group of digest.groups) {
    const heading = sizes.group({ ...group, hidden: group.total }, digest)
    if (heading > headings) break
    headings -= heading
    left -= heading
    kept.push(group)
  }

  // Each entry is charged as the larger of what it may become: its title, or "again" under an earlier heading.
  const size = (shown: ShownEntry) => sizes.entry(shown, digest)
  const reserve = reservation(kept, size)
  const charged = kept.map((group) => group.entries.map((shown) => ({ shown, bytes: reserve(shown) })))
  const admitted = byRank(charged, ({ bytes }) => {
    if (bytes > left) return false
    left -= bytes
    return true
  })

  // A paper whose full place was left out is shown where it would only have been named.
  const shownUnder = new Map<string, string>()
  const entries = charged.map((group, g) =>
    group.slice(0, admitted[g]).map(({ shown, bytes }): ShownEntry => {
      const { entry } = shown
      const under = shownUnder.get(entry.paper.id)
      const settled: ShownEntry = under === undefined ? { kind: 'brief', entry } : { kind: 'again', entry, under }
      if (under === undefined) shownUnder.set(entry.paper.id, kept[g]?.keyword ?? '')
      left += bytes - size(settled)
      return settled
    }),
  )

  const full = byRank(entries, (shown) => {
    if (shown.kind === 'again') return true
    const more = size({ kind: 'full', entry: shown.entry }) - size(shown)
    if (more > left) return false
    left -= more
    return true
  })

  return {
    ...digest,
    groups: kept.map((group, g) => ({
      ...group,
      entries: (entries[g] ?? []).map((shown, rank) =>
        shown.kind === 'brief' && rank < (full[g] ?? 0) ? { kind: 'full', entry: shown.entry } : shown,
      ),
      hidden: group.total - (admitted[g] ?? 0),
    })),
    hiddenGroups: digest.groups.length - kept.length,
  }
}

/** Bytes that hold whatever an entry becomes: for a paper of several keywords, "again" under the longest heading. */
function reservation(groups: readonly DigestGroup[], size: (shown: ShownEntry) => number): typeof size {
  const sample = groups[0]?.entries[0]?.entry
  const again = (entry: DigestEntry, under: string) => size({ kind: 'again', entry, under })
  const [longest] = sample
    ? groups.map(({ keyword }) => keyword).toSorted((a, b) => again(sample, b) - again(sample, a))
    : []
  const repeated = new Set<string>()
  const met = new Set<string>()
  for (const { entry } of groups.flatMap((group) => group.entries)) {
    if (met.has(entry.paper.id)) repeated.add(entry.paper.id)
    met.add(entry.paper.id)
  }
  return (shown) => {
    const named = longest !== undefined && repeated.has(shown.entry.paper.id) ? again(shown.entry, longest) : 0
    return Math.max(size(asBrief(shown)), named)
  }
}

function asBrief({ entry }: ShownEntry): ShownEntry {
  return { kind: 'brief', entry }
}

/**
 * Walks all groups rank by rank; a group is done at the first entry that `take` refuses.
 * @returns for each group, how many of its entries were taken
 */
function byRank<T>(groups: readonly (readonly T[])[], take: (one: T) => boolean): number[] {
  const taken = groups.map(() => 0)
  let open = groups.map((_, g) => g)
  for (let rank = 0; open.length > 0; rank++) {
    open = open.filter((g) => {
      const one = groups[g]?.[rank]
      if (one === undefined || !take(one)) return false
      taken[g] = rank + 1
      return true
    })
  }
  return taken
}
