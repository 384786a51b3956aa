import { readdirSync, readFileSync } from 'node:fs'
import { type Glossary, parseGlossary } from './glossary.ts'

const FOLDER = new URL('./glossary/', import.meta.url)

/**
 * Paperboy's own glossaries, by language (`zh` of `zh.tsv`).
 * @throws AppError `config` that names every bad line
 */
export function readGlossaries(): ReadonlyMap<string, Glossary> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.tsv'))
  return new Map(
    files.map((file) => [
      file.slice(0, -'.tsv'.length),
      parseGlossary(readFileSync(new URL(file, FOLDER), 'utf8'), file),
    ]),
  )
}
