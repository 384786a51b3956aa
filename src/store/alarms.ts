import type { EditionDate } from '../domain/edition.ts'
import type { EditionAlarm, EditionHealth } from '../domain/edition-alarm.ts'
import type { PrismaClient } from './generated/client.ts'

export interface AlarmStore {
  /** Of an edition, `expected` where nothing of it is stored. Null where no edition as old is stored. */
  health(date: EditionDate): Promise<EditionHealth | null>
  /** Papers of the latest editions before a date, of its weekday, that had any. */
  customary(date: EditionDate, weeks: number): Promise<number[]>
  /** Notes it. False where it was raised before. */
  raise(alarm: EditionAlarm, at: Date): Promise<boolean>
  /** What was raised of editions from a date on and still holds, newest first. */
  raised(from: EditionDate): Promise<EditionAlarm[]>
}

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
    customary: async (date, weeks) => {
      const rows = await prisma.$queryRaw<{ papers: number }[]>`
        select count(*)::int as papers
        from editions e join announcements a on a.edition_date = e.date and a.type in ('new', 'cross')
        where e.date < ${date}::date and extract(isodow from e.date) = extract(isodow from ${date}::date)
        group by e.date order by e.date desc limit ${weeks}`
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
      where e.date >= ${from}::date and (a.kind <> 'incomplete' or e.state in ('expected', 'partial'))
      order by e.date desc, a.kind`,
  }
}
