import type { PrismaClient } from './generated/client.ts'
import { forgive } from './subscriber-row.ts'

/** A wish that waits for the new address's confirmation. */
export interface AddressChange {
  id: number
  subscriberId: number
  email: string
}

export interface AddressChangeStore {
  /** @param email in its normal form */
  add(subscriberId: number, email: string, at: Date): Promise<AddressChange>
  byId(id: number): Promise<AddressChange | null>
  ofSubscriber(subscriberId: number): Promise<{ email: string; createdAt: Date }[]>
  /**
   * Makes the new address the one that counts; bounces of the old one say nothing about it. Somebody who had only begun to sign up with it, or who has left, makes
   * room: whoever confirms owns it.
   * @returns the address as it was, `taken` where the new one has an active subscription of its own, null where the wish
   * is gone
   */
  take(id: number): Promise<{ before: string } | 'taken' | null>
  deleteOlder(than: Date): Promise<number>
}

export function createAddressChangeStore(prisma: PrismaClient): AddressChangeStore {
  return {
    add: (subscriberId, email, createdAt) =>
      prisma.addressChange.create({
        data: { subscriberId, email, createdAt },
        select: { id: true, subscriberId: true, email: true },
      }),
    byId: (id) =>
      prisma.addressChange.findUnique({ where: { id }, select: { id: true, subscriberId: true, email: true } }),
    ofSubscriber: (subscriberId) =>
      prisma.addressChange.findMany({
        where: { subscriberId },
        orderBy: { id: 'asc' },
        select: { email: true, createdAt: true },
      }),
    take: (id) =>
      prisma.$transaction(async (tx) => {
        // Pressed twice at once, the second waits here, and finds nothing.
        await tx.$executeRaw`select from address_changes where id = ${id} for update`
        const wish = await tx.addressChange.findUnique({ where: { id }, include: { subscriber: true } })
        if (!wish) return null
        const { email, subscriberId } = wish
        const emailKey = email.toLowerCase()
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${emailKey}, 0))`
        const other = await tx.subscriber.findUnique({ where: { emailKey } })
        if (other && other.id !== subscriberId) {
          if (other.state === 'active') return 'taken'
          await tx.subscriber.delete({ where: { id: other.id } })
        }
        await tx.subscriber.update({ where: { id: subscriberId }, data: { email, emailKey } })
        await forgive(tx, subscriberId)
        await tx.addressChange.deleteMany({ where: { subscriberId } })
        return { before: wish.subscriber.email }
      }),
    deleteOlder: async (than) => {
      const { count } = await prisma.addressChange.deleteMany({ where: { createdAt: { lt: than } } })
      return count
    },
  }
}
