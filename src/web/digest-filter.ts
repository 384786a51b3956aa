import type { Digest, ShownEntry } from '../domain/digest.ts'

/**
 * A digest with the papers of one keyword alone, each in full; null where it has no such keyword.
 * @param digest a complete one
 */
export function onlyKeyword(digest: Digest, keyword: string): Digest | null {
  const group = digest.groups.find((one) => one.keyword === keyword)
  if (!group) return null
  // What is named only because it stands in an earlier group has no such group any more.
  const entries = group.entries.map(({ entry }): ShownEntry => ({ kind: 'full', entry }))
  return { ...digest, matched: entries.length, groups: [{ ...group, entries }], unmatched: [] }
}

/** The path of one of a digest's forms, filtered where a keyword is given. @param extension empty for the page */
export function digestPath(token: string, extension: '' | `.${string}`, keyword: string | null): string {
  return `/d/${token}${extension}${keyword === null ? '' : `?keyword=${encodeURIComponent(keyword)}`}`
}
