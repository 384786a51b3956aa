import type { PrismaClient } from './generated/client.ts'

export type RunKind = 'ingest' | 'plan' | 'deliver'

export interface RunStore {
  /**
   * Notes that work begins, and how it ends; what the work throws is noted and thrown on.
   * @param work returns the detail to keep
   */
  record<T extends object>(kind: RunKind, now: () => Date, work: () => Promise<T>): Promise<T>
  /** When the last run of a kind began, whatever became of it. */
  lastStart(kind: RunKind): Promise<Date | null>
}

export function createRunStore(prisma: PrismaClient): RunStore {
  return {
    record: async (kind, now, work) => {
      const { id } = await prisma.run.create({ data: { kind, status: 'running', startedAt: now() } })
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
    lastStart: async (kind) => {
      const row = await prisma.run.findFirst({ where: { kind }, orderBy: { startedAt: 'desc' } })
      return row?.startedAt ?? null
    },
  }
}
