import type { Translation } from '../domain/digest.ts'
import type { Paper } from '../domain/paper.ts'
import { textHash } from '../lib/text-hash.ts'
import type { PrismaClient } from './generated/client.ts'

/** The text a translation was made from: another version with the same text needs no other. */
type Source = Pick<Paper, 'id' | 'title' | 'abstract'>

export interface TranslationStore {
  /** Translations of exactly these texts, by paper id. */
  of(papers: readonly Source[], language: string): Promise<Map<string, Translation>>
  /** Those that there are translations to, and Chinese. */
  languages(): Promise<string[]>
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
      return [...new Set(['zh', ...rows.map(({ language }) => language)])]
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
