/** RSS text as rss.arxiv.org writes it, about papers that cannot exist: there is no thirteenth month. */

interface ItemText {
  /** With version. */
  id?: string
  title?: string
  abstract?: string
  type?: string
  categories?: string[]
  authors?: string
  licence?: string | null
}

/** Values are put in as they stand: give them as XML text. */
export function itemText(item: ItemText = {}): string {
  const { id = '2613.00001v1', title = 'A Sample', abstract = 'We sample.', type = 'new' } = item
  const { categories = ['cs.LG'], authors = 'Alice Adams, Bob Brown' } = item
  const { licence = 'http://creativecommons.org/licenses/by/4.0/' } = item
  return `
    <item>
      <title>${title}</title>
      <link>https://arxiv.org/abs/${id.replace(/v\d+$/, '')}</link>
      <description>arXiv:${id} Announce Type: ${type} 
Abstract: ${abstract}</description>
      <guid isPermaLink="false">oai:arXiv.org:${id}</guid>
${categories.map((category) => `      <category>${category}</category>`).join('\n')}
      <pubDate>Mon, 11 May 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>${type}</arxiv:announce_type>${licence === null ? '' : `\n      <dc:rights>${licence}</dc:rights>`}
      <dc:creator>${authors}</dc:creator>
    </item>`
}

export function feedText(items: string[] = [], pubDate = 'Mon, 11 May 2026 00:00:00 -0400'): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel>
    <title>cs.LG updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/cs.LG</link>
    <description>cs.LG updates on the arXiv.org e-print archive.</description>
    <atom:link href="http://rss.arxiv.org/rss/cs.LG" rel="self" type="application/rss+xml"/>
    <docs>http://www.rssboard.org/rss-specification</docs>
    <language>en-us</language>
    <lastBuildDate>Mon, 11 May 2026 04:00:08 +0000</lastBuildDate>
    <managingEditor>rss-help@arxiv.org</managingEditor>
    <pubDate>${pubDate}</pubDate>
    <skipDays>
      <day>Sunday</day>
      <day>Saturday</day>
    </skipDays>${items.join('')}
  </channel>
</rss>
`
}
