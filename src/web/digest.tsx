import { type Context, Hono } from 'hono'
import type { Digest } from '../domain/digest.ts'
import { shown } from '../domain/errors.ts'
import { dictionary } from '../lib/i18n.ts'
import { onlyKeyword } from './digest-filter.ts'
import { DigestPage } from './digest-page.tsx'
import { badLinkPage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import type { WebDeps } from './ports.ts'

/** The forms of a digest beside its page, by extension. IANA has no type for BibTeX and RIS: these are customary. */
const TYPES = {
  txt: 'text/plain; charset=utf-8',
  bib: 'application/x-bibtex; charset=utf-8',
  ris: 'application/x-research-info-systems; charset=utf-8',
  json: 'application/json',
} as const

type Extension = keyof typeof TYPES

/**
 * `/d/<token>`: the complete digest of which the mail is the short form; the same as plain text, BibTeX, RIS and JSON at
 * `/d/<token>.txt` and so on. `?keyword=` leaves the papers of one keyword.
 */
export function digestPages({ tokens, digest, textRendition, exports }: WebDeps): Hono {
  const pages = new Hono()
  const render = (extension: Extension, found: Digest) =>
    extension === 'txt' ? textRendition(found) : exports[extension](found)
  const load = async (token: string) => {
    const id = tokens.verify('read', token)
    return id === null ? null : digest(id)
  }

  pages.use(async (context, next) => {
    await next()
    // One person's reading: no cache between us keeps it, and no search engine, should the link ever be public.
    context.header('cache-control', 'private, no-store')
    context.header('x-robots-tag', 'noindex')
  })

  pages.get('/:file{[0-9a-zA-Z_-]+\\.(?:txt|bib|ris|json)}', async (context) => {
    const [token = '', extension] = context.req.param('file').split('.') as [string, Extension]
    const whole = await load(token)
    if (!whole) return badLinkPage(context, readerLanguage(context))
    const keyword = askedKeyword(context)
    const found = keyword === null ? whole : onlyKeyword(whole, keyword)
    // A program that asked for one keyword must not take all papers for its own.
    if (!found) return context.text(`${dictionary(whole.language).page.unknownKeyword(shown(keyword ?? ''))}\n`, 404)
    return context.body(render(extension, found), 200, {
      'content-type': TYPES[extension],
      'content-disposition': `inline; filename="${fileName(found, keyword, extension)}"`,
    })
  })

  pages.get('/:token', async (context) => {
    const token = context.req.param('token')
    const whole = await load(token)
    if (!whole) return badLinkPage(context, readerLanguage(context))
    return context.html(<DigestPage digest={whole} token={token} asked={askedKeyword(context)} />)
  })

  return pages
}

/** Null for none; an empty one is none. */
function askedKeyword(context: Context): string | null {
  return context.req.query('keyword')?.normalize('NFC') || null
}

/** `paperboy-2026-05-11.bib`, or `paperboy-2026-05-11-diffusion-policy.bib`. */
function fileName({ edition }: Digest, keyword: string | null, extension: Extension): string {
  const words = keyword?.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return `${['paperboy', edition, ...words].join('-')}.${extension}`
}
