import type { Language, Suppression } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { calendarDate, shortDate } from '../lib/time.ts'

interface SuppressedNoticeProps {
  suppressed: Suppression
  language: Language
  timeZone: string
  action: string
}

/** Why no mail comes, in the other server's own words, and the way out. */
export function SuppressedNotice({ suppressed, language, timeZone, action }: SuppressedNoticeProps) {
  const { manage: words } = dictionary(language)
  return (
    <form class="notice" method="post" action={action}>
      <p>{words.suppressed(shortDate(calendarDate(suppressed.since, timeZone), language))}</p>
      <blockquote lang="en">{suppressed.reason}</blockquote>
      <p class="buttons">
        <button type="submit">{words.trust}</button>
      </p>
    </form>
  )
}
