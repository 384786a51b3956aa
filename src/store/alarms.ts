import { randomUUID } from 'node:crypto'
import type { EditionDate } from '../domain/edition.ts'
import type { AlarmClaim, EditionAlarm, EditionHealth } from '../domain/edition-alarm.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'

export interface AlarmStore {
  /** Of an edition, `expected` where nothing of it is stored. Null where no edition as old is stored. */
  health(date: EditionDate): Promise<EditionHealth | null>
  /** The dates of stored editions before a date, from another on, that lack papers without an alarm about it, oldest first. */
  unfinished(from: EditionDate, before: EditionDate): Promise<EditionDate[]>
  /** Papers of the latest editions before a date, of its weekday, that had any. */
  customary(date: EditionDate, weeks: number): Promise<number[]>
  /** Notes it. False where it was raised before. */
  raise(alarm: EditionAlarm, at: Date): Promise<boolean>
  /** What was raised of editions from a date on and still holds, newest first. */
  raised(from: EditionDate): Promise<EditionAlarm[]>
  /** Takes the oldest alarm raised since a time that the operator has no mail of, and nobody else has in hand. */
  claimMail(since: Date, now: Date, until: Date): Promise<AlarmClaim | null>
  /** Ends a claim that is still held: the mail was accepted at that time or, null, is to be tried again. */
  settleMail(claim: AlarmClaim, acceptedAt: Date | null): Promise<void>
}

/**
 * Whether what an alarm says is still so. Few papers are a reason to look whether more were missed: they come late, if they
 * do, before the next edition is whole.
 */
const HOLDS = Prisma.sql`case a.kind
  when 'incomplete' then e.state in ('expected', 'partial')
  else not exists (select from editions later where later.date > e.date and later.state = 'complete') end`

export function createAlarmStore(prisma: PrismaClient): AlarmStore {
  return {
    health: async (date) => {
      const [older] = await prisma.$queryRaw<{ any: boolean }[]>`
        select exists (select from editions where date <= ${date}::date) as any`
      if (!older?.any) return null
      const [row] = await prisma.$queryRaw<EditionHealth[]>`
        select e.date::text, e.state::text as state,
          (select count(*)::int from announcements where edition_date = e.date and type in ('new', 'cross')) as papers,
          array(select category from feeds where edition_date = e.date and obtained is null order by category) as missing
        from editions e where e.date = ${date}::date`
      return row ?? { date, state: 'expected', papers: 0, missing: [] }
    },
    unfinished: async (from, before) => {
      const rows = await prisma.$queryRaw<{ date: EditionDate }[]>`
        select date::text from editions e
        where date >= ${from}::date and date < ${before}::date and state in ('expected', 'partial')
          and not exists (select from alarms where edition_date = e.date and kind = 'incomplete')
        order by date`
      return rows.map(({ date }) => date)
    },
    customary: async (date, weeks) => {
      const rows = await prisma.$queryRaw<{ papers: number }[]>`
        select (select count(*)::int from announcements where edition_date = e.date and type in ('new', 'cross')) as papers
        from (
          select date from editions
          where date < ${date}::date and extract(isodow from date) = extract(isodow from ${date}::date)
            and exists (select from announcements where edition_date = date and type in ('new', 'cross'))
          order by date desc limit ${weeks}
        ) e
        order by e.date desc`
      return rows.map(({ papers }) => papers)
    },
    raise: async ({ edition, kind, detail }, at) => {
      // An edition of which nothing came has no row yet.
      await prisma.$executeRaw`
        insert into editions (date, updated_at) values (${edition}::date, ${at}) on conflict do nothing`
      const raised = await prisma.$executeRaw`
        insert into alarms (edition_date, kind, detail, raised_at) values (${edition}::date, ${kind}, ${detail}, ${at})
        on conflict do nothing`
      return raised === 1
    },
    raised: (from) => prisma.$queryRaw`
      select a.edition_date::text as edition, a.kind, a.detail
      from alarms a join editions e on e.date = a.edition_date
      where e.date >= ${from}::date and ${HOLDS}
      order by e.date desc, a.kind`,
    claimMail: async (since, now, until) => {
      const token = randomUUID()
      const [claim] = await prisma.$queryRaw<AlarmClaim[]>`
        update alarms a set claim_token = ${token}::uuid, claimed_until = ${until}
        from editions e
        where e.date = a.edition_date and (a.edition_date, a.kind) = (
          select edition_date, kind from alarms
          where mailed_at is null and raised_at >= ${since} and (claimed_until is null or claimed_until <= ${now})
          order by raised_at, edition_date, kind limit 1 for update skip locked
        )
        returning a.edition_date::text as edition, a.kind, a.detail, a.claim_token::text as token, not ${HOLDS} as "isOver"`
      return claim ?? null
    },
    settleMail: async ({ edition, kind, token }, acceptedAt) => {
      await prisma.$executeRaw`
        update alarms set mailed_at = ${acceptedAt}, claim_token = null, claimed_until = null
        where edition_date = ${edition}::date and kind = ${kind} and claim_token = ${token}::uuid`
    },
  }
}
