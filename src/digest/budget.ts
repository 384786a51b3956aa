import type { Digest, DigestGroup, DigestSizes, ShownEntry } from '../domain/digest.ts'

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
    const heading = sizes.group({ ...group, hidden: group.total })
    if (heading > headings) break
    headings -= heading
    left -= heading
    kept.push(group)
  }

  const brief = kept.map((group) => group.entries.map(asBrief))
  const admitted = byRank(brief, (shown) => {
    left -= sizes.entry(shown)
    if (left >= 0) return true
    left += sizes.entry(shown)
    return false
  })

  // A paper whose full place was left out is shown where it would only have been named.
  const shownUnder = new Map<string, string>()
  const entries = kept.map((group, g) =>
    group.entries.slice(0, admitted[g]).map((shown): ShownEntry => {
      const under = shownUnder.get(shown.entry.paper.id)
      if (under !== undefined) {
        const again: ShownEntry = { kind: 'again', entry: shown.entry, under }
        left += sizes.entry(asBrief(shown)) - sizes.entry(again)
        return again
      }
      shownUnder.set(shown.entry.paper.id, group.keyword)
      return asBrief(shown)
    }),
  )

  const full = byRank(entries, (shown) => {
    if (shown.kind === 'again') return true
    const more = sizes.entry({ kind: 'full', entry: shown.entry }) - sizes.entry(shown)
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

function asBrief(shown: ShownEntry): ShownEntry {
  return { kind: 'brief', entry: shown.entry }
}

/**
 * Walks all groups rank by rank; a group is done at the first entry that `take` refuses.
 * @returns for each group, how many of its entries were taken
 */
function byRank(groups: readonly (readonly ShownEntry[])[], take: (shown: ShownEntry) => boolean): number[] {
  const taken = groups.map(() => 0)
  let open = groups.map((_, g) => g)
  for (let rank = 0; open.length > 0; rank++) {
    open = open.filter((g) => {
      const shown = groups[g]?.[rank]
      if (shown === undefined || !take(shown)) return false
      taken[g] = rank + 1
      return true
    })
  }
  return taken
}
