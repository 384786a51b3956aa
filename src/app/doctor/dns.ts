import { Resolver } from 'node:dns/promises'
import type { SpfDns } from '../../mail/spf.ts'

/** Look-ups that answer with an empty list where there is nothing, and throw where nobody answers. */
export interface Dns extends SpfDns {
  /** Names of an address. */
  reverse(ip: string): Promise<string[]>
}

const NOTHING = new Set(['ENODATA', 'ENOTFOUND'])

/** @param servers null: the system's */
export function createDns(servers: readonly string[] | null): Dns {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 })
  if (servers) resolver.setServers(servers)
  const asking = async <T>(question: Promise<T[]>): Promise<T[]> => {
    try {
      return await question
    } catch (error) {
      if (error instanceof Error && 'code' in error && NOTHING.has(String(error.code))) return []
      throw error
    }
  }
  return {
    txt: async (name) => (await asking(resolver.resolveTxt(name))).map((parts) => parts.join('')),
    addresses: async (name) =>
      (await Promise.all([asking(resolver.resolve4(name)), asking(resolver.resolve6(name))])).flat(),
    exchanges: async (name) => (await asking(resolver.resolveMx(name))).map(({ exchange }) => exchange),
    reverse: (ip) => asking(resolver.reverse(ip)),
  }
}
