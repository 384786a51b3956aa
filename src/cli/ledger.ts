import type { App } from '../app.ts'
import type { Command } from './command.ts'
import { plural } from './output.ts'

type Balance = Awaited<ReturnType<App['jobs']['books']>>[number]

export const ledgerCommand: Command = {
  name: 'ledger',
  usage: '[--edition YYYY-MM-DD]',
  summary: 'Say what became of every digest, and whether the books balance.',
  options: { edition: { type: 'string' } },
  help: `For each edition: planned = sent + skipped + rejected + expired + uncertain + waiting, and nobody is without a row. Exit
code 1 where that is not so.

  --edition  one edition (the newest ten)
`,
  run: async ({ app, given, output }) => {
    const { jobs } = await app()
    const editions = await jobs.books(given.text('edition'))
    const text = editions.length === 0 ? 'No edition has been planned yet.' : editions.map(lines).join('\n')
    output.result({ editions }, text)
    return editions.some(({ differences }) => differences.length > 0) ? 1 : 0
  },
}

function lines({ edition, planned, inDoubt, differences, ...counts }: Balance): string {
  const states = (['sent', 'skipped', 'rejected', 'expired', 'uncertain', 'waiting'] as const)
    .map((state) => `${counts[state].toLocaleString('en-US')} ${state}`)
    .join(', ')
  return [
    `Edition ${edition}: ${plural(planned, 'digest')} planned = ${states}`,
    ...(inDoubt > 0 ? [`  ${plural(inDoubt, 'digest')} with an attempt of which nobody knows whether it arrived`] : []),
    ...differences.map((difference) => `  DOES NOT BALANCE: ${difference}`),
  ].join('\n')
}
