import type { Digest, DigestGroup, DigestLinks, DigestSizes, Sender, ShownEntry } from '../domain/digest.ts'
import type { Reading } from '../domain/reading.ts'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import { againView, briefView, contentsRowView, fullView, groupView, mailView } from './digest-view.ts'
import { entryCache, type Fragment } from './entry-cache.ts'
import { paperView } from './paper-view.ts'
import { type DigestTemplates, digestTemplates } from './templates.ts'

export interface DigestRenderer {
  /**
   * The mail's HTML part.
   * @throws AppError `invalid` for links that are not http or https
   */
  render(digest: Digest, links: DigestLinks): string
  /** Measured on the very fragments that `render` puts together. */
  sizes: DigestSizes
}

/** Stands in for links when sizes are asked for: longer than any that we sign, for any but the longest host name. */
const LONGEST_LINK = `https://${'x'.repeat(120)}/`
const LONGEST_LINKS: DigestLinks = {
  web: LONGEST_LINK,
  manage: LONGEST_LINK,
  unsubscribe: LONGEST_LINK,
  mute: LONGEST_LINK,
}

/** Greater than the number of any group in a real digest. */
const LAST_GROUP = 999

/** Between two entries, and between two groups. */
const LINE_BREAK = 1

/** Compiles the templates where this process has not yet done so; what it returns does no IO. */
export async function createDigestRenderer(options: { sender: Sender }): Promise<DigestRenderer> {
  const templates = await digestTemplates()
  const entryFragment = fragmentRenderer(templates)
  return {
    render: (digest, links) => {
      const groups = digest.groups.map((group, index) => {
        const entries = group.entries.map((shown) => entryFragment(shown, digest).html)
        return renderGroup(templates, group, index + 1, digest.language, links, entries.join('\n'))
      })
      return renderMail(templates, digest, links, options.sender, {
        contents: groups.map(({ contentsRow }) => contentsRow).join(''),
        groups: groups.map(({ html }) => html).join('\n'),
      })
    },
    sizes: {
      frame: (digest) =>
        Buffer.byteLength(renderMail(templates, digest, LONGEST_LINKS, options.sender, { contents: '', groups: '' })),
      group: (group, { language }) => {
        const { contentsRow, html } = renderGroup(templates, group, LAST_GROUP, language, LONGEST_LINKS, '')
        return Buffer.byteLength(contentsRow) + Buffer.byteLength(html) + LINE_BREAK
      },
      entry: (shown, digest) => entryFragment(shown, digest).bytes + LINE_BREAK,
    },
  }
}

function renderMail(
  templates: DigestTemplates,
  digest: Digest,
  links: DigestLinks,
  sender: Sender,
  parts: { contents: string; groups: string },
): string {
  return templates.mail(mailView(digest, links, sender, dictionary(digest.language), parts))
}

/** @param number counts the groups of one mail from 1 */
function renderGroup(
  templates: DigestTemplates,
  group: DigestGroup,
  number: number,
  language: Language,
  links: DigestLinks,
  entries: string,
): { contentsRow: string; html: string } {
  const words = dictionary(language)
  return {
    contentsRow: templates.contentsRow(contentsRowView(group, number, words)),
    html: templates.group(groupView(group, number, words, links, entries)),
  }
}

type Reader = Reading & Pick<Digest, 'language'>

function fragmentRenderer(templates: DigestTemplates): (shown: ShownEntry, reader: Reader) => Fragment {
  const prepared = entryCache(paperView)
  return (shown, reader) => {
    const { language } = reader
    const { view, fragments } = prepared(shown.entry, reader)
    const words = dictionary(language)
    if (shown.kind === 'again') return fragment(templates.again(againView(view, shown.under, words)))
    const { edition } = shown.entry
    const known = fragments.get(`${shown.kind} ${language}`)
    if (known) return known
    const made = fragment(
      shown.kind === 'brief'
        ? templates.brief(briefView(view, edition, language))
        : templates.full(fullView(view, edition, language)),
    )
    fragments.set(`${shown.kind} ${language}`, made)
    return made
  }
}

function fragment(html: string): Fragment {
  return { html, bytes: Buffer.byteLength(html) }
}
