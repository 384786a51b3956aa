import { composeDigest } from '../digest/compose.ts'
import { addDays, expectedEdition } from '../domain/calendar.ts'
import type { Digest, DigestEntry, ReplacedEntry, Translation } from '../domain/digest.ts'
import type { Edition, EditionDate } from '../domain/edition.ts'
import type { FrozenMatches, Holding } from '../domain/ledger.ts'
import { isFirstSeen, type Paper } from '../domain/paper.ts'
import type { Reading } from '../domain/reading.ts'
import type { Language, Subscriber } from '../domain/subscriber.ts'
import { textFingerprint } from '../lib/text-hash.ts'
import { announcementTime } from '../lib/time.ts'
import { MENDED_DAYS } from './mend.ts'
import type { Editions, Translations } from './ports.ts'

/** For whom a digest is made, and when. */
export interface DigestMaking extends Reading {
  language: Language
  timeZone: string
  madeAt: Date
}

/** What a digest takes from its reader. */
export function makingFor(reader: Subscriber): Omit<DigestMaking, 'madeAt'> {
  const { language, timeZone, translation, show, abstracts } = reader
  return { language, timeZone, translation, show, abstracts }
}

/** Makes complete digests; the papers and translations of an edition are loaded once and serve every reader. */
export interface DigestReader {
  /** Papers of an edition that are new or cross-listed; null where there is no such edition. */
  papers(date: EditionDate): Promise<Paper[] | null>
  /** What a ledger row holds. */
  digest(row: Holding, making: DigestMaking): Promise<Digest>
}

/** Feeds that failed on a holiday lacked nothing. */
async function expectedAmong(dates: Promise<EditionDate[]>): Promise<EditionDate[]> {
  return (await dates).filter((date) => expectedEdition(date) === 'expected')
}

interface ContentDeps {
  editions: Pick<Editions, 'content' | 'between' | 'countAnnounced' | 'unfinished'>
  translations: Translations
}

/** @param only the ids of papers that are wanted, where a single digest is to be read; else all are loaded */
export function createDigestReader(deps: ContentDeps, only?: readonly string[]): DigestReader {
  const loaded = new Map<EditionDate, Promise<LoadedEdition | null>>()
  const counted = new Map<string, Promise<number>>()
  const lacking = new Map<EditionDate, Promise<EditionDate[]>>()
  const load = (date: EditionDate) => {
    const known = loaded.get(date)
    if (known) return known
    const edition = loadEdition(deps, date, only)
    loaded.set(date, edition)
    // What failed is tried again by the next digest.
    edition.catch(() => loaded.delete(date))
    return edition
  }
  const announced = async ({ since, edition }: Holding, editions: readonly LoadedEdition[]) => {
    if (since === null) return editions[0]?.announced ?? 0
    const range = `${since} ${edition}`
    const count = counted.get(range) ?? deps.editions.countAnnounced(since, edition)
    counted.set(range, count)
    return count
  }
  /** What is older is not rebuilt any more. */
  const unfinished = (before: EditionDate) => {
    const first = addDays(before, -MENDED_DAYS)
    const known = lacking.get(before) ?? expectedAmong(deps.editions.unfinished(first, before))
    lacking.set(before, known)
    known.catch(() => lacking.delete(before))
    return known
  }
  return {
    papers: async (date) => (await load(date))?.papers ?? null,
    digest: async (row, making) => {
      const dates = row.since === null ? [row.edition] : await deps.editions.between(row.since, row.edition)
      const editions = (await Promise.all(dates.map(load))).filter((edition) => edition !== null)
      if (!editions.some(({ date }) => date === row.edition)) throw new Error(`edition ${row.edition} is not stored`)
      const sources = new Map<EditionDate, Source>()
      for (const edition of editions)
        sources.set(edition.date, {
          byId: edition.byId,
          translations: await edition.translations(making.translation),
        })
      return composeDigest(
        {
          edition: row.edition,
          since: row.since,
          ...making,
          announcedAt: announcementTime(row.edition),
          announced: await announced(row, editions),
          sources: new Set(editions.flatMap(({ categories }) => categories)).size,
          unfinished: await unfinished(row.since ?? row.edition),
          unsure: [...new Set(editions.flatMap(({ unsure }) => unsure))],
          missing: [...new Set(editions.flatMap(({ missing }) => missing))],
          replaced: replacedEntries(row, editions),
        },
        row.matches.map(({ keyword, papers }) => ({ keyword, entries: entriesOf(papers, row, sources) })),
      )
    },
  }
}

interface Source {
  byId: ReadonlyMap<string, Paper>
  translations: ReadonlyMap<string, Translation>
}

function entriesOf(
  found: FrozenMatches[number]['papers'],
  row: Holding,
  sources: ReadonlyMap<EditionDate, Source>,
): DigestEntry[] {
  return found.flatMap(({ id, text, spans, edition = row.edition }) => {
    const source = sources.get(edition)
    const paper = source?.byId.get(id)
    if (!source || !paper) return []
    // Offsets belong to the text they were found in; arXiv may have corrected it since.
    const sameText = textFingerprint(paper) === text
    return [
      {
        paper,
        edition: row.since === null ? null : edition,
        translation: source.translations.get(id) ?? null,
        spans: sameText ? spans : { title: [], abstract: [] },
      },
    ]
  })
}

function replacedEntries(row: Holding, editions: readonly LoadedEdition[]): ReplacedEntry[] {
  return (row.replaced ?? []).flatMap(({ id, version, withdrawn }) => {
    const paper = editions.map(({ byId }) => byId.get(id)).find((one) => one?.version === version)
    return paper ? [{ paper, withdrawn }] : []
  })
}

interface LoadedEdition {
  date: EditionDate
  papers: Paper[]
  byId: ReadonlyMap<string, Paper>
  announced: number
  categories: string[]
  missing: string[]
  unsure: string[]
  /** @param language null for none */
  translations(language: string | null): Promise<ReadonlyMap<string, Translation>>
}

async function loadEdition(
  deps: ContentDeps,
  date: EditionDate,
  only?: readonly string[],
): Promise<LoadedEdition | null> {
  const content = await deps.editions.content(date, only)
  if (!content) return null
  const { edition, announced, announcements } = content
  const papers = announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
  const translated = new Map<string, Promise<ReadonlyMap<string, Translation>>>()
  return {
    date,
    papers,
    byId: new Map(announcements.map(({ paper }) => [paper.id, paper])),
    announced,
    categories: edition.feeds.map(({ category }) => category),
    missing: categoriesMissing(edition),
    unsure: edition.feeds.filter(({ unsure }) => unsure).map(({ category }) => category),
    translations: (language) => {
      if (language === null) return Promise.resolve(new Map())
      const known = translated.get(language) ?? deps.translations.of(papers, language)
      translated.set(language, known)
      return known
    },
  }
}

/** Of a complete one none is, whatever became of its feeds: a Saturday's may hold Friday's batch. */
function categoriesMissing({ complete, feeds }: Edition): string[] {
  return complete ? [] : feeds.filter(({ obtained }) => obtained === undefined).map(({ category }) => category)
}
