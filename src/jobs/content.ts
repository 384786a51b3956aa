import { composeDigest } from '../digest/compose.ts'
import type { Digest, DigestEntry, Translation } from '../domain/digest.ts'
import type { Edition, EditionDate } from '../domain/edition.ts'
import type { FrozenMatches } from '../domain/ledger.ts'
import { type Announcement, isFirstSeen, type Paper } from '../domain/paper.ts'
import type { Language } from '../domain/subscriber.ts'
import { textFingerprint } from '../lib/text-hash.ts'
import { announcementTime } from '../lib/time.ts'
import type { Editions, Translations } from './ports.ts'

/** Who reads a digest, and when it was made. */
export interface DigestReader {
  language: Language
  timeZone: string
  madeAt: Date
}

/** Makes complete digests of one edition; its papers and translations are loaded once and serve every reader. */
export interface EditionReader {
  edition: Edition
  /** Papers of the edition that are new or cross-listed. */
  papers: Paper[]
  digest(matches: FrozenMatches, reader: DigestReader): Promise<Digest>
}

interface ContentDeps {
  editions: Pick<Editions, 'content'>
  translations: Translations
}

/** @returns null where there is no such edition */
export async function readEdition(deps: ContentDeps, date: EditionDate): Promise<EditionReader | null> {
  const content = await deps.editions.content(date)
  if (!content) return null
  const { edition, announcements } = content
  const papers = firstSeen(announcements)
  const byId = new Map(announcements.map(({ paper }) => [paper.id, paper]))
  const translated = new Map<Language, Map<string, Translation>>()

  const translationsFor = async (language: Language) => {
    // English is what arXiv announces in.
    const known =
      translated.get(language) ?? (language === 'en' ? new Map() : await deps.translations.of(papers, language))
    translated.set(language, known)
    return known
  }

  return {
    edition,
    papers,
    digest: async (matches, reader) => {
      const translations = await translationsFor(reader.language)
      const entriesOf = (found: FrozenMatches[number]['papers']): DigestEntry[] =>
        found.flatMap(({ id, text, spans }) => {
          const paper = byId.get(id)
          if (!paper) return []
          // Offsets belong to the text they were found in; arXiv may have corrected it since.
          const sameText = textFingerprint(paper) === text
          return [
            { paper, translation: translations.get(id) ?? null, spans: sameText ? spans : { title: [], abstract: [] } },
          ]
        })
      return composeDigest(
        {
          edition: date,
          ...reader,
          announcedAt: announcementTime(date),
          announced: announcements.length,
          missing: edition.feeds.filter(({ error }) => error !== undefined).map(({ category }) => category),
        },
        matches.map(({ keyword, papers: found }) => ({ keyword, entries: entriesOf(found) })),
      )
    },
  }
}

function firstSeen(announcements: readonly Announcement[]): Paper[] {
  return announcements.filter(({ type }) => isFirstSeen(type)).map(({ paper }) => paper)
}
