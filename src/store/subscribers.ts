import type { NewSubscriber, Preferences, Subscriber } from '../domain/subscriber.ts'
import type { PrismaClient } from './generated/client.ts'
import { createReadershipStore, type ReadershipStore } from './readership.ts'
import { createSignUpStore, type SignUpStore } from './sign-ups.ts'
import {
  beginsNow,
  forgive,
  HERE,
  lock,
  NO_HABITS,
  refuseChanged,
  refuseKnown,
  replaceKeywords,
  TRUSTED,
  toColumns,
  toSubscriber,
  type Wish,
  wishOf,
  withKeywords,
} from './subscriber-row.ts'

/** A subscriber with what is kept of their coming and leaving. */
export interface KeptSubscriber extends Subscriber {
  createdAt: Date
  unsubscribedAt: Date | null
  leaveReason: string | null
  /** A sign-up after they had left, not confirmed yet. */
  signUpAgain: Wish | null
  wishedAt: Date | null
  /** What their bounces have come to. */
  bounceScore: number
  bouncedAt: Date | null
}

export interface SubscriberStore extends SignUpStore, ReadershipStore {
  /**
   * Active at once.
   * @param options.resubscribe brings back one that had left
   * @throws AppError `conflict` where the address is subscribed, or has left
   */
  add(subscriber: NewSubscriber, options?: { resubscribe?: boolean }): Promise<Subscriber>
  /**
   * The state and the ledger stay as they are.
   * @param known what the changes were decided on
   * @throws AppError `conflict` where that is no longer so; nothing is changed then
   */
  change(id: number, changes: Partial<Preferences>, known?: Preferences): Promise<Subscriber>
  /** Pauses one keyword of a list; idempotent, also where it is not there. */
  pauseKeyword(id: number, text: string): Promise<void>
  /** Makes one who had left active again, at their own wish. */
  resume(id: number): Promise<void>
  /** Sends mail again to one whose mail came back, at their own wish; what bounced is forgiven. */
  trust(id: number): Promise<void>
  list(): Promise<Subscriber[]>
  byEmail(email: string): Promise<Subscriber | null>
  byId(id: number): Promise<Subscriber | null>
  /** Every column about them, for themselves. */
  kept(id: number): Promise<KeptSubscriber | null>
  /** With everything about them. False where nobody has the address. */
  remove(email: string): Promise<boolean>
  /** Idempotent; also for someone long gone. */
  unsubscribe(id: number, at: Date): Promise<void>
  /** Keeps why somebody left, where they told. */
  noteLeaveReason(id: number, reason: string): Promise<void>
}

export function createSubscriberStore(prisma: PrismaClient): SubscriberStore {
  return {
    add: ({ keywords, ...person }, options) =>
      prisma.$transaction(async (tx) => {
        const emailKey = person.email.toLowerCase()
        // Two at once: the second waits here for the first, then finds its row.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const known = await tx.subscriber.findUnique({ where: { emailKey } })
        if (known) refuseKnown(known, options?.resubscribe === true)
        const active = {
          ...person,
          ...NO_HABITS,
          emailKey,
          state: 'active' as const,
          unsubscribedAt: null,
          leaveReason: null,
          ...TRUSTED,
        }
        const { id } = await tx.subscriber.upsert({ where: { emailKey }, create: active, update: active })
        await replaceKeywords(tx, id, keywords)
        await beginsNow(tx, id)
        return toSubscriber(await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords }))
      }),
    change: (id, changes, known) =>
      prisma.$transaction(async (tx) => {
        await lock(tx, id)
        if (known) await refuseChanged(tx, id, known)
        await tx.subscriber.update({ where: { id }, data: toColumns(changes) })
        if (changes.keywords) await replaceKeywords(tx, id, changes.keywords)
        return toSubscriber(await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords }))
      }),
    pauseKeyword: (subscriberId, text) =>
      prisma.$transaction(async (tx) => {
        await lock(tx, subscriberId)
        await tx.keyword.updateMany({ where: { subscriberId, text }, data: { mode: 'paused' } })
      }),
    ...createSignUpStore(prisma),
    ...createReadershipStore(prisma),
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
    kept: async (id) => {
      const row = await prisma.subscriber.findUnique({ where: { id }, include: withKeywords })
      if (!row) return null
      const { createdAt, unsubscribedAt, leaveReason, wishedAt, bounceScore, bouncedAt } = row
      const comings = { createdAt, unsubscribedAt, leaveReason, signUpAgain: wishOf(row), wishedAt }
      return { ...toSubscriber(row), ...comings, bounceScore, bouncedAt }
    },
    remove: async (email) => {
      const { count } = await prisma.subscriber.deleteMany({ where: { emailKey: email.toLowerCase() } })
      return count > 0
    },
    resume: async (id) => {
      const { count } = await prisma.subscriber.updateMany({
        where: { id, state: 'unsubscribed' },
        data: { ...HERE, state: 'active' },
      })
      if (count > 0) await beginsNow(prisma, id)
    },
    trust: (id) => forgive(prisma, id),
    unsubscribe: async (id, at) => {
      await prisma.subscriber.updateMany({
        where: { id, state: 'active' },
        data: { state: 'unsubscribed', unsubscribedAt: at },
      })
    },
    noteLeaveReason: async (id, leaveReason) => {
      await prisma.subscriber.updateMany({ where: { id, state: 'unsubscribed' }, data: { leaveReason } })
    },
  }
}
