/** Atom as arXiv's query API writes it, about papers that cannot exist: there is no thirteenth month. */

interface EntryText {
  /** The whole address. */
  address?: string
  title?: string
  summary?: string
  authors?: string[]
  primary?: string | null
  categories?: string[]
  comment?: string
  published?: string
  updated?: string
}

/** Values are put in as they stand: give them as XML text. */
export function entryText(entry: EntryText = {}): string {
  const { address = 'http://arxiv.org/abs/2613.00001v1', title = 'A Sample', summary = 'We sample.' } = entry
  const { authors = ['<name>Alice Adams</name>'], categories = ['cs.LG', 'stat.ML'] } = entry
  const { primary = categories[0] ?? null, published = '2026-05-08T15:27:15Z', updated = published } = entry
  return `
  <entry>
    <id>${address}</id>
    <updated>${updated}</updated>
    <published>${published}</published>
    <title>${title}</title>
    <summary>  ${summary}
</summary>
${authors.map((author) => `    <author>${author}</author>`).join('\n')}${entry.comment === undefined ? '' : `\n    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">${entry.comment}</arxiv:comment>`}
    <link href="${address}" rel="alternate" type="text/html"/>
${primary === null ? '' : `    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="${primary}" scheme="http://arxiv.org/schemas/atom"/>`}
${categories.map((term) => `    <category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`).join('\n')}
  </entry>`
}

export function atomText(entries: string[], { total = entries.length, start = 0 } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3Dcat%3Acs.LG" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=cat:cs.LG</title>
  <id>http://arxiv.org/api/sample</id>
  <updated>2026-05-11T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">${total}</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">${start}</opensearch:startIndex>
  <opensearch:itemsPerPage xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1000</opensearch:itemsPerPage>${entries.join('')}
</feed>
`
}
