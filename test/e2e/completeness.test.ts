import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { faultyArxiv } from '../support/faulty-arxiv.ts'
import { total } from '../support/reckoning.ts'
import { liveThrough, type RecordedDays } from '../support/recorded-days.ts'
import { hasReplay, type Replay, startReplay } from '../support/replay.ts'

/** The short form of `npm run completeness`, which lives through the whole week. */
describe.runIf(hasReplay)('recorded days, lived through hour by hour', { timeout: 120_000 }, () => {
  let replay: Replay
  const databases: string[] = []
  beforeAll(async () => {
    replay = await startReplay('2026-05-07')
  })
  afterAll(async () => {
    await replay.close()
    for (const url of databases) await dropDatabase(url)
  })
  const live = async (days: Omit<RecordedDays, 'replay' | 'databaseUrl'>) => {
    const databaseUrl = await cloneTemplate()
    databases.push(databaseUrl)
    return liveThrough({ replay: replay.origin, databaseUrl, stepHours: 4, ...days })
  }

  it('miss no paper and double none, though a feed re-serves the day before and its batch comes on a Saturday', async () => {
    const { days, editions, mails, operatorMails } = await live({
      from: '2026-05-07',
      to: '2026-05-11',
      categories: ['cs.AI', 'cs.CL'],
      withoutOai: true,
      settings: { OPERATOR_EMAIL: 'operator@example.org' },
    })
    expect(total(days)).toMatchObject({ missed: 0, waiting: 0, doubled: 0 })
    const [, friday, saturday, sunday, monday] = days
    expect(saturday?.announced).toBeGreaterThan(200)
    // Whoever had a digest on Friday has what came late on Monday; whoever had none need not wait.
    expect(friday?.sent).toBeGreaterThan(saturday?.sent ?? 0)
    expect(monday?.sent).toBeGreaterThan(friday?.sent ?? 0)
    expect(sunday).toMatchObject({ announced: 0, sent: 0 })
    expect(mails).toBe(9)
    expect(operatorMails).toHaveLength(1)
    expect(operatorMails[0]).toMatch(/2026-05-08 was incomplete at its deadline: cs\.AI missing/)
    expect(editions.find(({ date }) => date === '2026-05-08')).toMatchObject({
      state: 'complete',
      feeds: [
        { category: 'cs.AI', state: 'stale', obtained: 'late rss' },
        { category: 'cs.CL', state: 'fresh', obtained: 'rss' },
      ],
    })
    expect(editions.find(({ date }) => date === '2026-05-10')?.state).toBe('empty')
  })

  it('end complete where the feed is cut and OAI-PMH is a page in HTML, all day long', async () => {
    const arxiv = await faultyArxiv(replay.origin)
    const { days, editions } = await live({
      from: '2026-05-07',
      to: '2026-05-08',
      categories: ['cs.CL'],
      arxiv: arxiv.url,
      onDay: (date) => {
        arxiv.faults = date === '2026-05-08' ? { rss: 'cut', oai: 'html' } : {}
      },
    }).finally(() => arxiv.close())
    expect(total(days)).toMatchObject({ missed: 0, doubled: 0 })
    expect(editions[0]).toMatchObject({
      date: '2026-05-08',
      state: 'complete',
      feeds: [{ state: 'failed', obtained: 'api' }],
    })
  })

  it('say where older papers that were cross-listed may be missing, since no feed told of them', async () => {
    const arxiv = await faultyArxiv(replay.origin)
    const { days, editions } = await live({
      from: '2026-05-11',
      to: '2026-05-12',
      categories: ['cs.AI'],
      arxiv: arxiv.url,
      onDay: (date) => {
        arxiv.faults = date === '2026-05-12' ? { rss: 'html' } : {}
      },
    }).finally(() => arxiv.close())
    const { missed, missedOlder, doubled } = total(days)
    expect({ others: missed - missedOlder, doubled }).toEqual({ others: 0, doubled: 0 })
    // The 13th is expected by then.
    expect(editions.slice(1).map(({ date, feeds: [feed] }) => [date, feed?.obtained, feed?.unsure])).toEqual([
      ['2026-05-12', 'oai', true],
      ['2026-05-11', 'rss', false],
    ])
  })

  it('of which three were missed are rebuilt, and told of in one digest each', async () => {
    const { days, editions, mails } = await live({
      from: '2026-05-07',
      to: '2026-05-13',
      categories: ['cs.CL'],
      off: ['2026-05-08', '2026-05-09', '2026-05-10', '2026-05-11', '2026-05-12'],
    })
    for (const date of ['2026-05-08', '2026-05-11', '2026-05-12'])
      expect(editions.find((edition) => edition.date === date)).toMatchObject({
        state: 'complete',
        feeds: [{ category: 'cs.CL', obtained: 'oai' }],
      })
    expect(total(days)).toMatchObject({ missed: 0, doubled: 0 })
    expect(days.filter(({ sent }) => sent > 0).map(({ date }) => date)).toEqual(['2026-05-07', '2026-05-13'])
    expect(mails).toBe(6)
  })
})
