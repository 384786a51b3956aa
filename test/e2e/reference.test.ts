import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, build } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { HTML_LIMIT } from '../../src/digest/budget.ts'
import { cloneTemplate, dropDatabase } from '../support/database.ts'
import { hasReplay, type Replay, startReplay } from '../support/replay.ts'

const REFERENCE = new URL('../../../shared/reference-digest/', import.meta.url)
const KEYWORDS = ['reinforcement learning', 'diffusion policy']
const READABLE = new Map([
  [
    '$f$-Divergence Regularized RLHF: Two Tales of Sampling and Unified Analyses',
    'f-Divergence Regularized RLHF: Two Tales of Sampling and Unified Analyses',
  ],
  [
    'Stabilized neural Hamilton--Jacobi--Bellman solvers: Error analysis and applications in model-based reinforcement learning',
    'Stabilized neural Hamilton–Jacobi–Bellman solvers: Error analysis and applications in model-based reinforcement learning',
  ],
])

/** By paper: what of its mathematics the reference's translation breaks. */
const BROKEN = new Map([
  // As "1.0美元", "$k美元" and "71.7美元/%%".
  ['2605.06825', 'abstract: the formula $1.0$ is missing'],
  ['2605.07039', 'abstract: the formula $k$ is missing'],
  ['2605.07689', 'abstract: the formula $k$ is missing'],
  ['2605.08061', 'abstract: the formula $71.7\\%$ is missing'],
  // As "$o(n^{-1}))$", "$N最佳值", "$3\\$" and "$\\pi_0的".
  ['2605.07104', 'abstract: the formula $o(n^{-1})$ is missing'],
  ['2605.07105', 'abstract: the formula $N$ is missing'],
  ['2605.07501', 'abstract: the formula $3\\times$ is missing'],
  ['2605.07943', 'abstract: the formula $\\pi_0$ is missing'],
])

describe.runIf(hasReplay)('the edition of the reference digest, from the recorded feeds', () => {
  let replay: Replay
  let databaseUrl: string
  let folder: string
  let app: App

  beforeAll(async () => {
    replay = await startReplay('2026-05-11', '--min-interval', '200')
    databaseUrl = await cloneTemplate()
    folder = mkdtempSync(join(tmpdir(), 'paperboy-reference-'))
    app = await build(
      readConfig({
        DATABASE_URL: databaseUrl,
        DATA_DIR: folder,
        ARXIV_RSS_URL: replay.rssUrl,
        ARXIV_CATEGORIES: 'cs.AI cs.CL cs.CV cs.LG cs.MA cs.NE',
        ARXIV_MIN_INTERVAL_MS: '200',
        LOG_LEVEL: 'silent',
      }),
    )
  })
  afterAll(async () => {
    await app.close()
    await replay.close()
    await dropDatabase(databaseUrl)
    rmSync(folder, { recursive: true, force: true })
  })

  it('is taken in whole, without asking too fast', async () => {
    const report = await app.jobs.ingest({})
    expect(report).toMatchObject({ edition: '2026-05-11', complete: true })
    expect(report.papers.new + report.papers.cross + report.papers.replaced).toBe(1_097)
    expect(await replay.counts()).toMatchObject({ requests: 6, tooFast: 0 })
  })

  it('holds all 65 papers of the reference, and the five that it missed', async () => {
    const { report } = await app.jobs.preview({ keywords: KEYWORDS })
    const expected = JSON.parse(readFileSync(new URL('matches-2026-05-11.json', REFERENCE), 'utf8'))
    for (const { keyword, papers } of report.groups) {
      const found = papers.map(({ id }) => id)
      expect(found).toEqual(expect.arrayContaining(expected[keyword]))
      const missedByThem = found.filter((id) => !expected[keyword].includes(id)).sort()
      expect(missedByThem).toEqual(
        keyword === 'diffusion policy' ? [] : ['2605.06877', '2605.07288', '2605.07477', '2605.07505', '2605.07660'],
      )
    }
    expect(report).toMatchObject({ announced: 1_097, matched: 70 })
  })

  it('shows the reference’s entries in its layout, without its faults', async () => {
    const preview = await app.jobs.preview({ keywords: KEYWORDS, language: 'zh', timeZone: 'Asia/Shanghai' })
    const ours = preview.text()
    const theirs = readFileSync(new URL('digest-2026-05-11.txt', REFERENCE), 'utf8')
    const titles = [
      ...theirs.matchAll(
        /^(.+)\n.+\n- Authors: .+\n- Subjects: Subjects:\n(.+)\n- Arxiv link: (.+)\n- Pdf link: (.+)\n- Abstract$/gm,
      ),
    ]
    expect(titles).toHaveLength(66)
    // The reference has titles as arXiv's TeX. Ours are made to be read: these two, and no others, differ for that.
    expect(titles.map(([, title]) => title)).toEqual(expect.arrayContaining([...READABLE.keys()]))
    for (const [, title = '', subjects, link, pdf] of titles)
      expect(ours).toMatch(
        new RegExp(
          `^${escaped(READABLE.get(title) ?? title)}\\n- Authors: .+\\n- Subjects: ${escaped(subjects)}\\n- Arxiv link: ${escaped(link)}\\n- Pdf link: ${escaped(pdf)}\\n- Abstract\\n.+$`,
          'm',
        ),
      )
    expect(ours).not.toContain('this https URL')
    expect(ours).toContain('今天共有 71 条相关条目（70 篇不同的论文）')
    expect(Buffer.byteLength(await preview.html())).toBeLessThanOrEqual(HTML_LIMIT)
  })

  it('refuses those of the reference’s translations that break mathematics, and shows the rest as the reference does', async () => {
    const text = readFileSync(new URL('translations-2026-05-11.zh.jsonl', REFERENCE), 'utf8')
    const report = await app.jobs.translations.import({ text, provider: 'reference' })
    expect(report).toMatchObject({ imported: 57, known: 0, unknown: [] })
    expect(new Map(report.refused.map(({ id, reason }) => [id, reason]))).toEqual(BROKEN)
    expect(await app.jobs.translations.import({ text })).toMatchObject({ imported: 0, known: 57 })

    const preview = await app.jobs.preview({ keywords: KEYWORDS, language: 'zh', timeZone: 'Asia/Shanghai' })
    const shown = new Set(preview.text().split('\n'))
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; title: string; abstract: string })
    const theirs = new Set(readFileSync(new URL('digest-2026-05-11.txt', REFERENCE), 'utf8').split('\n'))
    let same = 0
    for (const { id, title, abstract } of rows) {
      expect(theirs.has(title) && theirs.has(abstract), id).toBe(true)
      if (BROKEN.has(id)) {
        expect(shown.has(title), id).toBe(false)
        continue
      }
      // Formulas are made to be read, and links are links again: all else is the reference's, letter by letter.
      const isPlain = !/[$\\{}]|https/i.test(title + abstract)
      if (!isPlain) continue
      expect(shown, id).toContain(title)
      expect(shown, id).toContain(abstract)
      same++
    }
    expect(same).toBeGreaterThan(30)
    expect([...shown].join('\n')).toContain('代码将在 https://github.com/christopherzc/text-games 发布')
    expect([...shown].join('\n')).not.toMatch(/https (?:URL|网址)|美元/)
  })
})

function escaped(text = ''): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
