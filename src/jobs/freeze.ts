import { createHash } from 'node:crypto'
import type { Digest, DigestEntry, ShownEntry } from '../domain/digest.ts'

/** A paper and its translation, as a mail says them. */
type Text = Pick<DigestEntry, 'paper' | 'translation'>

/** A digest as JSON, with the hash of each paper's text instead of the text: many mails hold the same papers. */
export interface FrozenDigest {
  digest: object
  texts: ReadonlyMap<string, Text>
}

type Part<T> = Omit<T, 'groups' | 'announcedAt' | 'madeAt'>

interface FrozenForm extends Part<Digest> {
  announcedAt: string
  madeAt: string
  groups: (Omit<Digest['groups'][number], 'entries'> & { entries: FrozenEntry[] })[]
}

type FrozenEntry = Omit<ShownEntry, 'entry'> & { entry: Omit<DigestEntry, keyof Text> & { text: string } }

/** What a mail says, so that it can be said again word for word, whatever has changed since. */
export function freezeDigest(digest: Digest): FrozenDigest {
  const texts = new Map<string, Text>()
  const freezeEntry = ({ entry: { paper, translation, ...rest }, ...shown }: ShownEntry): FrozenEntry => {
    const hash = textKey(paper, translation)
    texts.set(hash, { paper, translation })
    return { ...shown, entry: { ...rest, text: hash } }
  }
  const form: FrozenForm = {
    ...digest,
    announcedAt: digest.announcedAt.toISOString(),
    madeAt: digest.madeAt.toISOString(),
    groups: digest.groups.map((group) => ({ ...group, entries: group.entries.map(freezeEntry) })),
  }
  return { digest: form, texts }
}

/** The hashes of the texts that a frozen digest wants. */
export function textsOf(frozen: object): string[] {
  const { groups } = frozen as FrozenForm
  return [...new Set(groups.flatMap(({ entries }) => entries.map(({ entry }) => entry.text)))]
}

/**
 * The very digest that was frozen.
 * @returns null where a text is gone
 */
export function thawDigest(frozen: object, texts: ReadonlyMap<string, object>): Digest | null {
  if (textsOf(frozen).some((hash) => !texts.has(hash))) return null
  const { announcedAt, madeAt, groups, ...rest } = frozen as FrozenForm
  return {
    ...rest,
    announcedAt: new Date(announcedAt),
    madeAt: new Date(madeAt),
    groups: groups.map((group) => ({
      ...group,
      entries: group.entries.map(({ entry: { text, ...entry }, ...shown }) => {
        // What `freezeDigest` took apart.
        return { ...shown, entry: { ...entry, ...(texts.get(text) as Text) } } as ShownEntry
      }),
    })),
  }
}

const KEYS = new WeakMap<object, Map<object | null, string>>()

/** All mails of a run share their papers, so that each is hashed once. */
function textKey(paper: Text['paper'], translation: Text['translation']): string {
  const known = KEYS.get(paper) ?? new Map<object | null, string>()
  KEYS.set(paper, known)
  const key =
    known.get(translation) ??
    createHash('sha256')
      .update(JSON.stringify([paper, translation]))
      .digest('base64url')
  known.set(translation, key)
  return key
}
