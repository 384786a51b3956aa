import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, startCli } from '../support/cli.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { type FeedServer, feedServer, rssFeed } from '../support/feeds.ts'
import { paper } from '../support/papers.ts'

const DAY = '2026-05-11'
let folder: string
let arxiv: FeedServer
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-cli-'))
  arxiv = await feedServer({
    'cs.AI': rssFeed('cs.AI', DAY, [
      { paper: paper(1, { title: 'Robots that fold paper' }), type: 'new' },
      { paper: paper(2, { abstract: 'We teach a robot to wait.' }), type: 'new' },
    ]),
    'cs.LG': rssFeed('cs.LG', DAY, [{ paper: paper(3), type: 'cross' }]),
  })
  env = {
    DATABASE_URL: await cloneTemplate(),
    DATA_DIR: folder,
    ARXIV_RSS_URL: arxiv.rssUrl,
    ARXIV_OAI_URL: arxiv.noUrl,
    ARXIV_API_URL: arxiv.noUrl,
    ARXIV_CATEGORIES: 'cs.AI cs.LG',
    ARXIV_MIN_INTERVAL_MS: '0',
    PUBLIC_URL: 'https://paperboy.example.org',
    ARXIV_CONTACT: 'operator@example.org',
  }
})
afterAll(async () => {
  await arxiv.close()
  await dropDatabase(env.DATABASE_URL ?? '')
  rmSync(folder, { recursive: true, force: true })
})

const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await cli([...words, '--json'], env)
  const lines = stdout.trim().split('\n')
  expect(lines, stderr).toHaveLength(1)
  return { code, stderr, document: JSON.parse(lines[0] ?? '') }
}

// Each command is a process of its own.
describe('the command line', { timeout: 120_000 }, () => {
  it('takes an edition, a subscriber and a digest from nothing to a written mail, in order', async () => {
    expect(await json('digest')).toMatchObject({
      code: 1,
      document: { error: { code: 'not_found', message: expect.stringContaining('paperboy -- ingest" first') } },
    })
    expect(await json('ingest')).toMatchObject({
      code: 0,
      document: {
        edition: DAY,
        feeds: [
          { category: 'cs.AI', status: 'ok', items: 2 },
          { category: 'cs.LG', status: 'ok', items: 1 },
        ],
        papers: { new: 2, cross: 1, replaced: 0 },
        complete: true,
      },
    })
    expect([...arxiv.userAgents][0]).toMatch(
      /^Paperboy\/\d+\.\d+\.\d+ \(\+https:\/\/paperboy\.example\.org; mailto:operator@example\.org\)$/,
    )
    expect(
      await json('subscriber', 'add', 'alice@example.org', '--keyword', 'robot', '--language', 'zh', '--hour', '6'),
    ).toMatchObject({
      code: 0,
      document: { email: 'alice@example.org', keywords: ['robot'], language: 'zh', translation: 'zh', hour: 6 },
    })
    expect(await json('subscriber', 'add', 'Alice@example.org', '--keyword', 'x')).toMatchObject({
      code: 1,
      document: { error: { code: 'conflict' } },
    })
    await json('subscriber', 'add', 'bob@example.org', '--keyword', 'botany', '--timezone', 'Europe/Madrid')
    const change = '--keyword gardening --translation es --show translation --abstracts short'.split(' ')
    expect(await json('subscriber', 'set', 'bob@example.org', ...change)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('No translator is known to have es'),
      document: {
        keywords: ['gardening'],
        timeZone: 'Europe/Madrid',
        hour: 7,
        translation: 'es',
        show: 'translation',
        abstracts: 'short',
      },
    })
    expect((await json('digest', '--dry-run')).document).toEqual({
      edition: DAY,
      planned: 1,
      sent: 0,
      untranslated: 0,
      skipped: 1,
      failed: 0,
      waiting: 0,
      elsewhere: 0,
      mail: expect.stringContaining('nothing leaves this machine'),
      dryRun: true,
    })
    const twoAtOnce = await Promise.all([json('digest'), json('digest')])
    expect(twoAtOnce.map(({ document }) => document.sent).sort()).toEqual([0, 1])
    expect((await json('digest')).document).toMatchObject({ planned: 0, sent: 0, skipped: 0, failed: 0 })

    const files = readdirSync(join(folder, 'outbox')).sort()
    expect(files.map((file) => file.replace(/.*\./, ''))).toEqual(['eml', 'html'])
    const html = readFileSync(join(folder, 'outbox', files[1] ?? ''), 'utf8')
    expect(html).toContain('fold paper')
    expect((await json('editions')).document.editions[0]).toEqual({
      date: DAY,
      state: 'complete',
      papers: { new: 2, cross: 1, replaced: 0 },
      feeds: ['cs.AI', 'cs.LG'].map((category, index) => ({
        category,
        state: 'fresh',
        obtained: 'rss',
        unsure: false,
        items: 2 - index,
        error: null,
      })),
    })

    expect((await json('subscriber', 'list')).document.subscribers).toHaveLength(2)
    expect(await json('subscriber', 'remove', 'alice@example.org')).toMatchObject({ code: 0 })
    expect(await json('subscriber', 'remove', 'alice@example.org')).toMatchObject({ code: 1 })
  })

  it('previews as text, HTML and JSON', async () => {
    const preview = (...words: string[]) => cli(['preview', '--keyword', 'robot', ...words], env)
    expect(JSON.parse((await preview('--format', 'json')).stdout)).toEqual({
      edition: DAY,
      announced: 3,
      matched: 2,
      groups: [
        {
          keyword: 'robot',
          papers: [
            { id: '2613.00001', title: 'Robots that fold paper', field: 'title' },
            { id: '2613.00002', title: 'Invented paper number 2', field: 'abstract' },
          ],
        },
      ],
    })
    const text = (await preview('--format', 'text', '--language', 'zh', '--timezone', 'Asia/Shanghai')).stdout
    expect(text.split('\n').slice(1, 12)).toEqual([
      '今天共有 2 条相关条目（2 篇不同的论文）',
      '2 篇论文尚无简体中文译文，以英文原文显示。',
      'Keyword: robot',
      'Robots that fold paper',
      '- Authors: Alice Sample, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00001',
      '- Pdf link: https://arxiv.org/pdf/2613.00001',
      '- Abstract',
      'An abstract about nothing in particular, numbered 1.',
      '- 未翻译',
    ])
    expect(text.split('\n')[0]).toMatch(
      /^生成时间: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(UTC\+8\); Arxiv 发布时间: 2026-05-10 20:00 EDT \(2026-05-11 08:00 UTC\+8\)$/,
    )
    expect((await preview('--format', 'html')).stdout).toMatch(/^<!doctype html>/i)
    expect(await preview('--format', 'pdf')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('html, text, json'),
    })
    expect(await preview('--edition', '2026-05-12')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no edition 2026-05-12: the newest stored is 2026-05-11'),
    })
  })

  it('answers --help everywhere, --version, and what it does not understand with exit code 2', async () => {
    expect(await cli(['--help'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage: paperboy COMMAND'),
    })
    expect(await cli(['--version'], env)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    const commands = [
      'ingest',
      'digest',
      'preview',
      'serve',
      'worker',
      'demo',
      'config',
      'subscriber add',
      'subscriber list',
    ]
    for (const help of await Promise.all(commands.map((name) => cli([...name.split(' '), '--help'], env))))
      expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: paperboy /m) })
    expect(await cli(['ingset'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean ingest?'),
    })
    expect(await cli(['preview', '--keywrod', 'x'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unknown option "--keywrod"; did you mean --keyword?'),
    })
    expect(await cli(['subscriber', 'add'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('EMAIL is missing'),
    })
    expect(await cli(['subscriber', '--help'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('subscriber set'),
    })
    for (const words of [[], ['fly'], ['ingest', '--fast'], ['digest', 'now'], ['subscriber', 'add'], ['preview']])
      expect(await cli(words, env), words.join(' ')).toMatchObject({ code: 2, stdout: '' })
  })

  it('says what is wrong with the input and stores nothing', async () => {
    const bad = await json(
      'subscriber',
      'add',
      'chen',
      '--keyword',
      'x'.repeat(10_000),
      '--timezone',
      'Mars',
      '--language',
      'q',
    )
    expect(bad.code).toBe(2)
    for (const part of ['email: "chen"', 'keywords: ', '10000 characters', 'timezone: ', 'language: '])
      expect(bad.document.error.message).toContain(part)
    expect(await json('preview', '--keyword', ' ')).toMatchObject({ code: 2, document: { error: { code: 'invalid' } } })
    const emails = (await json('subscriber', 'list')).document.subscribers.map((one: { email: string }) => one.email)
    expect(emails).not.toContain('chen')
  })

  it('takes in translations, tells which it refuses and why, and counts them', async () => {
    const file = join(folder, 'zh.jsonl')
    const row = (number: number, abstract: string) =>
      JSON.stringify({ id: paper(number).id, title: '虚构的论文', abstract })
    const text = [
      row(2, '我们教机器人等待。'),
      row(3, '关于 $x$ 的摘要，编号 3。'),
      row(9, '没有这篇。'),
      '{',
      '{"id":"1"}',
      '{"id":"1\\u0000","title":"虚构的论文"}',
      '{"id":"1","title":"A paper","language":"en-GB"}',
      '{"id":"1","title":"Ghom","language":"xx"}',
    ]
    writeFileSync(file, text.join('\n'))
    expect(await cli(['translations', 'import', file, '--provider', 'alice'], env)).toMatchObject({
      code: 1,
      stdout: [
        `line 2, ${paper(3).id}: refused: abstract: $x$ is no formula of the source`,
        'line 4: refused: it is no JSON',
        'line 5, 1: refused: "title" is not as it must be: texts, or null for no abstract',
        'line 6, 1 : refused: "id" is not as it must be: texts, or null for no abstract',
        'line 7, 1: refused: "en-GB" is what papers are written in: give another one',
        'line 8, 1: refused: "xx" is no language: give a BCP 47 code such as zh, es or pt-BR',
        `${paper(9).id}: no such paper is stored`,
        '1 translation imported, 0 there already, 6 refused, 1 of unknown papers\n',
      ].join('\n'),
    })
    const translation = {
      id: paper(2).id,
      language: 'zh',
      provider: 'alice',
      title: '虚构的论文',
      abstract: '我们教机器人等待。',
    }
    expect(await cli(['translations', 'import', folder], env)).toMatchObject({
      code: 1,
      stderr: `paperboy: ${folder} can't be read: it is a folder\n`,
    })
    const closed = startCli(['translations', 'export'], env)
    closed.child.stdout?.destroy()
    expect(await closed.ended).toEqual({ code: 0, stdout: '', stderr: '' })
    const printed = await cli(['translations', 'export', '--language', 'zh'], env)
    expect(JSON.parse(printed.stdout)).toEqual(translation)
    expect(await json('translations', 'stats')).toMatchObject({
      code: 0,
      document: { translations: [{ language: 'zh', provider: 'alice', count: 1 }], work: [], charactersToday: [] },
    })
  })

  it('says what is wrong with its surroundings', async () => {
    const away = { ...env, DATABASE_URL: 'postgresql://paperboy:hidden@127.0.0.1:1/paperboy' }
    const noDatabase = await cli(['subscriber', 'list'], away)
    expect(noDatabase).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/database "paperboy" at 127\.0\.0\.1:1 .*ECONNREFUSED/),
    })
    expect(noDatabase.stderr).not.toContain('hidden')

    writeFileSync(join(folder, 'a-file'), '')
    expect(await cli(['subscriber', 'list'], { ...env, DATA_DIR: join(folder, 'a-file') })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/DATA_DIR/),
    })

    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, resolve))
    const port = String((squatter.address() as { port: number }).port)
    expect(await cli(['serve'], { ...env, PORT: port })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`port ${port} is taken by another program: set PORT to another`),
    })
    squatter.close()

    expect(await cli(['config'], { ...env, PORT: 'x', LOG_LEVEL: 'loud' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/2 errors:\n {2}PORT is "x".*\n {2}LOG_LEVEL is "loud"/),
    })
  })

  it('serves until it is told to stop, and stops tidily', async () => {
    const server = startCli(['serve'], { ...env, PORT: '0' })
    await server.said('Paperboy listens on http://localhost:')
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  })
})
