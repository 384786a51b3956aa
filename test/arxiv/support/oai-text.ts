/** OAI-PMH as arXiv writes it, about papers that cannot exist: there is no thirteenth month. */

interface RecordText {
  /** Without version. */
  id?: string
  title?: string
  abstract?: string
  /** As XML. */
  authors?: string
  categories?: string
  comments?: string
  created?: string
  updated?: string
  licence?: string
  datestamp?: string
}

export const ALICE = '<author><keyname>Adams</keyname><forenames>Alice</forenames></author>'

/** Values are put in as they stand: give them as XML text. */
export function recordText(record: RecordText = {}): string {
  const { id = '2613.00001', title = 'A Sample', abstract = 'We sample.', authors = ALICE } = record
  const { categories = 'cs.LG stat.ML', created = '2026-05-08', datestamp = '2026-05-11' } = record
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<${name}>${value}</${name}>`
  return `
    <record><header><identifier>oai:arXiv.org:${id}</identifier><datestamp>${datestamp}</datestamp><setSpec>cs:cs:LG</setSpec></header>
      <metadata>
        <arXiv xmlns="http://arxiv.org/OAI/arXiv/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://arxiv.org/OAI/arXiv/ http://arxiv.org/OAI/arXiv.xsd">
          <id>${id}</id><created>${created}</created>${optional('updated', record.updated)}<authors>${authors}</authors>
          <title>${title}</title><categories>${categories}</categories>${optional('comments', record.comments)}
          ${optional('license', record.licence)}<abstract>${abstract}</abstract>
        </arXiv>
      </metadata>
    </record>`
}

export function deletedText(id: string): string {
  return `<record><header status="deleted"><identifier>oai:arXiv.org:${id}</identifier><datestamp>2026-05-11</datestamp></header></record>`
}

/** `token` as XML, the element with its attributes. */
export function listText(records: string[], token = ''): string {
  return oaiText(`<ListRecords>${records.join('')}${token}</ListRecords>`)
}

export function errorText(code: string, reason = ''): string {
  return oaiText(`<error code="${code}">${reason}</error>`)
}

function oaiText(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<responseDate>2026-05-11T02:31:00Z</responseDate>
<request verb="ListRecords">http://oaipmh.arxiv.org/oai</request>
${body}
</OAI-PMH>
`
}
