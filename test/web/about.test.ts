import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicEn } from '../../src/lib/i18n/public-en.ts'
import { publicZh } from '../../src/lib/i18n/public-zh.ts'
import type { WebDeps } from '../../src/web/ports.ts'
import { createWeb } from '../../src/web/server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { webDeps } from './deps.ts'

const OPERATOR = { contact: 'chen+help@example.org', postalAddress: '', relay: true }

describe('the page about Paperboy', () => {
  it('says what is read, and who runs it', async () => {
    const page = await text('/about')
    expect(page).toContain('announces in cs.AI, cs.RO.')
    expect(page).toContain('<a href="mailto:chen+help@example.org">chen+help@example.org</a>')
    expect(page).toContain('1 Example Street, Sampleton')
    expect(page).toContain('Thank you to arXiv')
    expect(await text('/about', { operator: OPERATOR })).not.toContain('Postal address')
  })

  it('makes no other address of one that holds strange characters', async () => {
    const page = await text('/about', { operator: { ...OPERATOR, contact: 'a?cc=bob&x"%@example.org' } })
    expect(page).toContain('href="mailto:a%3Fcc%3Dbob%26x%22%25@example.org"')
  })
})

describe('the privacy page', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())

  it('speaks of every column that is kept of a person', async () => {
    const page = await text('/privacy')
    const { rows } = await database.pool.query<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.columns
       where table_schema = 'public' and table_name = any($1) order by 1`,
      [PERSONAL],
    )
    expect(rows.map(({ column }) => column)).toEqual(Object.keys(SPOKEN_OF).sort())
    for (const [column, words] of Object.entries(SPOKEN_OF)) expect(page, column).toContain(words)
  })

  it('knows every table that belongs to a subscriber', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select distinct conrelid::regclass::text as name from pg_constraint
       where contype = 'f' and confrelid = 'subscribers'::regclass`,
    )
    expect(PERSONAL).toEqual(expect.arrayContaining(rows.map(({ name }) => name)))
  })

  it('is true of an instance that has no relay, too', async () => {
    expect(await text('/privacy')).toContain('handed to the mail relay; no copy stays here')
    const outbox = await text('/privacy', { operator: { ...OPERATOR, relay: false } })
    expect(outbox).toContain('writes each mail to a file')
    expect(outbox).not.toContain('The relay that sends')
  })

  it('says the same in both languages: as many sections, items and terms', () => {
    for (const relay of [true, false]) {
      const shape = (words: typeof publicEn) =>
        words.privacy.sections(relay).map(({ items }) => items.map((item) => 'kept' in item))
      expect(shape(publicZh)).toEqual(shape(publicEn))
    }
    expect(publicZh.privacy.rights).toHaveLength(publicEn.privacy.rights.length)
    expect(publicZh.about.sections('').map(({ text: paragraphs }) => paragraphs.length)).toEqual(
      publicEn.about.sections('').map(({ text: paragraphs }) => paragraphs.length),
    )
  })
})

describe('the foot of every page', () => {
  it('leads to what everyone may read', async () => {
    for (const path of ['/', '/check-mail', '/c/alice', '/c/nobody', '/nothing', '/editions'])
      for (const target of ['/editions', '/about', '/privacy'])
        expect(await text(path), path).toContain(`<a href="${target}">`)
  })

  it('keeps the language of the switch, as the mark at the head does', async () => {
    for (const path of ['/?lang=zh', '/about?lang=zh', '/nothing?lang=zh'])
      for (const target of ['/editions', '/about', '/privacy', '/'])
        expect(await text(path), path).toContain(`href="${target}?lang=zh"`)
    expect(await text('/about?lang=xx')).not.toContain('lang=xx')
  })

  it('leads on in the language of a reader whose browser asks for another', async () => {
    expect(await text('/c/chen')).toContain('<a href="/privacy?lang=zh">隐私</a>')
  })

  it('needs no switch where the browser asks for the language of the page', async () => {
    const web = createWeb(webDeps().deps)
    const page = await (await web.request('/about', { headers: { 'accept-language': 'zh-CN' } })).text()
    expect(page).toContain('<a href="/privacy">隐私</a>')
  })
})

const PERSONAL = ['subscribers', 'keywords', 'digests', 'address_changes', 'bounces', 'rate_limits', 'runs']

/** Where the page speaks of a column; internal numbers and locks belong to the record that they are part of. */
const SPOKEN_OF: Record<string, string> = {
  'address_changes.created_at': 'two days',
  'address_changes.email': 'If you want to change it, the new one',
  'address_changes.id': 'Your address',
  'address_changes.subscriber_id': 'Your address',
  'bounces.at': 'which digest, when',
  'bounces.detail': 'what the other mail server said',
  'bounces.digest_id': 'which digest, when',
  'bounces.kind': 'of what kind that was',
  'bounces.subscriber_id': 'Mail that came back',
  'digests.attempts': 'how often it was tried',
  'digests.claim_token': 'The record of your digests',
  'digests.claimed_by': 'The record of your digests',
  'digests.claimed_until': 'The record of your digests',
  'digests.doubts': 'how often it was tried',
  'digests.due_at': 'when the digest was planned, due and sent',
  'digests.edition_date': 'For each edition',
  'digests.frozen': 'while a mail is on its way, what it says',
  'digests.handing_since': 'when each of this happened',
  'digests.history': 'when each of this happened',
  'digests.id': 'The record of your digests',
  'digests.matches': 'which of your keywords found which papers, and where in the text',
  'digests.message_id': 'Message-ID',
  'digests.morning_at': 'when the digest was planned, due and sent',
  'digests.planned_at': 'when the digest was planned, due and sent',
  'digests.reason': 'what the mail server answered',
  'digests.replaced': 'which papers of earlier digests it says are replaced',
  'digests.settled_at': 'when the digest was planned, due and sent',
  'digests.since': 'For each edition',
  'digests.state': 'or why it was not',
  'digests.subscriber_id': 'The record of your digests',
  'keywords.mode': 'whether it searches, excludes or is paused',
  'keywords.position': 'their order',
  'keywords.subscriber_id': 'Your keywords',
  'keywords.text': 'Their text',
  'rate_limits.expire': 'the daily cleaning',
  'rate_limits.key': 'a SHA-256 hash of the address',
  'rate_limits.points': 'how often within the hour',
  'runs.detail': 'what went wrong',
  'runs.finished_at': 'The record of work',
  'runs.id': 'The record of work',
  'runs.kind': 'When papers were taken and digests made and sent',
  'runs.started_at': '90 days',
  'runs.status': 'The record of work',
  'subscribers.active_since': 'when you signed up',
  'subscribers.abstracts': 'how you read papers',
  'subscribers.created_at': 'when you signed up',
  'subscribers.email': 'The email address as you typed it',
  'subscribers.email_key': 'The email address as you typed it',
  'subscribers.empty_mail': 'whether you want a mail when nothing matches',
  'subscribers.hour': 'Language, time zone and hour',
  'subscribers.id': 'Your subscription',
  'subscribers.language': 'Language, time zone and hour',
  'subscribers.leave_reason': 'why you left, if you said so',
  'subscribers.paused_until': 'the day until which mails pause',
  'subscribers.replacements': 'whether you want to know when a paper you were sent is replaced',
  'subscribers.show': 'how you read papers',
  'subscribers.state': 'waits for confirmation, is active or has ended',
  'subscribers.time_zone': 'Language, time zone and hour',
  'subscribers.translation': 'how you read papers',
  'subscribers.unsubscribed_at': 'when you left',
  'subscribers.bounce_score': 'as one number',
  'subscribers.bounced_at': 'how often that happened lately',
  'subscribers.forgiven_digest': 'the last digest before that',
  'subscribers.suppressed_at': 'since when mail is held back',
  'subscribers.suppressed_reason': 'and why',
  'subscribers.wish': 'what you asked for by signing up again',
  'subscribers.wished_at': 'what you asked for by signing up again',
  'subscribers.weekday': 'the weekday of a weekly digest',
}

async function text(path: string, changes: Partial<WebDeps> = {}): Promise<string> {
  return (await createWeb(webDeps(changes).deps).request(path)).text()
}
