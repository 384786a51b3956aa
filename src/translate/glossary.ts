import { AppError, shown } from '../domain/errors.ts'
import { pluralForms } from './plurals.ts'

/** What one language says for a term of the field. */
export interface GlossaryEntry {
  source: string
  target: string
}

/** A term in a text; UTF-16 offsets, end exclusive. */
export interface FoundTerm {
  start: number
  end: number
  entry: GlossaryEntry
}

export interface Glossary {
  readonly entries: readonly GlossaryEntry[]
  /** Ascending, without overlap: where two begin at the same place, the longer one. */
  find(text: string): FoundTerm[]
}

/**
 * A glossary file: a term, one tab, what the language says for it; blank lines and those that begin with `#` are skipped.
 * A term with a capital is found as it is written, all others in any case; each with its plural, and with hyphens for
 * blanks.
 * @param name of the file, for errors
 * @throws AppError `config` that names every bad line
 */
export function parseGlossary(text: string, name: string): Glossary {
  const entries = new Map<string, GlossaryEntry>()
  const faults: string[] = []
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const fault = faultOf(line, entries)
    if (fault !== null) faults.push(`line ${index + 1} "${shown(line)}": ${fault}`)
    else {
      const [source = '', target = ''] = line.split('\t').map((field) => field.trim())
      entries.set(folded(source), { source, target })
    }
  }
  if (faults.length > 0) throw new AppError('config', `the glossary ${name} can't be read:\n${faults.join('\n')}`)
  return createGlossary([...entries.values()])
}

function faultOf(line: string, entries: ReadonlyMap<string, GlossaryEntry>): string | null {
  const fields = line.split('\t')
  if (fields.length !== 2) return 'it must hold a term, one tab, and what stands for it'
  const [source = '', target = ''] = fields.map((field) => field.trim())
  if (source === '' || target === '') return 'the term or what stands for it is empty'
  if (!/[A-Za-z]/.test(source)) return 'the term holds no letter'
  if (/[$\\{}<>]/.test(source + target)) return 'it holds TeX or markup'
  if (entries.has(folded(source))) return 'the term stands in a line before'
  return null
}

function createGlossary(entries: readonly GlossaryEntry[]): Glossary {
  const exact = new Map<string, GlossaryEntry>()
  const anyCase = new Map<string, GlossaryEntry>()
  for (const entry of entries) {
    const hasCase = /[A-Z]/.test(entry.source)
    for (const form of pluralForms(entry.source))
      if (hasCase) exact.set(spaced(form), entry)
      else anyCase.set(folded(form), entry)
  }
  const longestFirst = [...exact.keys(), ...anyCase.keys()].sort((a, b) => b.length - a.length)
  if (longestFirst.length === 0) return { entries, find: () => [] }
  const terms = longestFirst.map((form) => escaped(form).replaceAll(' ', String.raw`(?:\s|-)`))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${terms.join('|')})(?![\\p{L}\\p{N}_])`, 'giu')

  return {
    entries,
    find: (text) =>
      [...text.matchAll(pattern)].flatMap(({ 0: found, index }) => {
        const entry = exact.get(spaced(found)) ?? anyCase.get(folded(found))
        return entry ? [{ start: index, end: index + found.length, entry }] : []
      }),
  }
}

function spaced(term: string): string {
  return term.replace(/[\s-]/g, ' ')
}

function folded(term: string): string {
  return spaced(term).toLowerCase()
}

function escaped(term: string): string {
  return spaced(term).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
