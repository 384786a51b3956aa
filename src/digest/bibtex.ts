import type { Digest } from '../domain/digest.ts'
import { abstractUrl, type Paper } from '../domain/paper.ts'
import { bibtexText } from './bibtex-text.ts'
import { citedName, distinctPapers, isOthers, submitted } from './export-citation.ts'

/**
 * A digest's papers for BibTeX and biber, each once, in UTF-8, with the fields that arXiv asks for:
 * https://info.arxiv.org/help/hypertex/bibstyles. The citation key is `arXiv:<id>`: unique, and the same in every file.
 */
export function bibtexRendition(digest: Digest): string {
  const papers = distinctPapers(digest)
  const count = `${papers.length} ${papers.length === 1 ? 'paper' : 'papers'}`
  // BibTeX skips all that is no entry, biber what is marked as a comment.
  return [`% arXiv papers from Paperboy, ${digest.edition}: ${count}\n`, ...papers.map(entry)].join('\n')
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

function entry(paper: Paper): string {
  const date = submitted(paper.id)
  const fields: [name: string, value: string][] = [
    // The inner braces keep capitals as they are.
    ['title', `{{${bibtexText(paper.title)}}}`],
    ['author', `{${authors(paper.authors)}}`],
    ...(date ? [['year', `{${date.year}}`] as [string, string]] : []),
    ...(date?.month ? [['month', MONTHS[date.month - 1] as string] as [string, string]] : []),
    ['eprint', `{${bibtexText(paper.id)}}`],
    ['archivePrefix', '{arXiv}'],
    ['primaryClass', `{${bibtexText(paper.categories[0] ?? '')}}`],
    ...(paper.comment === null ? [] : [['note', `{${bibtexText(paper.comment)}}`] as [string, string]]),
    ['url', `{${bibtexText(abstractUrl(paper.id))}}`],
    ['abstract', `{${bibtexText(paper.abstract)}}`],
  ]
  const key = `arXiv:${paper.id.replace(/[^\w.:/-]/g, '')}`
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = ${value},`).join('\n')}\n}\n`
}

/** `van der Berg, Alice and {The Sample Collaboration}`: the form that leaves BibTeX nothing to guess. */
function authors(names: readonly string[]): string {
  return names
    .flatMap((author) => {
      // BibTeX counts escaped braces, too, and the parts of a name change places: a name needs none.
      const name = citedName(bibtexText(author.replace(/\\[\s\S]/g, (pair) => (/[{}]/.test(pair) ? '' : pair))))
      if (!name) return []
      if (isOthers(name.family)) return ['others']
      if (name.whole || name.family === 'others') return [`{${name.family}}`]
      return [[name.family, name.suffix, name.given].filter((part) => part !== '').join(', ')]
    })
    .join(' and ')
}
