import { z } from 'zod'
import { AppError, shown } from '../domain/errors.ts'
import { isEnglish, namedLanguage } from '../domain/reading.ts'
import type { Now } from '../lib/clock.ts'
import { textHash } from '../lib/text-hash.ts'
import type { Store } from '../store/store.ts'
import type { StoredTranslation } from '../store/translations.ts'
import { judgeImported } from '../translate/imported.ts'

export interface ImportReport {
  imported: number
  /** There was one of the very text already, which stays. */
  known: number
  /** With the line of the file, from 1. */
  refused: { line: number; id: string | null; reason: string }[]
  /** Ids of papers that are not stored. */
  unknown: string[]
}

export interface ImportRequest {
  /** JSON Lines: { id, title, abstract?, language?, provider? }. */
  text: string
  /** Of all rows, whatever they say. */
  language?: string | undefined
  provider?: string | undefined
}

export interface TranslationStats {
  translations: { language: string; provider: string; count: number }[]
  /** What digests have asked for, by how it stands. */
  work: { language: string; state: string; count: number }[]
  /** Characters given to each translator today, in UTC. */
  charactersToday: { provider: string; characters: number }[]
}

export interface Translations {
  /** @throws AppError `invalid` for a language that is none */
  import(request: ImportRequest): Promise<ImportReport>
  /** Translations of the newest stored text of their papers, as `import` takes them. */
  export(language: string | undefined): AsyncGenerator<ExportedTranslation>
  stats(): Promise<TranslationStats>
}

type ExportedTranslation = Omit<StoredTranslation, 'sourceHash'>

const DEFAULT_LANGUAGE = 'zh'
const DEFAULT_PROVIDER = 'import'
/** Rows looked at together. */
const BATCH = 500

/** No database takes a NUL, nor half of a pair. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}]+$/u

const Row = z.object({
  id: z
    .string()
    .transform((id) => id.replace(/^arXiv:/i, '').replace(/v\d+$/, ''))
    .pipe(z.string().regex(ONE_LINE)),
  title: z.string(),
  abstract: z.string().nullable().default(null),
  language: z.string().optional(),
  provider: z.string().max(100).regex(ONE_LINE).optional(),
})
type ParsedRow = z.infer<typeof Row> & { line: number; language: string; provider: string }

/** Translations as files: for those that were made elsewhere, and to take ours along. */
export function wireTranslations(store: Store, now: Now): Translations {
  return {
    import: async ({ text, language, provider }) => {
      const given = language === undefined ? undefined : targetOf(language)
      const report: ImportReport = { imported: 0, known: 0, refused: [], unknown: [] }
      const rows = text.split('\n').flatMap((line, index) => {
        if (line.trim() === '') return []
        const row = parseRow(line, { language: given, provider })
        if (typeof row === 'object' && 'title' in row) return [{ ...row, line: index + 1 }]
        report.refused.push({ line: index + 1, ...row })
        return []
      })
      for (let from = 0; from < rows.length; from += BATCH)
        await importSome(store, rows.slice(from, from + BATCH), report)
      report.refused.sort((a, b) => a.line - b.line)
      return report
    },
    export: (language) => exported(store, language === undefined ? null : parseLanguageTag(language)),
    stats: async () => ({
      translations: await store.translations.count(),
      work: await store.translationWork.count(),
      charactersToday: await store.translationUse.onDay(now().toISOString().slice(0, 10)),
    }),
  }
}

function parseLanguageTag(text: string): string {
  const tag = namedLanguage(text.trim())
  if (tag === null)
    throw new AppError('invalid', `"${shown(text)}" is no language: give a BCP 47 code such as zh, es or pt-BR`)
  return tag
}

/** @throws AppError `invalid` for what no reader can choose: what is no language, and English */
function targetOf(text: string): string {
  const tag = parseLanguageTag(text)
  if (isEnglish(tag)) throw new AppError('invalid', `"${shown(text)}" is what papers are written in: give another one`)
  return tag
}

function parseRow(
  line: string,
  given: { language: string | undefined; provider: string | undefined },
): Omit<ParsedRow, 'line'> | { id: string | null; reason: string } {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''))
  } catch {
    return { id: null, reason: 'it is no JSON' }
  }
  const { success, data, error } = Row.safeParse(value)
  if (!success) {
    const id = typeof value === 'object' && value !== null && 'id' in value ? shown(String(value.id)) : null
    const fields = [...new Set(error.issues.map(({ path }) => path.join('.')))].join(', ')
    return {
      id,
      reason:
        fields === '' ? 'it is no JSON object' : `"${fields}" is not as it must be: texts, or null for no abstract`,
    }
  }
  try {
    const language = given.language ?? targetOf(data.language ?? DEFAULT_LANGUAGE)
    return { ...data, language, provider: given.provider ?? data.provider ?? DEFAULT_PROVIDER }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id: data.id, reason: error.message }
  }
}

/** All of a row or nothing. */
async function importSome(store: Store, rows: readonly ParsedRow[], report: ImportReport): Promise<void> {
  const papers = await store.papers.newestVersions(rows.map(({ id }) => id))
  for (const { id, line, language, provider, title, abstract } of rows) {
    const source = papers.get(id)
    if (!source) {
      report.unknown.push(shown(id))
      continue
    }
    const { translation, fault } = judgeImported(source, { title, abstract }, language)
    if (fault !== null) report.refused.push({ line, id: shown(id), reason: fault })
    else if ((await store.translations.add(language, provider, [{ source, translation }])) > 0) report.imported++
    else report.known++
  }
}

async function* exported(store: Store, language: string | null): AsyncGenerator<ExportedTranslation> {
  let after: Parameters<Store['translations']['page']>[1] = null
  do {
    const { rows, next } = await store.translations.page(language, after)
    const papers = await store.papers.newestVersions(rows.map(({ id }) => id))
    for (const { sourceHash, ...row } of rows) {
      const source = papers.get(row.id)
      if (source && textHash(source).equals(sourceHash)) yield row
    }
    after = next
  } while (after !== null)
}
