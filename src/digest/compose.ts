import type { Digest, DigestEntry, DigestGroup, ShownEntry } from '../domain/digest.ts'
import { matchedField } from '../domain/match.ts'
import { compareArxivIds } from '../domain/paper.ts'
import type { Reading } from '../domain/reading.ts'

/** The papers of one keyword, in any order. */
export interface KeywordPapers {
  keyword: string
  entries: DigestEntry[]
}

/** All that a digest says beside its groups, as the ledger and the edition hold it. */
export type DigestFacts = Pick<
  Digest,
  | 'edition'
  | 'since'
  | 'language'
  | keyof Reading
  | 'timeZone'
  | 'announcedAt'
  | 'madeAt'
  | 'announced'
  | 'sources'
  | 'missing'
  | 'unsure'
  | 'unfinished'
  | 'replaced'
>

/**
 * The complete digest: groups in the order of the keywords given; in a group, papers whose title matches come before
 * those whose abstract does, then by arXiv id. A paper of several keywords is `full` under the first, `again` later.
 */
export function composeDigest(facts: DigestFacts, keywords: readonly KeywordPapers[]): Digest {
  const firstKeywordOf = new Map<string, string>()
  const groups: DigestGroup[] = []
  for (const { keyword, entries } of keywords) {
    if (entries.length === 0) continue
    const shown = [...entries].sort(byFieldThenId).map((entry): ShownEntry => {
      const under = firstKeywordOf.get(entry.paper.id)
      if (under !== undefined) return { kind: 'again', entry, under }
      firstKeywordOf.set(entry.paper.id, keyword)
      return { kind: 'full', entry }
    })
    groups.push({ keyword, total: shown.length, entries: shown, hidden: 0 })
  }
  return {
    ...facts,
    matched: firstKeywordOf.size,
    groups,
    hiddenGroups: 0,
    unmatched: keywords.filter(({ entries }) => entries.length === 0).map(({ keyword }) => keyword),
  }
}

function byFieldThenId(a: DigestEntry, b: DigestEntry): number {
  const fieldA = matchedField(a.spans)
  if (fieldA !== matchedField(b.spans)) return fieldA === 'title' ? -1 : 1
  return compareArxivIds(a.paper.id, b.paper.id)
}
