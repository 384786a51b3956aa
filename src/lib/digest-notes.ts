import { type Digest, untranslatedCount } from '../domain/digest.ts'
import { dictionary } from './i18n.ts'
import { languageName } from './language-looks.ts'

/** That papers are shown in English for want of a translation; null where none is. */
export function untranslatedNote(digest: Digest): string | null {
  const { translation, language } = digest
  const count = untranslatedCount(digest)
  if (translation === null || count === 0) return null
  return dictionary(language).digest.untranslatedCount(count, languageName(translation, language))
}
