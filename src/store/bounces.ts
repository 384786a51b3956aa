import { type Bounce, type BounceOutcome, type Standing, SUPPRESS_FROM, scoreAfter } from '../domain/bounce.ts'
import type { PrismaClient } from './generated/client.ts'

export interface BounceStore {
  /**
   * Notes that a digest failed, once per digest and kind however often it is told, and holds the address's mail back
   * where that was one too many. What was sent before its reader asked for mail again does not count. A complaint ends the subscription. Who has been deleted meanwhile is passed over.
   * @param digest a row of the ledger
   */
  record(digest: { id: bigint; subscriberId: number }, bounce: Bounce): Promise<BounceOutcome>
  /** What is kept about one subscriber's mail, oldest first. */
  ofSubscriber(subscriberId: number): Promise<(Bounce & { digestId: bigint })[]>
}

type Person = Standing & { suppressedAt: Date | null; forgivenDigest: bigint | null }

export function createBounceStore(prisma: PrismaClient): BounceStore {
  return {
    record: ({ id: digestId, subscriberId }, { kind, at, detail }) =>
      prisma.$transaction(async (tx) => {
        // Two at once for one person: the second counts on top of the first.
        const person = (
          await tx.$queryRaw<Person[]>`
            select bounce_score as score, bounced_at as "bouncedAt", weekday, suppressed_at as "suppressedAt",
              forgiven_digest as "forgivenDigest"
            from subscribers where id = ${subscriberId} for update`
        )[0]
        if (!person) return 'known'
        const fresh = await tx.$executeRaw`
          insert into bounces (digest_id, kind, subscriber_id, at, detail)
          values (${digestId}, ${kind}::bounce_kind, ${subscriberId}, ${at}, ${detail}) on conflict do nothing`
        if (fresh === 0) return 'known'
        if (kind === 'complaint') {
          const { count } = await tx.subscriber.updateMany({
            where: { id: subscriberId, state: 'active' },
            data: { state: 'unsubscribed', unsubscribedAt: at, leaveReason: 'complaint' },
          })
          return count > 0 ? 'unsubscribed' : 'counted'
        }
        if (person.forgivenDigest !== null && digestId <= person.forgivenDigest) return 'not counted'
        const score = scoreAfter(person, { kind, at })
        if (score === null) return 'not counted'
        const suppress = person.suppressedAt === null && score >= SUPPRESS_FROM
        await tx.subscriber.update({
          where: { id: subscriberId },
          data: {
            bounceScore: score,
            bouncedAt: at,
            ...(suppress ? { suppressedAt: at, suppressedReason: detail } : {}),
          },
        })
        return suppress ? 'suppressed' : 'counted'
      }),
    ofSubscriber: (subscriberId) =>
      prisma.bounce.findMany({
        where: { subscriberId },
        orderBy: [{ at: 'asc' }, { digestId: 'asc' }],
        select: { digestId: true, kind: true, at: true, detail: true },
      }),
  }
}
