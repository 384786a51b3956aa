import type { Translation } from '../domain/digest.ts'
import type { Paper } from '../domain/paper.ts'
import { textHash } from '../lib/text-hash.ts'
import type { PrismaClient } from './generated/client.ts'

/** The text a translation was made from: another version with the same text needs no other. */
type Source = Pick<Paper, 'id' | 'title' | 'abstract'>

export interface StoredTranslation extends Translation {
  id: string
  language: string
  provider: string
  sourceHash: Buffer
}

interface PageKey {
  paperId: string
  language: string
  sourceHash: Uint8Array<ArrayBuffer>
}

const PAGE = 1_000

export interface TranslationStore {
  /** Translations of exactly these texts, by paper id. */
  of(papers: readonly Source[], language: string): Promise<Map<string, Translation>>
  /** Those that there are translations to. */
  languages(): Promise<string[]>
  /** How many there are, by language and by who made them. */
  count(): Promise<{ language: string; provider: string; count: number }[]>
  /** All of them, by paper id, a page at a time; `after` is the `next` of the page before. */
  page(language: string | null, after: PageKey | null): Promise<{ rows: StoredTranslation[]; next: PageKey | null }>
  /** Keeps what is already there. Counts the new ones. */
  add(
    language: string,
    provider: string,
    rows: readonly { source: Source; translation: Translation }[],
  ): Promise<number>
}

export function createTranslationStore(prisma: PrismaClient): TranslationStore {
  return {
    of: async (papers, language) => {
      const hashes = new Map(papers.map((paper) => [paper.id, textHash(paper)]))
      const rows = await prisma.translation.findMany({
        where: { language, paperId: { in: [...hashes.keys()] } },
        select: { paperId: true, sourceHash: true, title: true, abstract: true },
      })
      return new Map(
        rows
          .filter((row) => hashes.get(row.paperId)?.equals(row.sourceHash))
          .map(({ paperId, title, abstract }) => [paperId, { title, abstract }]),
      )
    },
    languages: async () => {
      const rows = await prisma.translation.findMany({ distinct: ['language'], select: { language: true } })
      return rows.map(({ language }) => language).sort()
    },
    count: async () => {
      const groups = await prisma.translation.groupBy({
        by: ['language', 'provider'],
        _count: true,
        orderBy: [{ language: 'asc' }, { provider: 'asc' }],
      })
      return groups.map(({ language, provider, _count }) => ({ language, provider, count: _count }))
    },
    page: async (language, after) => {
      const rows = await prisma.translation.findMany({
        where: language === null ? {} : { language },
        orderBy: [{ paperId: 'asc' }, { language: 'asc' }, { sourceHash: 'asc' }],
        take: PAGE,
        ...(after && { cursor: { paperId_language_sourceHash: after }, skip: 1 }),
      })
      const last = rows.length === PAGE ? rows.at(-1) : undefined
      return {
        rows: rows.map(({ paperId, sourceHash, language, provider, title, abstract }) => ({
          id: paperId,
          language,
          provider,
          title,
          abstract,
          sourceHash: Buffer.from(sourceHash),
        })),
        next: last ? { paperId: last.paperId, language: last.language, sourceHash: last.sourceHash } : null,
      }
    },
    add: async (language, provider, rows) => {
      const { count } = await prisma.translation.createMany({
        data: rows.map(({ source, translation }) => ({
          paperId: source.id,
          language,
          sourceHash: textHash(source),
          ...translation,
          provider,
        })),
        skipDuplicates: true,
      })
      return count
    },
  }
}
