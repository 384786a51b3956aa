import { AppError } from '../domain/errors.ts'
import type { Language, Subscriber } from '../domain/subscriber.ts'
import { NO_MATCHES } from './digests.ts'
import type { PrismaClient } from './generated/client.ts'

/** What a person chose; the address is already in its normal form. */
export type NewSubscriber = Omit<Subscriber, 'id' | 'state'>

export interface SubscriberStore {
  /** @throws AppError `conflict` where the address is already subscribed; one that had left comes back */
  add(subscriber: NewSubscriber): Promise<Subscriber>
  list(): Promise<Subscriber[]>
  byEmail(email: string): Promise<Subscriber | null>
  byId(id: number): Promise<Subscriber | null>
  /** With everything about them. False where nobody has the address. */
  remove(email: string): Promise<boolean>
  /** Idempotent; also for someone long gone. */
  unsubscribe(id: number, at: Date): Promise<void>
  /** Every distinct keyword of the active subscribers, or of one of them. */
  activeKeywords(only?: number): Promise<string[]>
  /**
   * Active subscribers whose digest of the edition is still open to planning, by ascending id: there is none, nobody has
   * tried to send it yet, or no paper had matched.
   */
  toPlan(edition: string, page: { after: number; limit: number; only?: number }): Promise<Subscriber[]>
}

const withKeywords = { keywords: { orderBy: { position: 'asc' as const } } }

export function createSubscriberStore(prisma: PrismaClient): SubscriberStore {
  return {
    add: (subscriber) =>
      prisma.$transaction(async (tx) => {
        const { keywords, ...person } = subscriber
        const emailKey = person.email.toLowerCase()
        // Two at once: the second waits here for the first, then finds its row.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const known = await tx.subscriber.findUnique({ where: { emailKey } })
        if (known?.state === 'active')
          throw new AppError(
            'conflict',
            `${person.email} is already subscribed: remove it first to change its keywords`,
          )
        const lines = { create: keywords.map((text, position) => ({ text, position })) }
        const row = known
          ? await tx.subscriber.update({
              where: { id: known.id },
              data: { ...person, state: 'active', unsubscribedAt: null, keywords: { deleteMany: {}, ...lines } },
              include: withKeywords,
            })
          : await tx.subscriber.create({ data: { ...person, emailKey, keywords: lines }, include: withKeywords })
        return toSubscriber(row)
      }),
    list: async () =>
      (await prisma.subscriber.findMany({ orderBy: { id: 'asc' }, include: withKeywords })).map(toSubscriber),
    byEmail: async (email) => {
      const row = await prisma.subscriber.findUnique({
        where: { emailKey: email.toLowerCase() },
        include: withKeywords,
      })
      return row && toSubscriber(row)
    },
    byId: async (id) => {
      const row = await prisma.subscriber.findUnique({ where: { id }, include: withKeywords })
      return row && toSubscriber(row)
    },
    remove: async (email) => {
      const { count } = await prisma.subscriber.deleteMany({ where: { emailKey: email.toLowerCase() } })
      return count > 0
    },
    unsubscribe: async (id, at) => {
      await prisma.subscriber.updateMany({
        where: { id, state: 'active' },
        data: { state: 'unsubscribed', unsubscribedAt: at },
      })
    },
    activeKeywords: async (only) => {
      const rows = await prisma.keyword.findMany({
        where: { subscriber: { state: 'active', ...(only === undefined ? {} : { id: only }) } },
        distinct: ['text'],
        select: { text: true },
      })
      return rows.map((row) => row.text)
    },
    toPlan: async (edition, { after, limit, only }) => {
      const rows = await prisma.subscriber.findMany({
        where: {
          state: 'active',
          id: only === undefined ? { gt: after } : { gt: after, equals: only },
          digests: {
            none: {
              editionDate: new Date(edition),
              OR: [
                { state: { notIn: ['planned', 'skipped'] } },
                { state: 'planned', attempts: { gt: 0 } },
                { state: 'skipped', reason: { not: NO_MATCHES } },
              ],
            },
          },
        },
        orderBy: { id: 'asc' },
        take: limit,
        include: withKeywords,
      })
      return rows.map(toSubscriber)
    },
  }
}

interface Row {
  id: number
  email: string
  state: Subscriber['state']
  language: string
  timeZone: string
  hour: number
  keywords: { text: string }[]
}

function toSubscriber({ id, email, state, language, timeZone, hour, keywords }: Row): Subscriber {
  // Written by `add` alone, which takes a Language.
  return {
    id,
    email,
    state,
    language: language as Language,
    timeZone,
    hour,
    keywords: keywords.map(({ text }) => text),
  }
}
