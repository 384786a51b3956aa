import { AppError } from '../domain/errors.ts'
import type { Language, Subscriber } from '../domain/subscriber.ts'
import { NO_MATCHES } from './digests.ts'
import type { PrismaClient } from './generated/client.ts'

/** What a person chose; the address is already in its normal form. */
export type NewSubscriber = Omit<Subscriber, 'id' | 'state'>

export interface SubscriberStore {
  /**
   * Active at once.
   * @param options.resubscribe brings back one that had left
   * @throws AppError `conflict` where the address is subscribed, or has left
   */
  add(subscriber: NewSubscriber, options?: { resubscribe?: boolean }): Promise<Subscriber>
  /** The state and the ledger stay as they are. */
  change(id: number, changes: Partial<Omit<NewSubscriber, 'email'>>): Promise<Subscriber>
  /** Makes one who had left active again, at their own wish. */
  resume(id: number): Promise<void>
  /**
   * Notes a sign-up that is still to be confirmed. An active subscription stays as it is.
   * @returns the subscriber, and whether they were active before
   */
  signUp(subscriber: NewSubscriber): Promise<{ subscriber: Subscriber; wasActive: boolean }>
  /** Makes a pending subscription active; one that has left since comes back. Null where it is gone. */
  confirm(id: number): Promise<Subscriber | null>
  /** Sign-ups from before that time which nobody confirmed. */
  deletePending(before: Date): Promise<number>
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
    add: ({ keywords, ...person }, options) =>
      prisma.$transaction(async (tx) => {
        const emailKey = person.email.toLowerCase()
        // Two at once: the second waits here for the first, then finds its row.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const known = await tx.subscriber.findUnique({ where: { emailKey } })
        if (known) refuseKnown(known, options?.resubscribe === true)
        const active = { ...person, emailKey, state: 'active' as const, unsubscribedAt: null }
        const { id } = await tx.subscriber.upsert({ where: { emailKey }, create: active, update: active })
        await replaceKeywords(tx, id, keywords)
        return toSubscriber(await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords }))
      }),
    change: (id, { keywords, ...changes }) =>
      prisma.$transaction(async (tx) => {
        await tx.subscriber.update({ where: { id }, data: changes })
        if (keywords) await replaceKeywords(tx, id, keywords)
        return toSubscriber(await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords }))
      }),
    signUp: ({ keywords, ...person }) =>
      prisma.$transaction(async (tx) => {
        const emailKey = person.email.toLowerCase()
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const known = await tx.subscriber.findUnique({ where: { emailKey }, include: withKeywords })
        if (known?.state === 'active') return { subscriber: toSubscriber(known), wasActive: true }
        const pending = { ...person, emailKey, state: 'pending' as const, createdAt: new Date() }
        const { id } = await tx.subscriber.upsert({ where: { emailKey }, create: pending, update: pending })
        await replaceKeywords(tx, id, keywords)
        const row = await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords })
        return { subscriber: toSubscriber(row), wasActive: false }
      }),
    confirm: async (id) => {
      await prisma.subscriber.updateMany({
        where: { id, state: 'pending' },
        data: { state: 'active', unsubscribedAt: null },
      })
      const row = await prisma.subscriber.findUnique({ where: { id }, include: withKeywords })
      return row && toSubscriber(row)
    },
    deletePending: async (before) => {
      const { count } = await prisma.subscriber.deleteMany({ where: { state: 'pending', createdAt: { lt: before } } })
      return count
    },
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
    resume: async (id) => {
      await prisma.subscriber.updateMany({
        where: { id, state: 'unsubscribed' },
        data: { state: 'active', unsubscribedAt: null },
      })
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

function refuseKnown(known: Pick<Row, 'email' | 'state'> & { unsubscribedAt: Date | null }, back: boolean): void {
  if (known.state === 'active')
    throw new AppError('conflict', `${known.email} is already subscribed: change it with "subscriber set"`)
  if (known.state === 'unsubscribed' && !back)
    throw new AppError(
      'conflict',
      `${known.email} unsubscribed on ${known.unsubscribedAt?.toISOString().slice(0, 10)}: give --resubscribe if they asked to come back`,
    )
}

async function replaceKeywords(tx: Pick<PrismaClient, 'keyword'>, subscriberId: number, keywords: readonly string[]) {
  await tx.keyword.deleteMany({ where: { subscriberId } })
  await tx.keyword.createMany({ data: keywords.map((text, position) => ({ subscriberId, position, text })) })
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
