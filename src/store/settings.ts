import type { PrismaClient } from './generated/client.ts'

export interface SettingsStore {
  /**
   * Makes all processes on this database hold one value for a key: the first to say one is right.
   * @returns the value that stands, ours or another's
   */
  agreeOn(key: string, value: string): Promise<string>
}

export function createSettingsStore(prisma: PrismaClient): SettingsStore {
  return {
    agreeOn: async (key, value) => {
      await prisma.$executeRaw`insert into settings (key, value) values (${key}, ${value}) on conflict (key) do nothing`
      const { value: standing } = await prisma.setting.findUniqueOrThrow({ where: { key } })
      return standing
    },
  }
}
