import type { PrismaClient } from './generated/client.ts'

export type RunKind = 'ingest' | 'plan' | 'deliver' | 'clean' | 'translate' | 'bounces'

export interface RunStore {
  /**
   * Notes that work begins, and how it ends; what the work throws is noted and thrown on. Forgets what is older than
   * 90 days.
   * @param work returns the detail to keep
   */
  record<T extends object>(kind: RunKind, now: () => Date, work: () => Promise<T>): Promise<T>
  /** The run of a kind that began last, whatever became of it. */
  last(kind: RunKind): Promise<{ startedAt: Date; detail: unknown } | null>
}

const KEPT_MS = 90 * 24 * 60 * 60_000

export function createRunStore(prisma: PrismaClient): RunStore {
  return {
    record: async (kind, now, work) => {
      const startedAt = now()
      const { id } = await prisma.run.create({ data: { kind, status: 'running', startedAt } })
      await prisma.run.deleteMany({ where: { kind, startedAt: { lt: new Date(startedAt.getTime() - KEPT_MS) } } })
      try {
        const detail = await work()
        await prisma.run.update({ where: { id }, data: { status: 'done', finishedAt: now(), detail: { ...detail } } })
        return detail
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        // Where the database itself is away, the first error is the one to tell.
        await prisma.run
          .update({ where: { id }, data: { status: 'failed', finishedAt: now(), detail: { reason } } })
          .catch(() => {})
        throw error
      }
    },
    last: (kind) =>
      prisma.run.findFirst({
        where: { kind },
        orderBy: { startedAt: 'desc' },
        select: { startedAt: true, detail: true },
      }),
  }
}
