import type { EditionCounts, EditionFigures } from '../../src/domain/edition-counts.ts'
import type { WebDeps } from '../../src/web/ports.ts'

/** Thirty weekdays up to 2026-05-11, newest first; one lacks a feed, one a part of a feed. */
const RECENT: EditionCounts[] = Array.from({ length: 44 }, (_, day) => new Date(Date.UTC(2026, 4, 11 - day)))
  .filter((day) => day.getUTCDay() % 6 !== 0)
  .slice(0, 30)
  .map((day, index) => ({
    date: day.toISOString().slice(0, 10),
    complete: index !== 1 && index !== 4,
    feeds: [
      index === 1
        ? { category: 'cs.AI', status: 'failed', items: 0, error: 'https://rss.arxiv.org/rss/cs.AI: HTTP status 503' }
        : { category: 'cs.AI', status: 'ok', items: 900 },
      { category: 'cs.RO', status: 'ok', items: 160, ...(index === 4 ? { error: 'line 3, column 1: no title' } : {}) },
    ],
    announced: {
      new: 540 + ((index * 97) % 400),
      cross: 310 + ((index * 53) % 250),
      replace: 320,
      'replace-cross': 181,
    },
  }))

/** With all four states of a feed, and more categories than are shown at once. */
export const FIGURES: EditionFigures = {
  date: '2026-05-11',
  complete: false,
  feeds: [
    { category: 'cs.AI', status: 'ok', items: 1_097 },
    { category: 'cs.NE', status: 'empty', items: 0 },
    { category: 'cs.RO', status: 'ok', items: 160, error: 'line 3, column 1: no title' },
    { category: 'stat.ML', status: 'failed', items: 0, error: 'https://rss.arxiv.org/rss/stat.ML: HTTP status 503' },
  ],
  announced: { new: 727, cross: 712, replace: 362, 'replace-cross': 381 },
  categories: [
    { code: 'cs.AI', new: 475, cross: 149 },
    { code: 'cs.LG', new: 0, cross: 401 },
    { code: 'cs.RO', new: 252, cross: 24 },
    { code: 'math.OC', new: 0, cross: 43 },
    { code: 'q-fin.CP', new: 0, cross: 31 },
    ...['cs.DC', 'eess.IV', 'cs.SE', 'cs.MA', 'cond-mat.mtrl-sci', 'cs.SD', 'physics.chem-ph', 'cs.GR', 'new.XX'].map(
      (code, index) => ({ code, new: 0, cross: 11 - index }),
    ),
  ],
  before: '2026-05-08',
  after: '2026-05-12',
}

/** What the pages read of editions: those above, whatever is asked for. */
export const EDITIONS: WebDeps['editions'] = {
  recent: async (count) => RECENT.slice(0, count),
  figures: async (date) => (date === FIGURES.date ? FIGURES : null),
  latest: async () => FIGURES,
  warnings: async () => [],
}
