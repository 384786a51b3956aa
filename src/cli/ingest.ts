import type { Command } from './command.ts'
import { plural } from './output.ts'

export const ingestCommand: Command = {
  name: 'ingest',
  usage: '[--edition YYYY-MM-DD]',
  summary: "Take arXiv's new papers into the store.",
  options: { edition: { type: 'string' } },
  help: `Asks for the feed of every category in ARXIV_CATEGORIES. Doing it twice changes nothing. What feeds lack
comes from OAI-PMH or the query API; where no feed can be read at all, only for an edition that is named.

  --edition  the feed date that must come; without it, the newest that arXiv serves
`,
  run: async ({ app, given, output, signal }) => {
    const { jobs } = await app()
    const report = await jobs.ingest({
      edition: given.text('edition'),
      signal,
      onProgress: (done, of, category) => output.progress(`feed ${done + 1} of ${of}: ${category}`),
    })
    const { papers } = report
    const feeds = report.feeds.map(
      ({ category, status, items, error, obtained }) =>
        `  ${category.padEnd(18)} ${status.padEnd(10)} ${plural(items, 'item')}${obtained && obtained !== 'rss' ? ` by ${obtained}` : ''}${error ? `: ${error}` : ''}`,
    )
    output.result(
      report,
      [
        `Edition ${report.edition}${report.complete ? '' : ' (incomplete)'}`,
        ...feeds,
        `${plural(papers.new, 'new paper')}, ${papers.cross} cross-listed, ${papers.replaced} replaced`,
      ].join('\n'),
    )
    return report.complete ? 0 : 1
  },
}
