import type { Keyword } from '../domain/keyword.ts'
import type { NewSubscriber, SignUpWish, Subscriber } from '../domain/subscriber.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'
import {
  beginsNow,
  HERE,
  lock,
  NO_HABITS,
  replaceKeywords,
  toColumns,
  toSubscriber,
  type Wish,
  wishOf,
  withKeywords,
} from './subscriber-row.ts'

/** Sign-ups on their way from the form to a subscription. */
export interface SignUpStore {
  /**
   * Notes a sign-up that is still to be confirmed. An active subscription stays as it is; what is kept of somebody who
   * has left stays too, beside their wish, since anybody can sign up anybody.
   * @returns the subscriber, whether they were active before, and the keywords of the subscription that they have or had
   */
  signUp(
    subscriber: NewSubscriber,
    at: Date,
  ): Promise<{ subscriber: Subscriber; wasActive: boolean; keptKeywords: readonly Keyword[] }>
  /** Who would be confirmed, `pending` where there is something to confirm. */
  toConfirm(id: number): Promise<SignUpWish | null>
  /** Makes what was asked for count, and the subscription active. Null where it is gone. */
  confirm(id: number): Promise<Subscriber | null>
  /** Forgets sign-ups and wishes from before that time which nobody confirmed. */
  deletePending(before: Date): Promise<number>
}

export function createSignUpStore(prisma: PrismaClient): SignUpStore {
  return {
    signUp: ({ email, keywords, ...chosen }, at) =>
      prisma.$transaction(async (tx) => {
        const emailKey = email.toLowerCase()
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const row = await tx.subscriber.findUnique({ where: { emailKey }, include: withKeywords })
        const known = row && toSubscriber(row)
        if (known?.state === 'active') return { subscriber: known, wasActive: true, keptKeywords: known.keywords }
        if (known?.state === 'unsubscribed') {
          const wish: Wish = { keywords, ...chosen }
          await tx.subscriber.update({
            where: { id: known.id },
            data: { wish: { ...wish, keywords: wish.keywords.map((one) => ({ ...one })) }, wishedAt: at },
          })
          return { subscriber: { ...known, ...wish, state: 'pending' }, wasActive: false, keptKeywords: known.keywords }
        }
        const pending = { email, ...chosen, emailKey, state: 'pending' as const, createdAt: at }
        const { id } = await tx.subscriber.upsert({ where: { emailKey }, create: pending, update: pending })
        await replaceKeywords(tx, id, keywords)
        const added = await tx.subscriber.findUniqueOrThrow({ where: { id }, include: withKeywords })
        return { subscriber: toSubscriber(added), wasActive: false, keptKeywords: [] }
      }),
    toConfirm: async (id) => {
      const row = await prisma.subscriber.findUnique({ where: { id }, include: withKeywords })
      if (!row) return null
      const subscriber = toSubscriber(row)
      const wish = wishOf(row)
      return wish
        ? { subscriber: { ...subscriber, ...wish, state: 'pending' }, replaced: subscriber.keywords }
        : { subscriber, replaced: [] }
    },
    confirm: (id) =>
      prisma.$transaction(async (tx) => {
        await lock(tx, id)
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
  }
}
