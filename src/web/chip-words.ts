import { MAX_KEYWORD_LENGTH, MAX_KEYWORDS } from '../domain/keyword.ts'
import type { Dictionary } from '../lib/i18n/en.ts'

/**
 * What the script of client/chips.ts says, and the limits that it keeps, as JSON for an attribute. `{keyword}` and
 * `{count}` stand where it fills in.
 */
export function chipWords({ chips }: Dictionary['signUp']): string {
  const keyword = '{keyword}'
  return JSON.stringify({
    most: MAX_KEYWORDS,
    longest: MAX_KEYWORD_LENGTH,
    hint: chips.hint,
    add: chips.add,
    remove: chips.remove(keyword),
    removed: chips.removed(keyword),
    added: chips.added(keyword),
    addedMany: chips.addedMany('{count}'),
    edited: chips.edited(keyword),
    twice: chips.twice(keyword),
    tooLong: chips.tooLong(keyword, MAX_KEYWORD_LENGTH),
    nothing: chips.nothing(keyword),
    tooMany: chips.tooMany(MAX_KEYWORDS),
  })
}
