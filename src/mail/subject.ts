import type { Digest } from '../domain/digest.ts'
import { dictionary } from '../lib/i18n.ts'
import { editionDates, shortEditionDates } from '../lib/time.ts'

/** What a list of mails shows of a subject on most screens, in columns (a Han character takes two). */
const MAX_COLUMNS = 64

/** A first keyword that is longer than this is cut, lest it push the date out of sight. */
const MAX_FIRST_KEYWORD = 40

/** `12 papers on diffusion policy, k-means and 3 more, 11 May 2026`: as many keywords as fit, at least one. */
export function digestSubject(digest: Digest): string {
  const words = dictionary(digest.language)
  const date = shortEditionDates(digest)
  const keywords = digest.groups.map((group) => group.keyword)
  if (keywords.length === 0) return words.digest.title(editionDates(digest))

  const withLeading = (count: number) => {
    const leading = count === 1 ? [shortened(keywords[0] ?? '')] : keywords.slice(0, count)
    const total = keywords.length + digest.hiddenGroups
    const more = total - count
    const list = leading.join(words.listSeparator) + (more > 0 ? words.digest.andMoreKeywords({ more, total }) : '')
    return words.digest.subject(digest.matched, list, date)
  }
  let subject = withLeading(1)
  for (let count = 2; count <= keywords.length; count++) {
    const longer = withLeading(count)
    // A longer list can make a shorter subject: its last keyword takes the place of "and 1 more".
    if (columns(longer) <= MAX_COLUMNS) subject = longer
  }
  return subject
}

function shortened(keyword: string): string {
  let cut = keyword
  while (columns(cut) > MAX_FIRST_KEYWORD) cut = [...cut].slice(0, -1).join('')
  return cut === keyword ? keyword : `${cut.trimEnd()}…`
}

/** East Asian wide characters, roughly: from CJK radicals on, and full-width forms. */
function columns(text: string): number {
  let sum = 0
  for (const character of text) sum += character >= '\u2e80' && !/[\uff61-\uffdc]/.test(character) ? 2 : 1
  return sum
}
