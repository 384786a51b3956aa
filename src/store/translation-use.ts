import type { PrismaClient } from './generated/client.ts'

/** The characters that translators were given, counted for all processes together. */
export interface TranslationUseStore {
  /**
   * Takes characters from a day's budget, all or none.
   * @param day in UTC, `YYYY-MM-DD`
   */
  take(provider: string, day: string, characters: number, limit: number): Promise<boolean>
  /** By translator. @param day in UTC, `YYYY-MM-DD` */
  onDay(day: string): Promise<{ provider: string; characters: number }[]>
}

export function createTranslationUseStore(prisma: PrismaClient): TranslationUseStore {
  return {
    take: async (provider, day, characters, limit) => {
      if (characters > limit) return false
      const taken = await prisma.$executeRaw`
        insert into translation_use as used (provider, day, characters) values (${provider}, ${day}::date, ${characters})
        on conflict (provider, day) do update set characters = used.characters + excluded.characters
          where used.characters + excluded.characters <= ${limit}`
      return taken > 0
    },
    onDay: (day) =>
      prisma.translationUse.findMany({
        where: { day: new Date(day) },
        orderBy: { provider: 'asc' },
        select: { provider: true, characters: true },
      }),
  }
}
