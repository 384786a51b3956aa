import type { Paper } from '../domain/paper.ts'
import type { PrismaClient } from './generated/client.ts'

export interface PaperStore {
  /** The newest stored version of each, by id. */
  newestVersions(ids: readonly string[]): Promise<Map<string, Paper>>
}

export function createPaperStore(prisma: PrismaClient): PaperStore {
  return {
    newestVersions: async (ids) => {
      const rows = await prisma.paper.findMany({
        where: { id: { in: [...ids] } },
        orderBy: { version: 'asc' },
        select: {
          id: true,
          version: true,
          title: true,
          abstract: true,
          authors: true,
          categories: true,
          licence: true,
          comment: true,
        },
      })
      return new Map(rows.map((paper) => [paper.id, paper]))
    },
  }
}
