import { describe, expect, it } from 'vitest'
import type { HarvestedRecord } from '../../src/domain/harvest.ts'
import { type KnownPaper, type RecoveryFacts, announcedAs as told, wantsVersion } from '../../src/domain/recovery.ts'

const record = (changes: Partial<HarvestedRecord> = {}): HarvestedRecord => ({
  id: '2605.07000',
  version: null,
  title: 'Robots',
  abstract: 'About robots.',
  authors: ['Alice Sample'],
  categories: ['cs.AI', 'cs.LG'],
  licence: null,
  comment: null,
  created: '2026-05-07',
  updated: null,
  datestamp: '2026-05-08',
  withdrawn: false,
  ...changes,
})
const facts = (changes: Partial<RecoveryFacts> = {}): RecoveryFacts => ({
  edition: '2026-05-08',
  category: 'cs.AI',
  categories: ['cs.AI', 'cs.CL'],
  ceiling: '2605.05207',
  floor: null,
  known: () => null,
  isHere: () => false,
  ...changes,
})
const known = (version: number, changes: Partial<KnownPaper> = {}) =>
  facts({ known: () => ({ version, isFirstSeen: true, categories: ['cs.RO', 'cs.AI'], ...changes }) })
const announcedAs = (...parts: Parameters<typeof told>) => told(...parts).type

describe('a record of OAI-PMH was announced', () => {
  it('as new where its id is above all before, and its primary category is read', () => {
    expect(announcedAs(record(), facts())).toBe('new')
    expect(announcedAs(record({ categories: ['cs.CL', 'cs.AI'] }), facts())).toBe('new')
    expect(announcedAs(record({ categories: ['cs.RO', 'cs.AI'] }), facts())).toBe('cross')
    expect(announcedAs(record({ categories: ['cs.RO', 'cs.AI'] }), facts({ categories: ['cs'] }))).toBe('new')
    // 1.9% of new papers are in their second version.
    expect(announcedAs(record({ version: 2, updated: '2026-05-07' }), facts())).toBe('new')
  })

  it('not at all where an edition had it: a batch served twice has new datestamps', () => {
    expect(announcedAs(record({ id: '2605.05000' }), known(1))).toBeNull()
    expect(announcedAs(record({ id: '2605.05000', version: 2 }), known(2))).toBeNull()
  })

  it('as replaced where a version came within days that nobody was told of', () => {
    const second = { id: '2605.05000', version: 2, updated: '2026-05-07' }
    expect(announcedAs(record(second), known(1))).toBe('replace')
    expect(announcedAs(record({ ...second, categories: ['cs.RO', 'cs.AI'] }), facts())).toBe('replace-cross')
    expect(announcedAs(record({ ...second, updated: '2026-03-07' }), known(1))).toBeNull()
  })

  it('as cross-listed where an older paper of another home comes into the category', () => {
    const older = { id: '2601.00001', created: '2026-01-02', categories: ['cs.RO', 'cs.AI'] }
    expect(announcedAs(record({ ...older, version: 1 }), facts())).toBe('cross')
    expect(announcedAs(record({ ...older, version: 3, updated: '2026-02-02' }), facts())).toBe('cross')
    // Its journal reference was added, most likely.
    expect(announcedAs(record({ ...older, version: 1, categories: ['cs.AI'] }), facts())).toBeNull()
    expect(announcedAs(record({ ...older, id: '1901.00001', created: '2019-01-02', version: 1 }), facts())).toBeNull()
    // A version that nobody could tell is not announced under a wrong number.
    expect(announcedAs(record({ ...older, updated: '2026-05-07' }), facts())).toBeNull()
  })

  it('as cross-listed where it was not in the category before: who was not sent it gets it now', () => {
    const elsewhere = record({ id: '2605.05000', version: 1, categories: ['cs.CV', 'cs.AI'] })
    expect(announcedAs(elsewhere, known(1, { categories: ['cs.CV'] }))).toBe('cross')
    expect(announcedAs({ ...elsewhere, version: 2 }, known(1, { categories: ['cs.CV'] }))).toBe('cross')
    expect(announcedAs(elsewhere, known(1, { categories: ['cs.CV', 'cs.AI'] }))).toBeNull()
  })

  it('not once more where the edition has it already', () => {
    expect(announcedAs(record(), facts({ isHere: () => true }))).toBeNull()
  })

  it('for the first time where all editions since its id are known, and it is not: whatever its version', () => {
    const second = { id: '2605.05000', version: 2, updated: '2026-05-07' }
    const since = facts({ floor: '2605.04000' })
    expect(announcedAs(record(second), since)).toBe('new')
    expect(announcedAs(record({ ...second, categories: ['cs.RO', 'cs.AI'] }), since)).toBe('cross')
    expect(announcedAs(record({ ...second, id: '2605.03999' }), since)).toBe('replace')
  })

  it('unsurely where it may be cross-listed as well as replaced', () => {
    const elsewhere = { id: '2601.00001', created: '2026-01-02', categories: ['cs.RO', 'cs.AI'] }
    const second = { ...elsewhere, version: 2, updated: '2026-05-07' }
    expect(told(record(second), facts())).toEqual({ type: 'replace-cross', isUnsure: true })
    expect(told(record({ ...second, version: null }), facts())).toEqual({ type: null, isUnsure: true })
    const old = { type: null, isUnsure: true }
    expect(told(record({ ...elsewhere, version: 1, created: '2019-01-02' }), facts())).toEqual(old)
    expect(told(record({ ...elsewhere, version: 1, id: '1901.00001' }), facts())).toEqual(old)
    const replaced = { ...elsewhere, version: 4, updated: '2026-05-05' }
    expect(told(record(replaced), known(4, { isFirstSeen: false }))).toEqual(old)
    expect(told(record(replaced), known(3, { isFirstSeen: false })).isUnsure).toBe(false)
    expect(told(record(replaced), known(4)).isUnsure).toBe(false)
    // Its own readers had it, and a category's own papers are not cross-listed to it.
    expect(told(record(second), known(1)).isUnsure).toBe(false)
    expect(told(record({ ...second, categories: ['cs.AI'] }), facts()).isUnsure).toBe(false)
    expect(told(record({ ...elsewhere, version: 1 }), facts()).isUnsure).toBe(false)
    expect(told(record({ ...second, id: '2605.07000' }), facts()).isUnsure).toBe(false)
  })

  it('by the month of its id where no earlier edition is stored', () => {
    const first = facts({ ceiling: null })
    expect(announcedAs(record(), first)).toBe('new')
    expect(announcedAs(record({ id: '2604.07000', version: 1 }), first)).toBeNull()
    expect(announcedAs(record({ id: '2604.29999' }), { ...first, edition: '2026-05-01' })).toBe('new')
  })
})

describe('the version', () => {
  it('is asked for where it decides how the paper was announced, or which one it is', () => {
    expect(wantsVersion(record(), facts())).toBe(false)
    expect(wantsVersion(record({ version: 1, id: '2601.00001' }), facts())).toBe(false)
    expect(wantsVersion(record({ updated: '2026-05-07' }), facts())).toBe(true)
    expect(wantsVersion(record({ id: '2601.00001' }), facts())).toBe(true)
    expect(wantsVersion(record({ id: '2601.00001' }), known(1))).toBe(false)
    expect(wantsVersion(record({ id: '2601.00001', updated: '2026-05-07' }), known(1))).toBe(true)
  })
})
