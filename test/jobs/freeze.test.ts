import { describe, expect, it } from 'vitest'
import type { Digest } from '../../src/domain/digest.ts'
import { freezeDigest, textsOf, thawDigest } from '../../src/jobs/freeze.ts'
import { bigDigest, digestOf, group, longPaper, translated } from '../support/digests.ts'

/** As the database gives it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value))

const keep = (digest: Digest) => {
  const { digest: frozen, texts } = freezeDigest(digest)
  return { frozen: stored(frozen), texts: new Map([...texts].map(([hash, text]) => [hash, stored(text)])) }
}

describe('a frozen digest', () => {
  it.each(['en', 'zh'] as const)('thaws to the very digest that it was (%s)', (language) => {
    const digest = bigDigest(7, language)
    const { frozen, texts } = keep(digest)
    expect(thawDigest(frozen, texts)).toEqual(digest)
  })

  it('holds each text by its hash, once', () => {
    const entry = translated(longPaper(1))
    const digest = digestOf([
      group('diffusion policy', [{ kind: 'full', entry }]),
      group('drawers', [{ kind: 'again', entry, under: 'diffusion policy' }]),
    ])
    const { frozen, texts } = keep(digest)
    expect(texts.size).toBe(1)
    expect(textsOf(frozen)).toEqual([...texts.keys()])
    expect(JSON.stringify(frozen)).not.toContain('Invented paper')
    expect(thawDigest(frozen, texts)).toEqual(digest)
  })

  it('tells a corrected text and another translation from what they were', () => {
    const hashOf = (entry: ReturnType<typeof translated>) =>
      textsOf(freezeDigest(digestOf([group('x', [{ kind: 'full', entry }])])).digest)[0]
    const entry = translated(longPaper(1))
    const corrected = { ...entry, paper: { ...entry.paper, title: 'Corrected' } }
    const anew = { ...entry, translation: { title: '新', abstract: null } }
    expect(new Set([hashOf(entry), hashOf(corrected), hashOf(anew), hashOf(stored(entry))]).size).toBe(3)
  })

  it('does not thaw to less than it was', () => {
    const { frozen } = keep(bigDigest(2))
    expect(thawDigest(frozen, new Map())).toBeNull()
  })
})
