import { randomUUID } from 'node:crypto'
import type { NeededTranslation, TranslationClaim, TranslationSettlement } from '../domain/translation-work.ts'
import { textHash } from '../lib/text-hash.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

export interface TranslationWorkStore {
  /**
   * Whether `needed` is worth asking for: digests for readers of other languages wait, and were planned since then, or
   * hold something whose time to be tried again has come, or it is a while ago.
   * @param since when it was asked for last
   */
  isDue(now: Date, since: Date | null): Promise<boolean>
  /**
   * What digests that wait hold in the languages of their readers, and may be asked for now: first what the next
   * hour's readers want, most of them first, so that a rare language does not use up a budget before a common one.
   */
  needed(now: Date): Promise<NeededTranslation[]>
  /** Null where another has it, or has had it. */
  claim(needed: NeededTranslation, now: Date, until: Date): Promise<TranslationClaim | null>
  /** Prolongs a claim that is still held. */
  renew(claim: TranslationClaim, until: Date): Promise<void>
  /** False where the claim had passed to another: then nothing is kept. */
  settle(claim: TranslationClaim, settlement: TranslationSettlement, at: Date): Promise<boolean>
  /** How many texts stand how, by language. */
  count(): Promise<{ language: string; state: string; count: number }[]>
}

/** Readers may choose a language while their digest waits. */
const LOOK_MS = 15 * 60_000
/** Rows are planned a moment before others can see them: the last look may have missed them. */
const UNSEEN_MS = 30_000
/** Between two looks at what failed. */
const RETRY_MS = 2 * 60_000
/** Retries that nobody has asked for within a day are of digests that are gone. */
const RETRY_DAYS = 1

/** What `textHash` makes of `p.title` and `p.abstract`. */
const SOURCE_HASH = Prisma.sql`sha256(convert_to(p.title, 'UTF8') || '\\x00'::bytea || convert_to(p.abstract, 'UTF8'))`
/** A row of `translation_work w` that anyone may claim. */
const claimable = (now: Date) =>
  Prisma.sql`(w.state = 'waiting' and w.retry_at <= ${now} or w.state = 'claimed' and w.claimed_until <= ${now})`

export function createTranslationWorkStore(prisma: PrismaClient): TranslationWorkStore {
  return {
    isDue: async (now, since) => {
      const dayBefore = new Date(now.getTime() - RETRY_DAYS * 24 * 3_600_000)
      const rested = since === null ? Number.POSITIVE_INFINITY : now.getTime() - since.getTime()
      const seen = since && new Date(since.getTime() - UNSEEN_MS)
      const [row] = await prisma.$queryRaw<{ due: boolean }[]>`
        select exists (select from subscribers where state = 'active' and translation is not null)
          and exists (
            select from digests d join subscribers s on s.id = d.subscriber_id
            where d.state in ('planned', 'claimed') and s.state = 'active' and s.translation is not null
              and (${rested >= LOOK_MS} or d.planned_at >= ${seen} or ${rested >= RETRY_MS} and exists (
                select from translation_work w where ${claimable(now)} and w.updated_at >= ${dayBefore}
              ))
          ) as due`
      return row?.due ?? false
    },
    needed: async (now) => {
      const rows = await prisma.$queryRaw<
        { paper_id: string; language: string; due_at: Date; title: string; abstract: string }[]
      >`
        with wanted as (
          select paper ->> 'id' as paper_id, coalesce((paper ->> 'edition')::date, d.edition_date) as edition_date,
            s.translation as language, min(d.due_at) as due_at, count(distinct s.id) as readers
          from digests d join subscribers s on s.id = d.subscriber_id,
            jsonb_array_elements(d.matches) as matched, jsonb_array_elements(matched -> 'papers') as paper
          where d.state in ('planned', 'claimed') and s.state = 'active' and s.translation is not null
          group by 1, 2, 3
        )
        select n.paper_id, n.language, min(n.due_at) as due_at, p.title, p.abstract
        from wanted n
          join announcements a on a.edition_date = n.edition_date and a.paper_id = n.paper_id
          join papers p on p.id = a.paper_id and p.version = a.paper_version
        where not exists (
            select from translations t
            where t.paper_id = n.paper_id and t.language = n.language and t.source_hash = ${SOURCE_HASH}
          ) and not exists (
            select from translation_work w
            where w.paper_id = n.paper_id and w.language = n.language and w.source_hash = ${SOURCE_HASH}
              and not ${claimable(now)}
          )
        group by n.paper_id, n.language, p.title, p.abstract
        order by date_trunc('hour', min(n.due_at)), sum(n.readers) desc, 3, 1, 2`
      return rows.map(({ paper_id, language, due_at, title, abstract }) => ({
        source: { id: paper_id, title, abstract },
        language,
        dueAt: due_at,
      }))
    },
    claim: async (needed, now, until) => {
      const { source, language } = needed
      const token = randomUUID()
      // Rows that are done stay, and settling writes the translation in one transaction with them: whoever sees neither
      // here waits for that transaction at the row's key, and finds it done.
      const rows = await prisma.$queryRaw<{ attempts: number }[]>`
        insert into translation_work as w
          (paper_id, language, source_hash, state, claim_token, claimed_until, updated_at)
        select ${source.id}, ${language}, ${textHash(source)}, 'claimed', ${token}::uuid, ${until}, ${now}
        where not exists (
          select from translations
          where paper_id = ${source.id} and language = ${language} and source_hash = ${textHash(source)}
        )
        on conflict (paper_id, language, source_hash) do update
          set state = 'claimed', claim_token = excluded.claim_token, claimed_until = excluded.claimed_until,
            updated_at = excluded.updated_at, attempts = least(w.attempts + 1, 32000), retry_at = null
          where ${claimable(now)}
        returning attempts`
      return rows[0] ? { ...needed, token, attempts: rows[0].attempts } : null
    },
    renew: async (claim, until) => {
      await prisma.translationWork.updateMany({ where: held(claim), data: { claimedUntil: until } })
    },
    settle: (claim, settlement, at) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.translationWork.updateMany({
          where: held(claim),
          data: {
            state: settlement.state,
            reason: settlement.state === 'done' ? null : settlement.reason,
            retryAt: settlement.state === 'waiting' ? settlement.retryAt : null,
            updatedAt: at,
          },
        })
        if (count > 0 && settlement.state === 'done')
          await tx.translation.createMany({
            data: { ...keyOf(claim), ...settlement.translation, provider: settlement.provider, createdAt: at },
            skipDuplicates: true,
          })
        return count > 0
      }),
    count: async () => {
      const groups = await prisma.translationWork.groupBy({
        by: ['language', 'state'],
        _count: true,
        orderBy: [{ language: 'asc' }, { state: 'asc' }],
      })
      return groups.map(({ language, state, _count }) => ({ language, state, count: _count }))
    },
  }
}

function keyOf({ source, language }: NeededTranslation) {
  return { paperId: source.id, language, sourceHash: textHash(source) }
}

function held(claim: TranslationClaim) {
  return { ...keyOf(claim), state: 'claimed' as const, claimToken: claim.token }
}
