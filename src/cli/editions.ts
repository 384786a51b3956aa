import type { App } from '../app.ts'
import type { Command } from './command.ts'
import { plural } from './output.ts'

type Overview = Awaited<ReturnType<App['jobs']['editions']>>[number]

export const editionsCommand: Command = {
  name: 'editions',
  usage: '',
  summary: 'Show the latest editions: how whole they are, and where their papers came from.',
  options: {},
  help: `An edition is expected (nothing of it came yet), partial, complete, or empty (nothing was announced). Of each feed: fresh, stale (it held another edition's batch), failed, empty-as-expected or empty-unexpectedly; and how
its papers were obtained: rss, late rss (from the feed of a later day), oai, api, or not at all. Only a feed tells older papers
that are newly cross-listed from replaced ones: where another source was asked, some of them may be missing.

`,
  run: async ({ app, output }) => {
    const { jobs } = await app()
    const editions = await jobs.editions()
    output.result(
      { editions },
      editions.length > 0
        ? editions.flatMap(lines).join('\n')
        : 'No edition is stored yet: npm run -s paperboy -- ingest',
    )
    return 0
  },
}

function lines({ date, state, papers, feeds }: Overview): string[] {
  const { new: fresh, cross, replaced } = papers
  return [
    `${date}  ${state.padEnd(8)}  ${plural(fresh, 'new paper')}, ${cross} cross-listed, ${replaced} replaced`,
    ...(state === 'expected' && feeds.length === 0 ? ['  nothing of it came, and no feed of it was read'] : []),
    ...feeds.map(({ category, state: feed, obtained, unsure, items, error }) => {
      const none = state === 'empty' ? 'nothing of this day' : 'missing'
      const came =
        obtained === null
          ? none
          : `${plural(items, 'item')} by ${obtained}${unsure ? ' (older cross-listings may be missing)' : ''}`
      return `  ${category.padEnd(18)} ${feed.padEnd(18)} ${came}${error === null ? '' : `: ${error}`}`
    }),
  ]
}
