import { AppError } from '../domain/errors.ts'
import type { NewSubscriber, Preferences, Subscriber } from '../domain/subscriber.ts'
import type { Queryable } from './database.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'
import { createReadershipStore, type ReadershipStore } from './readership.ts'
import {
  forgive,
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

export interface SubscriberStore extends ReadershipStore {
  /**
   * Active at once.
   * @param options.resubscribe brings back one that had left
   * @throws AppError `conflict` where the address is subscribed, or has left
   */
  add(subscriber: NewSubscriber, options?: { resubscribe?: boolean }): Promise<Subscriber>
  /** The state and the ledger stay as they are. */
  change(id: number, changes: Partial<Preferences>): Promise<Subscriber>
  /** Pauses one keyword of a list; idempotent, also where it is not there. */
  pauseKeyword(id: number, text: string): Promise<void>
  /** Makes one who had left active again, at their own wish. */
  resume(id: number): Promise<void>
  /** Sends mail again to one whose mail came back, at their own wish; what bounced is forgiven. */
  trust(id: number): Promise<void>
  /**
   * Notes a sign-up that is still to be confirmed. An active subscription stays as it is; what is kept of somebody who
   * has left stays too, beside their wish, since anybody can sign up anybody.
   * @returns the subscriber, and whether they were active before
   */
  signUp(subscriber: NewSubscriber, at: Date): Promise<{ subscriber: Subscriber; wasActive: boolean }>
  /** A subscriber as they would be once confirmed, `pending` where there is something to confirm. */
  toConfirm(id: number): Promise<Subscriber | null>
  /** Makes what was asked for count, and the subscription active. Null where it is gone. */
  confirm(id: number): Promise<Subscriber | null>
  /** Forgets sign-ups and wishes from before that time which nobody confirmed. */
  deletePending(before: Date): Promise<number>
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

/** Who signs up anew begins anew: an old pause would keep the first digest away. */
const NO_HABITS = { weekday: null, emptyMail: false, pausedUntil: null, replacements: false }

/** Nothing is left of their leaving, nor of a wish to come back, nor of mail that came back. */
const HERE = { unsubscribedAt: null, leaveReason: null, wish: Prisma.DbNull, wishedAt: null, ...TRUSTED }

export function createSubscriberStore(prisma: PrismaClient): SubscriberStore {
  return {
    ...createReadershipStore(prisma),
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
    change: (id, changes) =>
      prisma.$transaction(async (tx) => {
        await tx.subscriber.update({ where: { id }, data: toColumns(changes) })
        if (changes.keywords) await replaceKeywords(tx, id, changes.keywords)
        return toSubscriber(await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords }))
      }),
    pauseKeyword: async (subscriberId, text) => {
      await prisma.keyword.updateMany({ where: { subscriberId, text }, data: { mode: 'paused' } })
    },
    signUp: ({ email, keywords, ...chosen }, at) =>
      prisma.$transaction(async (tx) => {
        const emailKey = email.toLowerCase()
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const known = await tx.subscriber.findUnique({ where: { emailKey }, include: withKeywords })
        if (known?.state === 'active') return { subscriber: toSubscriber(known), wasActive: true }
        if (known?.state === 'unsubscribed') {
          const wish: Wish = { keywords, ...chosen }
          await tx.subscriber.update({
            where: { id: known.id },
            data: { wish: { ...wish, keywords: wish.keywords.map((one) => ({ ...one })) }, wishedAt: at },
          })
          return { subscriber: { ...toSubscriber(known), ...wish, state: 'pending' }, wasActive: false }
        }
        const pending = { email, ...chosen, emailKey, state: 'pending' as const, createdAt: at }
        const { id } = await tx.subscriber.upsert({ where: { emailKey }, create: pending, update: pending })
        await replaceKeywords(tx, id, keywords)
        const row = await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords })
        return { subscriber: toSubscriber(row), wasActive: false }
      }),
    toConfirm: async (id) => {
      const row = await prisma.subscriber.findUnique({ where: { id }, include: withKeywords })
      const wish = row && wishOf(row)
      return row && { ...toSubscriber(row), ...(wish ? { ...wish, state: 'pending' } : {}) }
    },
    confirm: (id) =>
      prisma.$transaction(async (tx) => {
        await tx.$executeRaw`select from subscribers where id = ${id} for update`
        const row = await tx.subscriber.findUnique({ where: { id }, include: withKeywords })
        const wish = row && wishOf(row)
        if (!row || (row.state !== 'pending' && !wish)) return row && toSubscriber(row)
        if (wish) await replaceKeywords(tx, id, wish.keywords)
        await beginsNow(tx, id)
        const active = await tx.subscriber.update({
          where: { id },
          data: { ...(wish ? toColumns(wish) : {}), ...NO_HABITS, ...HERE, state: 'active' },
          include: withKeywords,
        })
        return toSubscriber(active)
      }),
    deletePending: async (before) => {
      const { count } = await prisma.subscriber.deleteMany({ where: { state: 'pending', createdAt: { lt: before } } })
      const wishes = await prisma.subscriber.updateMany({
        where: { wishedAt: { lt: before } },
        data: { wish: Prisma.DbNull, wishedAt: null },
      })
      return count + wishes.count
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

/** Editions planned before are not missed. */
async function beginsNow(tx: Queryable, id: number): Promise<void> {
  await tx.$executeRaw`update subscribers set active_since = now() where id = ${id}`
}

function refuseKnown(
  known: Pick<Subscriber, 'email' | 'state'> & { unsubscribedAt: Date | null },
  back: boolean,
): void {
  if (known.state === 'active')
    throw new AppError('conflict', `${known.email} is already subscribed: change it with "subscriber set"`)
  if (known.state === 'unsubscribed' && !back)
    throw new AppError(
      'conflict',
      `${known.email} unsubscribed on ${known.unsubscribedAt?.toISOString().slice(0, 10)}: give --resubscribe if they asked to come back`,
    )
}
