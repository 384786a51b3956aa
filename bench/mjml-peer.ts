import mjml2html from 'mjml'
import type { Digest } from '../src/domain/digest.ts'
import { abstractUrl, pdfUrl } from '../src/domain/paper.ts'
import { subjectLine } from '../src/domain/taxonomy.ts'

/** The same content as most services send it: a document written in MJML for each digest, then compiled. */
export async function mjmlPerDigest(digest: Digest): Promise<string> {
  const groups = digest.groups.map(({ keyword, entries }) => {
    const papers = entries.map(
      ({ entry: { paper } }) => `<mj-section><mj-column>
        <mj-text font-size="19px"><a href="${abstractUrl(paper.id)}">${escaped(paper.title)}</a></mj-text>
        <mj-text>${escaped(paper.authors.join(', '))}</mj-text>
        <mj-text>${escaped(subjectLine(paper.categories))} <a href="${pdfUrl(paper.id)}">PDF</a></mj-text>
        <mj-text>${escaped(paper.abstract)}</mj-text>
      </mj-column></mj-section>`,
    )
    return `<mj-section><mj-column><mj-text font-size="24px">${escaped(keyword)}</mj-text></mj-column></mj-section>${papers.join('')}`
  })
  const { html } = await mjml2html(
    `<mjml><mj-head><mj-title>Paperboy</mj-title></mj-head><mj-body>${groups.join('')}</mj-body></mjml>`,
    { validationLevel: 'skip', fonts: {} },
  )
  return html
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
