import { Hono } from 'hono'
import { LANGUAGES } from '../domain/subscriber.ts'
import { mailto } from './operator.tsx'
import type { WebDeps } from './ports.ts'

const DAY_MS = 86_400_000
/** RFC 9116 section 2.5.5 wants less than a year. */
const GOOD_FOR_DAYS = 180

/** `/.well-known/security.txt`, RFC 9116. */
export function wellKnownFiles({ operator, now }: Pick<WebDeps, 'operator' | 'now'>, publicUrl: string | null): Hono {
  const files = new Hono()

  files.get('/security.txt', (context) => {
    // Whole days, so that the file stays the same from one hour to the next.
    const expires = new Date(Math.floor(now().getTime() / DAY_MS + GOOD_FOR_DAYS) * DAY_MS)
    const lines = [
      `Contact: ${mailto(operator.contact)}`,
      `Expires: ${expires.toISOString()}`,
      `Preferred-Languages: ${LANGUAGES.join(', ')}`,
      // Section 2.5.2: https, or none.
      ...(publicUrl?.startsWith('https://') ? [`Canonical: ${publicUrl}/.well-known/security.txt`] : []),
    ]
    return context.text(`${lines.join('\n')}\n`, 200, { 'cache-control': 'public, max-age=3600' })
  })

  return files
}
